"""What the tests of the container share: the engine, the bases that stand in for the real ones, and checkouts."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from native.checkout import PROJECT, Checkout, make_checkout
from native.running import free_port, start


@dataclass(frozen=True)
class Bases:
    """References of the images that stand in for rocm/pytorch, python:slim and a Python that PEP 668 guards."""

    rocm: str
    cpu: str
    guarded: str


@dataclass
class Contained(Checkout):
    """A checkout whose verbs use containers; `given` is in the environment of each of them."""

    mode: str = "container"
    given: Mapping[str, str] = field(default_factory=dict)

    def environ(self, **more: str) -> dict[str, str]:
        return {**super().environ(), **self.given, **more}

    @property
    def project(self) -> str:
        return f"rocm-lab-{hashlib.sha256(str(self.root).encode()).hexdigest()[:8]}"

    @property
    def container(self) -> str:
        """The name of the lab's container."""
        return f"{self.project}-lab-1"

    def image(self) -> str:
        """The image that `make image` makes."""
        done = self.make("image")
        assert done.returncode == 0, done.stdout + done.stderr
        return next(line for line in done.stdout.splitlines() if line.startswith("rocm-lab:"))

    def compose(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """`docker compose ARGUMENTS` by hand, as a person types it: with .env alone, and `more` in the environment."""
        mine = {k: v for k, v in self.environ().items() if not k.startswith(("LAB_", "COMPOSE_"))}
        return run("docker", "compose", *arguments, cwd=self.root, env={**mine, **more})

    def containers(self) -> list[str]:
        """The ids of all containers of this checkout, running or not."""
        return docker("ps", "--all", "--quiet", "--filter", self._filter).stdout.split()

    def remove(self) -> None:
        """Takes away every container and network of this checkout, however they came to be."""
        if found := self.containers():
            docker("rm", "--force", "--volumes", *found)
        networks = docker("network", "ls", "--quiet", "--filter", self._filter).stdout.split()
        if networks:
            docker("network", "rm", *networks)

    @property
    def _filter(self) -> str:
        return f"label=com.docker.compose.project={self.project}"


@dataclass
class Lab:
    """A running lab: its checkout, its address on this machine, and its token."""

    checkout: Contained
    base: str
    token: str

    @property
    def container(self) -> str:
        return self.checkout.container

    @property
    def id(self) -> str:
        return str(inspect(self.container)["Id"])

    def run(self, *command: str) -> str:
        """What a command prints inside, run as the learner."""
        done = docker("exec", self.container, *command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.rstrip("\n")

    def python(self, code: str) -> str:
        return self.run("python", "-c", code)

    def restart(self) -> None:
        """`make stop`, then `make lab`: another container, and another token."""
        stopped = self.checkout.make("stop")
        assert stopped.returncode == 0, stopped.stderr
        up = start(self.checkout, "en", int(self.checkout.given["LAB_PORT"]))
        self.base, self.token = up.base, up.token


def require_engine() -> None:
    """Skips where no Docker Engine answers; where all are wanted, fails."""
    if run("docker", "compose", "version").returncode == 0 and docker("info").returncode == 0:
        return
    if os.environ.get("REQUIRE_ALL"):
        pytest.fail("make test ALL=1, and no Docker Engine answers")
    pytest.skip("no Docker Engine answers here")


def stand_in_bases() -> Bases:
    """The images that .ci/bases makes, made where they are not there."""
    done = run(str(PROJECT / ".ci/bases"), timeout=500)
    assert done.returncode == 0, done.stderr[-2000:]
    return Bases(**dict(line.split("=", 1) for line in done.stdout.splitlines()))


def this_machine() -> dict[str, str]:
    """The settings for a machine behind a proxy that has a certificate of its own, or with wheels in a folder."""
    ca = os.environ.get("SSL_CERT_FILE", "")
    wheels = os.environ.get("PIP_FIND_LINKS", "")
    there = {"LAB_CA_FILE": bool(ca) and Path(ca).is_file(), "LAB_WHEELHOUSE": bool(wheels) and Path(wheels).is_dir()}
    return {name: value for name, value in (("LAB_CA_FILE", ca), ("LAB_WHEELHOUSE", wheels)) if there[name]}


def make_contained(root: Path, base: str, **more: str) -> Contained:
    """A checkout whose verbs use containers on `base`, with a port of its own."""
    given = {**this_machine(), "LAB_BASE_IMAGE": base, "LAB_PORT": str(free_port()), **more}
    return Contained(make_checkout(root.resolve()).root, given=given)


def leave_one_lab(checkout: Checkout) -> None:
    """Takes all labs but the first away, so that a whole check takes seconds; all of them have tests of their own."""
    for file in (checkout.root / "labs").glob("0[2-9]*"):
        file.unlink()
    with (checkout.root / "tests/judge/specs.py").open("a", encoding="utf-8") as specs:
        specs.write('SPECS = {"01_training_flow": SPECS["01_training_flow"]}\n')


def docker(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`docker ARGUMENTS`, to its end."""
    return run("docker", *arguments)


def run(
    *command: str, cwd: Path | None = None, env: Mapping[str, str] | None = None, timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    """A command, to its end, with what it said; a status of 127 where there is no such program."""
    try:
        return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=timeout)
    except FileNotFoundError as error:
        return subprocess.CompletedProcess(command, 127, "", str(error))


def inspect(name: str) -> dict[str, Any]:
    """Everything that the engine knows of a container or an image."""
    done = docker("inspect", name)
    assert done.returncode == 0, done.stderr
    facts: dict[str, Any] = json.loads(done.stdout)[0]
    return facts


def wait_until(true: Callable[[], bool], seconds: float, what: str) -> None:
    """Asks again and again until it is true; fails after `seconds`."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"not in {seconds} s: {what}"
        time.sleep(0.1)


def none_is_left(checkout: Contained) -> None:
    """No container of it; those of `run --rm` the engine itself takes away, a moment after Compose has returned."""
    wait_until(lambda: checkout.containers() == [], 5, "no container of the checkout")
