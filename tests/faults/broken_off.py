"""What make lab and make check may leave where they are broken off: nothing that runs, and nothing half."""

from __future__ import annotations

import signal

from container.engine import Contained, docker
from faults.moments import SIGNALS, survives
from native.checkout import Checkout
from native.running import free_port

MINE = "what a learner wrote"
COPIES = "0*_*.??.ipynb"
NOTEBOOK = "labs/01_training_flow.en.ipynb"


def lab_survives(checkout: Checkout, end: signal.Signals, seconds: float) -> None:
    """Breaks `make lab` off; a learner's own notebook stays as it is."""
    mine = checkout.root / "work/02_inference_flow.en.ipynb"
    mine.parent.mkdir(exist_ok=True)
    mine.write_text(MINE)

    def unseed() -> None:
        for copy in set(mine.parent.glob(COPIES)) - {mine}:
            copy.unlink()

    def left(said: str) -> object:
        if "The lab is ready." in said:  # too late: there is a lab, and it is told where
            checkout.make("stop")
        return _running(checkout) or _networks(checkout) or _half_written(checkout) or mine.read_text() != MINE

    port = free_port()
    survives(checkout, "lab", end, seconds, done="The lab is ready.", before=unseed, left=left, PORT=port)
    mine.unlink()
    if end == SIGNALS[-1]:
        assert checkout.make("lab", PORT=port).returncode == 0
        assert checkout.make("stop").returncode == 0


def check_survives(checkout: Checkout, end: signal.Signals, seconds: float) -> None:
    """Breaks `make check` off; the network of a whole one stays for the next."""
    before, said_before = set((checkout.root / "runs").glob("*Z")), list[str]()

    def unconnect() -> None:
        if isinstance(checkout, Contained):
            checkout.remove()

    def left(said: str) -> object:
        said_before.append(said)
        new = set((checkout.root / "runs").glob("*Z")) - before
        told = {folder for folder in new if any(folder.name in one for one in said_before)}
        networks = "Record: " not in said and _networks(checkout)
        return _running(checkout) or networks or _half_written(checkout) or new - told

    survives(checkout, "check", end, seconds, done="Record: ", before=unconnect, left=left, NOTEBOOK=NOTEBOOK)
    if end == SIGNALS[-1]:
        assert checkout.make("check", NOTEBOOK=NOTEBOOK).returncode == 0


def _running(checkout: Checkout) -> object:
    return checkout.processes() or (isinstance(checkout, Contained) and checkout.containers())


def _networks(checkout: Checkout) -> object:
    ours = isinstance(checkout, Contained) and ("--quiet", "--filter", f"name={checkout.project}")
    return ours and docker("network", "ls", *ours).stdout


def _half_written(checkout: Checkout) -> list[str]:
    """Notebooks that are not whole, records without their page, and what was to be renamed."""
    whole = {file.name: file.read_bytes() for file in (checkout.root / "labs").glob("*.ipynb")}
    copies = {file.name: file.read_bytes() for file in (checkout.root / "work").glob(COPIES)}
    broken = [name for name, content in copies.items() if content not in (whole.get(name), MINE.encode())]
    folders = [folder for folder in (checkout.root / "runs").glob("*Z") if not (folder / "report.html").is_file()]
    return [*broken, *map(str, (*folders, *checkout.root.glob("work/.0*"), *checkout.root.glob(".lab/.*.*")))]
