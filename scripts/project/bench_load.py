"""A room of learners at once, on the CPU, beside JupyterHub as it comes. Used by bench.py, where N says how many.

Each signs in, runs labs 01 and 02 to their end over the kernel's websocket, and checks each. Both stay open, as they do
in JupyterLab.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psutil
from websocket import WebSocketException

from cli.places import CHECKOUT, LAB_STATE
from cli.settings import read_settings
from container.browser_like import printed_by
from container.engine import Contained, docker, wait_until
from container.seating import Room, open_room
from images.bases import pinned
from machine.ports import free_port
from machine.proxy import find_proxy
from project.bench_workshop import percentiles, used
from session.environment import organizer_environment
from workshop.seats import state

NOTEBOOKS = {"lab 01": "01_training_flow.en.ipynb", "lab 02": "02_inference_flow.en.ipynb"}
PASSED = "labs PASS"  # what flowlab.check says of a notebook that holds
LONGEST = 900  # seconds for one cell, or one seat to open
TICK = 2  # seconds between two looks at the memory
IMAGE, LOG = "rocm-lab-bench:hub", LAB_STATE / "bench-hub.log"


@dataclass(frozen=True)
class Side:
    """A hub that is up: where learners enter, how its containers' names begin, and its process."""

    room: Room
    prefix: str
    hub: int


def figures(count: int, given: dict[str, str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Ours, then theirs; `given` are the settings that name the image."""
    checkout = Contained(CHECKOUT, given=given)
    with ours(checkout, count) as side:
        found = measure(side, count)
    yield f"{count} learners at once, make seats", found
    with theirs(checkout, count) as side:
        found = measure(side, count)
    yield f"{count} learners at once, JupyterHub with DockerSpawner", found


@contextmanager
def ours(checkout: Contained, count: int) -> Iterator[Side]:
    """The seats of this checkout, which has none yet."""
    room = open_room(checkout, count, BACKEND="cpu")
    try:
        yield Side(room, room.project, room.processes()["hub"])
    finally:
        checkout.make("seats-down")
        shutil.rmtree(state.WORKS)  # this measurement's own: none was here


@contextmanager
def theirs(checkout: Contained, count: int) -> Iterator[Side]:
    """The same JupyterHub with DockerSpawner and an image of packages, set up as their documentation does."""
    build()
    port, password = free_port(), secrets.token_urlsafe()
    room = Room(checkout, "", f"http://127.0.0.1:{port}", dict.fromkeys(state.names(count), password))
    command = [str(organizer_environment()), "-m", "jupyterhub", *options(port, password)]
    with (
        tempfile.TemporaryDirectory() as folder,
        LOG.open("w") as log,
        subprocess.Popen(command, cwd=folder, env=checkout.environ(), stdout=log, stderr=log) as hub,
    ):
        try:
            wait_until(lambda: "JupyterHub is now running" in LOG.read_text(), 60, f"JupyterHub runs ({LOG})")
            yield Side(room, "rocm-bench-", hub.pid)
        finally:
            hub.terminate()  # it ends its proxy and its containers
            hub.wait()
            docker("image", "rm", IMAGE)


def build() -> None:
    """Their image: the same versions of all packages, so that what differs is how a hub makes its seats."""
    settings = read_settings()
    base = settings.base_image or pinned("cpu", cards=False).reference
    wheels, ca = settings.wheelhouse or CHECKOUT / "docker/wheelhouse", settings.ca_file or "/dev/null"
    command = ["docker", "build", "--quiet", "--file", "scripts/project/bench_hub.Dockerfile", "--tag", IMAGE]
    command += ["--build-arg", f"BASE_IMAGE={base}", "--build-context", f"wheelhouse={wheels}"]
    subprocess.run([*command, "--secret", f"id=ca,src={ca}", "."], cwd=CHECKOUT, check=True)


def options(port: int, password: str) -> list[str]:
    """All that is not JupyterHub's default; its API listens on the engine's bridge, for its containers."""
    gateway = docker("network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Gateway}}").stdout.strip()
    return [
        f"--JupyterHub.bind_url=http://127.0.0.1:{port}",
        f"--JupyterHub.hub_bind_url=http://{gateway}:{free_port()}",
        f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{free_port()}",
        f"--ConfigurableHTTPProxy.command={find_proxy(ask=False).path}",
        "--JupyterHub.authenticator_class=dummy",
        f"--DummyAuthenticator.password={password}",
        "--Authenticator.allow_all=True",
        "--JupyterHub.spawner_class=docker",
        *(f"--Spawner.{name}_timeout=180" for name in ("start", "http")),  # ours, too: of 20, none was in within its 30
        f"--DockerSpawner.image={IMAGE}",
        "--DockerSpawner.prefix=rocm-bench",
        "--DockerSpawner.remove=True",
    ]


def measure(side: Side, count: int) -> dict[str, Any]:
    """What each part takes of those who finish, who does not and why, and the most memory that was in use at once."""
    load = round(os.getloadavg()[0], 1)
    with memory(side) as seen, ThreadPoolExecutor(count) as people:
        found = list(people.map(lambda seat: learn(side.room, seat), state.names(count)))
    finished = [times for times, why in found if not why]
    parts = finished[0] if len(finished) > 1 else ()  # of one alone there is no p95
    seats, hub = max(seen)
    return {
        "when": f"{datetime.now(UTC):%Y-%m-%d}",
        "load average before": load,
        "finished": f"{len(finished)} of {count}",
        "not finished": {seat: why for seat, (_, why) in zip(state.names(count), found, strict=True) if why},
        **{f"{part}: p50, p95, s": percentiles([times[part] for times in finished]) for part in parts},
        "CPU seconds of a container, mean": round(cpu_seconds(side.prefix) / count, 1),
        "MiB of all containers at their peak": round(seats),
        "MiB of the hub and its proxy then": round(hub),
    }


def learn(room: Room, seat: str) -> tuple[dict[str, float], str]:
    """Seconds of each part, and why it ended early, if it did."""
    times: dict[str, float] = {}
    began = last = time.monotonic()
    try:
        for part in lesson(room, seat):
            now = time.monotonic()
            times[part], last = now - last, now
    except (AssertionError, OSError, WebSocketException, LookupError) as error:
        return times, f"after {', '.join(times) or 'nothing'}: {error!r}"[:300]
    return {**times, "all of it": last - began}, ""


def lesson(room: Room, seat: str) -> Iterator[str]:
    """The name of each part, when it is through."""
    learner = room.learner(seat).until_settled(LONGEST)
    assert learner.is_in, learner.page.status_code
    yield "from sign-in to JupyterLab"
    for lab, notebook in NOTEBOOKS.items():
        cells = learner.ask("GET", f"/user/{seat}/api/contents/{notebook}").json()["content"]["cells"]
        *steps, check = (cell["source"] for cell in cells if cell["cell_type"] == "code")
        body = {"path": notebook, "name": notebook, "type": "notebook", "kernel": {"name": "python3"}}
        session = learner.ask("POST", f"/user/{seat}/api/sessions", body).json()  # tells the kernel its notebook
        with learner.channels(session["kernel"]["id"], LONGEST) as channels:
            for step in steps:
                printed_by(channels, step, time.monotonic() + LONGEST)
            yield lab
            said = printed_by(channels, check, time.monotonic() + LONGEST)
        assert PASSED in said, said
        yield f"check of {lab}"


@contextmanager
def memory(side: Side) -> Iterator[list[tuple[float, float]]]:
    """MiB of all containers, and of the hub with what it started, looked at again and again."""
    seen, done = list[tuple[float, float]](), threading.Event()

    def look() -> None:
        while not done.wait(TICK):
            seen.append((sum(used(side.prefix)), pss(side.hub)))

    with ThreadPoolExecutor(1) as watcher:
        looking = watcher.submit(look)
        try:
            yield seen
        finally:
            done.set()
    looking.result()


def cpu_seconds(prefix: str) -> float:
    """What all in these containers has used; it tells more than the clock where others use the machine, too."""
    listed = docker("ps", "--quiet", "--filter", f"name=^{prefix}").stdout.split()
    roots = docker("inspect", "--format", "{{.State.Pid}}", *listed).stdout.split() if listed else []
    living = [one for root in map(psutil.Process, map(int, roots)) for one in (root, *root.children(recursive=True))]
    seconds = 0.0
    for one in living:
        with suppress(psutil.NoSuchProcess):
            seconds += sum(one.cpu_times()[:4])  # with those of its children that have ended
    return seconds


def pss(pid: int) -> float:
    """MiB of a process and its children; what several share is counted once."""
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        return sum(one.memory_full_info().pss for one in (process, *process.children(recursive=True))) / 2**20
    return 0
