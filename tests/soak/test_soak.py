"""Start, check, stop, over and over: nothing grows. Collected where SOAK says how often."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from container.engine import Contained, docker, require_engine
from container.seating import give_proxy, open_room
from native.checkout import Checkout, give_organizer
from native.running import free_port, start

CYCLES = int(os.environ["SOAK"])
FEWER = max(3, CYCLES * 3 // 10)  # of what takes a container, or a seat
WINDOW = max(2, CYCLES // 20)  # cycles at each end of which the least counts: what else the machine does comes and goes
NOTEBOOK = "labs/01_training_flow.en.ipynb"
NOISE = {"open files": 100, "memory": 100, "disk": 10}  # what may be more at the end; memory and disk in MiB

pytestmark = pytest.mark.timeout(3 * 3600)


def disk(root: Path) -> int:
    """MiB of a checkout, but for its records, which are kept."""
    done = subprocess.run(
        ["du", "-sm", "--exclude=runs", root], capture_output=True, text=True
    )  # what goes is no fault
    return int(done.stdout.split()[0])


def state(checkout: Checkout) -> dict[str, int]:
    """What is there of a checkout, and of the machine."""
    listed = {name: docker(*name.split(), "ls", "--quiet").stdout.split() for name in ("network", "volume")}
    return {
        "processes": len(checkout.processes()),
        "containers": len(docker("ps", "--all", "--quiet").stdout.split()),
        "networks": len(listed["network"]),
        "volumes": len(listed["volume"]),
        "open files": int(Path("/proc/sys/fs/file-nr").read_text().split()[0]),
        "memory": (psutil.virtual_memory().total - psutil.virtual_memory().available) >> 20,
        "disk": disk(checkout.root),
    }


def least(seen: list[dict[str, int]]) -> dict[str, int]:
    return {key: min(one[key] for one in seen) for key in seen[0]}


def soak(name: str, checkout: Checkout, cycles: int, once: Callable[[], None]) -> None:
    """Runs them all; what is there after the last ones may be no more than after the first ones."""
    require_engine()
    seen = []
    for _ in range(cycles):
        once()
        seen.append(state(checkout))
    before, after = least(seen[1 : 1 + WINDOW]), least(seen[-WINDOW:])  # the first makes what is made once
    print(f"\n{name}: {cycles} cycles, the least of {WINDOW} at each end:", json.dumps([before, after]))
    assert {key: after[key] - before[key] for key in before if after[key] - before[key] > NOISE.get(key, 0)} == {}


def cycle(checkout: Checkout) -> None:
    start(checkout, "en", free_port())
    for done in (checkout.make("check", NOTEBOOK=NOTEBOOK), checkout.make("stop")):
        assert done.returncode == 0, done.stdout + done.stderr


def test_natively(ready: Checkout) -> None:
    soak("natively", ready, CYCLES, lambda: cycle(ready))


@pytest.fixture
def contained(new_checkout: Callable[..., Contained]) -> Iterator[Contained]:
    checkout = new_checkout("Lab ü soak")
    give_proxy(checkout)
    give_organizer(checkout)
    yield checkout
    assert checkout.make("seats-down").returncode == 0


def test_in_containers(contained: Contained) -> None:
    soak("in containers", contained, FEWER, lambda: cycle(contained))


def test_of_seats(contained: Contained) -> None:
    def once() -> None:
        room = open_room(contained, 2, BACKEND="cpu")
        learner = room.learner("seat-01").until_settled()
        assert learner.execute(learner.kernel(), "import torch; print(torch.ones(3).sum().item())") == "3.0"
        assert contained.make("seats-down").returncode == 0

    soak("seats", contained, FEWER, once)
