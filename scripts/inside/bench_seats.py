"""How long ten learners wait who sign in at one moment, and what a seat takes of memory: used by bench.py.

On the CPU. Seconds run from opening the sign-in page to the first answer of a new kernel, for the tests' own
learners.
"""

import shutil
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from container.engine import Contained
from container.seating import Learner, Room, open_room
from host.seats import state
from host.seats.state import WORKS
from host.places import CHECKOUT
from host.seats.proxy import find_proxy

ROUNDS = {1: 4, 5: 1, 10: 1}  # seats at once: how often
MOST, WORKED = max(ROUNDS), 2


def available() -> bool:
    """Whether the proxy is here and nobody's seats are here, open or with their work."""
    return find_proxy(ask=True).version is not None and state.read() is None and not WORKS.exists()


def measure(given: dict[str, str]) -> dict[str, Any]:
    """Every figure; `given` are the settings that name the image."""
    checkout = Contained(CHECKOUT, given=given)
    room = open_room(checkout, MOST, BACKEND="cpu")
    try:
        round_of(room, 1)  # unmeasured: caches
        waits = {
            count: [wait for _ in range(rounds) for wait in round_of(room, count)] for count, rounds in ROUNDS.items()
        }
        memory = memory_of(room)
        leases = len(room.leases())
    finally:
        checkout.make("seats-down")
    collected = collect(checkout)
    shutil.rmtree(WORKS)  # this measurement's own: `available` found none
    return {
        **{f"{count} at once: p50, p95 of {len(found)}, s": percentiles(found) for count, found in waits.items()},
        "p50 at 10 over p50 at 1": round(statistics.median(waits[10]) / statistics.median(waits[1]), 1),
        **memory,
        f"make collect of {MOST} seats, {WORKED} of them worked in, s": collected,
        "leases left": leases,
    }


def collect(checkout: Contained) -> float:
    """Seconds of make collect; two learners have changed lab 01."""
    for seat in state.names(WORKED):
        notebook = WORKS / seat / "01_training_flow.en.ipynb"
        notebook.write_text(
            notebook.read_text(encoding="utf-8").replace("lr=0.1", f"lr=0.0{seat[-1]}"), encoding="utf-8"
        )
    began = time.monotonic()
    checkout.make("collect", BACKEND="cpu")
    return round(time.monotonic() - began, 1)


def percentiles(seconds: list[float]) -> list[float]:
    """The median, and what 95 of 100 stay below."""
    return [round(statistics.median(seconds), 2), round(statistics.quantiles(seconds, n=20, method="inclusive")[-1], 2)]


def round_of(room: Room, count: int) -> list[float]:
    """Seconds of each of `count` learners who sign in at once; they are gone at the end."""
    with ThreadPoolExecutor(count) as people:
        found = list(people.map(lambda seat: seat_down(room, seat), state.names(count)))
        list(people.map(lambda learner: learner[0].stop(), found))
    while room.containers():
        time.sleep(0.2)
    return [seconds for _, seconds in found]


def seat_down(room: Room, seat: str) -> tuple[Learner, float]:
    """Signs in and runs a cell."""
    started = time.monotonic()
    learner = room.learner(seat).until_settled(300)
    learner.execute(learner.kernel(), "print(1)")
    return learner, time.monotonic() - started


def memory_of(room: Room) -> dict[str, Any]:
    """MiB of every seat as the engine counts them: the container's group without file pages that could be dropped."""
    learners = room.all_at_once(state.names(MOST))
    time.sleep(5)
    idle = used(room)
    for learner in learners:
        learner.execute(learner.kernel(), "import torch; torch.ones(1)")
    with_torch = used(room)
    for learner in learners:
        learner.stop()
    return {
        "MiB of an idle seat, median (most)": [statistics.median(idle), max(idle)],
        "MiB with a kernel and torch, median (most)": [statistics.median(with_torch), max(with_torch)],
    }


def used(room: Room) -> list[float]:
    """MiB of each container."""
    command = ["docker", "stats", "--no-stream", "--format", "{{.MemUsage}}", *room.containers()]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [mebibytes(line.partition("/")[0].strip()) for line in said.splitlines()]


def mebibytes(told: str) -> float:
    """MiB of "93.5MiB" or "1.2GiB"."""
    return round(float(told[:-3]) * {"KiB": 1 / 1024, "MiB": 1.0, "GiB": 1024.0}[told[-3:]], 1)
