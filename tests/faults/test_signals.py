"""make lab and make check, broken off at any moment: nothing is left, no notebook is half, and the same verb works."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.moments import SIGNALS, survives
from native.checkout import Checkout
from native.running import free_port

MINE = "what a learner wrote"
COPIES = "0*_*.??.ipynb"


@pytest.fixture(scope="module")
def mine(ready: Checkout) -> Iterator[Path]:
    """A learner's own copy; in the end, all are as a start leaves them."""
    path = ready.root / "work/02_inference_flow.en.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(MINE)
    yield path
    path.unlink()


def half_written(checkout: Checkout) -> list[str]:
    """Notebooks that are not whole, records without their page, and what was to be renamed."""
    whole = {file.name: file.read_bytes() for file in (checkout.root / "labs").glob("*.ipynb")}
    copies = {file.name: file.read_bytes() for file in (checkout.root / "work").glob(COPIES)}
    broken = [name for name, content in copies.items() if content not in (whole.get(name), MINE.encode())]
    folders = [folder for folder in (checkout.root / "runs").glob("*Z") if not (folder / "report.html").is_file()]
    return [*broken, *map(str, (*folders, *checkout.root.glob("work/.0*"), *checkout.root.glob(".lab/.*.*")))]


@pytest.mark.parametrize("end", SIGNALS, ids=lambda end: end.name)
def test_a_lab_that_is_broken_off_at_any_moment_leaves_nothing(
    ready: Checkout, mine: Path, end: signal.Signals
) -> None:
    def unseed() -> None:
        for copy in set((ready.root / "work").glob(COPIES)) - {mine}:
            copy.unlink()

    def left(said: str) -> object:
        if "The lab is ready." in said:  # too late: there is a lab, and it is told where
            ready.make("stop")
        return ready.processes() or half_written(ready) or mine.read_text() != MINE

    port = free_port()
    survives(ready, "lab", end, 3.5, done="The lab is ready.", before=unseed, left=left, PORT=port)
    if end == SIGNALS[-1]:
        assert ready.make("lab", PORT=port).returncode == 0
        assert ready.make("stop").returncode == 0


@pytest.mark.parametrize("end", SIGNALS, ids=lambda end: end.name)
def test_a_check_that_is_broken_off_at_any_moment_leaves_nothing(ready: Checkout, end: signal.Signals) -> None:
    before, said_before = set((ready.root / "runs").glob("*Z")), list[str]()

    def left(said: str) -> object:
        said_before.append(said)
        new = set((ready.root / "runs").glob("*Z")) - before
        told = {folder for folder in new if any(folder.name in one for one in said_before)}
        return ready.processes() or half_written(ready) or new - told

    notebook = "labs/01_training_flow.en.ipynb"
    survives(ready, "check", end, 6, done="Record: ", left=left, NOTEBOOK=notebook)
    if end == SIGNALS[-1]:
        assert ready.make("check", NOTEBOOK=notebook).returncode == 0
