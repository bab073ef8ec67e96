"""Seats come back with the machine: systemd starts their hub, by the unit that make seats wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from container.engine import Contained, docker
from container.fleet_machines import OLD_CGROUPS, Machine
from container.seating import Room, give_proxy, open_room
from native.checkout import give_organizer

# This machine's own files behind a systemd of its own: what the unit calls is here, and so is the engine.
HERE = "[Service]\nRootDirectory=/host\nMountAPIVFS=no\n"
ENGINE = "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n"


@contextmanager
def booting(image: str, unit: Path) -> Iterator[Machine]:
    """A machine that was restarted, and whose organizer had typed what make seats says."""
    name, machine = unit.name, Machine("seats", f"{unit.stem}-machine", 0)
    install = (
        f"set -e; cd /etc/systemd/system; printf '{ENGINE}' > docker.service; mkdir -p {name}.d; "
        f"printf '{HERE}' > {name}.d/here.conf; install -m 644 '/host{unit}' .; systemctl enable {name}; "
        "systemctl mask tmp.mount; "  # what is mounted there would not be seen
        "mount -t proc proc /host/proc; exec /lib/systemd/systemd"
    )
    done = docker(
        "run", "--detach", "--name", machine.container, "--privileged", "--cgroupns=private", "--network=host",
        "--env", f"SYSTEMD_PROC_CMDLINE={OLD_CGROUPS}", "--tmpfs", "/run", "--tmpfs", "/run/lock",
        "--volume", "/:/host", "--volume", f"{unit.parents[2]}:{unit.parents[2]}", image, "sh", "-c", install,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    try:
        machine.wait()
        yield machine
    finally:
        docker("rm", "--force", "--volumes", machine.container)


@pytest.fixture
def room(new_checkout: Callable[..., Contained]) -> Iterator[Room]:
    checkout = new_checkout("Lab ü restart")
    give_proxy(checkout)
    give_organizer(checkout)
    yield open_room(checkout, 1, BACKEND="cpu")
    assert checkout.make("seats-down").returncode == 0


def test_a_restart_of_the_machine_brings_the_seats_back(room: Room, images: dict[str, str]) -> None:
    (unit,) = room.hub.glob("*.service")
    learner = room.learner("seat-01").until_settled()
    assert learner.is_in
    for pid in [*room.processes().values(), *room.cullers()]:  # as a power cut does
        psutil.Process(pid).kill()
    docker("stop", "--time", "0", room.container("seat-01"))
    with booting(images["bare"], unit) as machine:
        for restarted in (False, True):
            if restarted:
                machine.reboot()
            said = machine.run("journalctl", "--no-pager", "--unit", unit.name).stdout
            assert machine.run("systemctl", "is-active", unit.name).stdout == "active\n", said
            assert room.learner("seat-01").until_settled().is_in
