"""What an organizer waits for: seats, a bundle, a fleet's machines. Used by bench.py, on the CPU.

By the tests' own learners and machines (containers with systemd and real ssh).
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from cli.places import CHECKOUT
from cli.speech import say
from container.engine import Contained
from container.fleet_machines import Machine, machine_images, machines, write_inventory
from container.fleet_organizer import Fleet, commit
from container.seating import Learner, Room, open_room
from machine.proxy import find_proxy
from native.checkout import make_checkout
from workshop.seats import state
from workshop.seats.state import WORKS

AT_ONCE = {1: 4, 5: 1, 10: 1}  # seats: how often
MOST, WORKED = max(AT_ONCE), 2
MACHINES = {"bare": "without an engine", "ready": "with an engine"}


def figures(given: dict[str, str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each that can be measured here; `given` are the settings that name the image."""
    if find_proxy(ask=True).version and state.read() is None and not WORKS.exists():
        yield "seats on the CPU", seats(given)
    else:
        say("bench-no-proxy")
    with tempfile.TemporaryDirectory() as folder:
        checkout = Contained(make_checkout(Path(folder) / "checkout").root, given=given)
        commit(checkout.root)
        yield "bundle", bundle(checkout)
        if shutil.which("mmdebstrap"):
            yield "a machine of a fleet, on the CPU", fleet(checkout, Path(folder))


def seats(given: dict[str, str]) -> dict[str, Any]:
    """How long learners wait who sign in at one moment, what a seat takes of memory, and what collecting takes."""
    checkout = Contained(CHECKOUT, given=given)
    room = open_room(checkout, MOST, BACKEND="cpu")
    try:
        round_of(room, 1)  # unmeasured: caches
        waits = {count: [w for _ in range(often) for w in round_of(room, count)] for count, often in AT_ONCE.items()}
        memory = memory_of(room)
    finally:
        checkout.make("seats-down")
    collected = collect(checkout)
    shutil.rmtree(WORKS)  # this measurement's own: none was here
    return {
        **{f"{count} at once: p50, p95 of {len(found)}, s": percentiles(found) for count, found in waits.items()},
        **memory,
        f"make collect of {MOST} seats, {WORKED} of them worked in, s": collected,
    }


def round_of(room: Room, count: int) -> list[float]:
    """Seconds from the sign-in page to the first answer of a kernel, for `count` learners who sign in at once."""
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
    idle = used(room.project)
    for learner in learners:
        learner.execute(learner.kernel(), "import torch; torch.ones(1)")
    with_torch = used(room.project)
    for learner in learners:
        learner.stop()
    return {
        "MiB of an idle seat, median (most)": [statistics.median(idle), max(idle)],
        "MiB with a kernel and torch, median (most)": [statistics.median(with_torch), max(with_torch)],
    }


def used(prefix: str) -> list[float]:
    """MiB of each container whose name begins so, of "93.5MiB / 23GiB"."""
    command = ["docker", "stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    units = {"B": 2**-20, "KiB": 2**-10, "MiB": 1, "GiB": 2**10}
    found = re.findall(rf"^{prefix}\S* ([\d.]+)(\w+) /", said, re.MULTILINE)
    return [round(float(number) * units[unit], 1) for number, unit in found]


def percentiles(seconds: list[float]) -> list[float]:
    """The median, and what 95 of 100 stay below."""
    return [round(statistics.median(seconds), 2), round(statistics.quantiles(seconds, n=20, method="inclusive")[-1], 2)]


def collect(checkout: Contained) -> float:
    """Seconds of make collect; two learners have changed lab 01."""
    for seat in state.names(WORKED):
        notebook = WORKS / seat / "01_training_flow.en.ipynb"
        changed = notebook.read_text(encoding="utf-8").replace("lr=0.1", f"lr=0.0{seat[-1]}")
        notebook.write_text(changed, encoding="utf-8")
    return timed(checkout, "collect", ends=(0, 2), BACKEND="cpu")  # another lr is no pass, and make says 2 for it


def bundle(checkout: Contained) -> dict[str, Any]:
    """Seconds and megabytes of make bundle and make load; the base is there, and layers that other images share."""
    packing = timed(checkout, "bundle", BACKEND="cpu", MODE="container")
    (folder,) = checkout.root.glob("runs/rocm-lab-*")
    verifying = timed(checkout, "load", BUNDLE=folder)
    subprocess.run(["docker", "image", "rm", folder.name.replace("-lab-", "-lab:")], check=True, capture_output=True)
    return {
        "base": checkout.given.get("LAB_BASE_IMAGE"),
        "bundle, MB": round(sum(file.stat().st_size for file in folder.iterdir()) / 1e6, 1),
        "make bundle, s": packing,
        "make load, image here already, s": verifying,
        "make load, image not here, s": timed(checkout, "load", BUNDLE=folder),
    }


def fleet(checkout: Contained, folder: Path) -> dict[str, Any]:
    """By machine, both at once: seconds of each step and megabytes received, and of a run that changes nothing."""
    images = {name: made for name, made in machine_images().items() if name in MACHINES}
    with machines(images, folder) as made:
        fleet = Fleet(checkout, made, write_inventory(folder / "inventory.ini", made))
        before = {name: received(machine) for name, machine in made.items()}
        timed(checkout, "fleet", HOSTS=fleet.inventory)
        first, megabytes = fleet.facts()["by_name"], {n: (received(m) - before[n]) / 1e6 for n, m in made.items()}
        timed(checkout, "fleet", HOSTS=fleet.inventory)
        second = fleet.facts()["by_name"]
    found = {}
    for name, said in MACHINES.items():
        begins = [*first[name]["steps"].values(), first[name]["seconds"]]
        steps = {step: end - begin for step, begin, end in zip(first[name]["steps"], begins, begins[1:], strict=False)}
        steps |= {"all": first[name]["seconds"], "again": second[name]["seconds"], "MB received": megabytes[name]}
        steps["again, but its check"] = second[name]["steps"]["check"]
        found[f"{said}, s"] = {step: round(seconds, 1) for step, seconds in steps.items()}
    return found


def received(machine: Machine) -> int:
    """Bytes that came to it over the network since it was started."""
    return int(machine.says("cat /sys/class/net/eth0/statistics/rx_bytes"))


def timed(checkout: Contained, verb: str, ends: tuple[int, ...] = (0,), **settings: Any) -> float:
    """Seconds of a verb, which must end with one of these."""
    began = time.monotonic()
    done = checkout.make(verb, **settings)
    if done.returncode not in ends:
        raise RuntimeError(f"make {verb}: {done.stdout}{done.stderr}")
    return round(time.monotonic() - began, 1)
