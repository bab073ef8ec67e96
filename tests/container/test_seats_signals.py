"""make seats, broken off at any moment: no process, container or network is left, and it works afterwards."""

from __future__ import annotations

import signal

import pytest

from container.engine import Contained, docker
from faults.moments import SIGNALS, survives
from native.running import free_port

MINE = "what a learner wrote"


@pytest.mark.parametrize("end", SIGNALS, ids=lambda end: end.name)
def test_seats_that_are_broken_off_at_any_moment_leave_nothing(seats_checkout: Contained, end: signal.Signals) -> None:
    root, seats = seats_checkout.root, seats_checkout.project.replace("rocm-lab", "rocm-seats")
    mine = root / "work/seats/seat-01/01_training_flow.en.ipynb"
    mine.parent.mkdir(parents=True, exist_ok=True)
    mine.write_text(MINE)
    whole = {file.name: file.read_bytes() for file in (root / "labs").glob("*.ipynb")}

    def left(said: str) -> object:
        if "The seats are open" in said:
            assert seats_checkout.make("seats-down").returncode == 0
        copies = {*(root / "work/seats").glob("*/*.ipynb")} - {mine}
        half = [copy for copy in copies if copy.read_bytes() != whole.get(copy.name, copy.read_bytes())]
        networks = docker("network", "ls", "--quiet", "--filter", f"name={seats}").stdout
        containers = docker("ps", "--all", "--quiet", "--filter", f"name={seats}").stdout
        hub = (root / ".lab/hub").exists()
        return seats_checkout.processes() or half or networks or containers or hub or mine.read_text() != MINE

    settings = {"N": 2, "PORT": free_port(), "BACKEND": "cpu"}
    survives(seats_checkout, "seats", end, 5, done="The seats are open", left=left, **settings)
    if end == SIGNALS[-1]:
        assert seats_checkout.make("seats", **settings).returncode == 0
        assert seats_checkout.make("seats-down").returncode == 0
    mine.unlink()
