"""Start, check, stop, over and over: nothing grows. Collected where SOAK says how often; what it saw goes to runs/."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest

from container.engine import Contained, docker
from container.seating import give_proxy, open_room
from native.checkout import PROJECT, Checkout, give_organizer
from native.running import free_port, start

CYCLES = int(os.environ["SOAK"])
FEWER = max(3, CYCLES * 3 // 10)  # of what takes a container, or a seat
WINDOW = max(2, CYCLES // 20)  # cycles at each end of which the least counts: what else an engine does comes and goes
NOTEBOOK = "labs/01_training_flow.en.ipynb"
# What may be more at the end: files that the engine has open, its memory and our disk in MiB.
NOISE = {"open files": 20, "memory": 60, "disk": 10}

pytestmark = pytest.mark.timeout(3 * 3600)
State = dict[str, int]


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where whatever a verb needs for a moment goes; nothing is to stay in it."""
    with TemporaryDirectory(prefix="soak-") as folder:  # short: a socket's path has 107 letters
        monkeypatch.setenv("TMPDIR", folder)
        yield Path(folder)


@pytest.fixture
def contained(new_checkout: Callable[..., Contained]) -> Iterator[Contained]:
    checkout = new_checkout("Lab ü soak")
    give_proxy(checkout)
    give_organizer(checkout)
    yield checkout
    assert checkout.make("seats-down").returncode == 0


def disk(root: Path) -> int:
    """MiB of a checkout, but for its records, which are kept."""
    done = subprocess.run(
        ["du", "-sm", "--exclude=runs", root], capture_output=True, text=True
    )  # what goes is no fault
    return int(done.stdout.split()[0])


def state(checkout: Checkout, scratch: Path) -> State:
    """What is there of a checkout, and of the engine that goes on."""
    ours = ("--quiet", "--filter", f"name={Contained(checkout.root).project.removeprefix('rocm-lab-')}")
    named = [one for one in psutil.process_iter(["name", "create_time"]) if one.info["name"] == "dockerd"]
    daemon = min(named, key=lambda one: float(one.info["create_time"]))  # others' come and go, within containers
    engine = [daemon, *(one for one in daemon.children() if one.name() == "containerd")]
    return {
        "processes": len(checkout.processes()),
        "containers": len(docker("ps", "--all", *ours).stdout.split()),
        "networks": len(docker("network", "ls", *ours).stdout.split()),
        "volumes": len(docker("volume", "ls", "--quiet").stdout.split()),
        "left in TMPDIR": len(list(scratch.iterdir())),
        "open files": sum(one.num_fds() for one in engine),
        "memory": sum(one.memory_info().rss for one in engine) >> 20,
        "disk": disk(checkout.root),
    }


def least(seen: list[State]) -> State:
    return {key: min(one[key] for one in seen) for key in seen[0]}


def soak(name: str, checkout: Checkout, scratch: Path, cycles: int, once: Callable[[], None]) -> None:
    """Runs them all; what is there after the last ones may be no more than after the first ones."""
    seen = []
    started = time.monotonic()
    for _ in range(cycles):
        once()
        seen.append(state(checkout, scratch))
    before, after = least(seen[1 : 1 + WINDOW]), least(seen[-WINDOW:])  # the first makes what is made once
    kept = {"cycles": cycles, "seconds": round(time.monotonic() - started), "first": before, "last": after, "all": seen}
    (PROJECT / "runs").mkdir(exist_ok=True)
    (PROJECT / f"runs/soak-{name}.json").write_text(json.dumps(kept, indent=1))
    assert {key: after[key] - before[key] for key in before if after[key] - before[key] > NOISE.get(key, 0)} == {}


def cycle(checkout: Checkout) -> None:
    start(checkout, "en", free_port())
    for done in (checkout.make("check", NOTEBOOK=NOTEBOOK), checkout.make("stop")):
        assert done.returncode == 0, done.stdout + done.stderr


def test_in_containers(contained: Contained, scratch: Path) -> None:
    soak("containers", contained, scratch, FEWER, lambda: cycle(contained))


def test_of_seats(contained: Contained, scratch: Path) -> None:
    def once() -> None:
        room = open_room(contained, 2, BACKEND="cpu")
        learner = room.learner("seat-01").until_settled()
        assert learner.execute(learner.kernel(), "import torch; print(torch.ones(3).sum().item())") == "3.0"
        assert contained.make("seats-down").returncode == 0

    soak("seats", contained, scratch, FEWER, once)


def test_natively(ready: Checkout, scratch: Path) -> None:
    soak("natively", ready, scratch, CYCLES, lambda: cycle(ready))
