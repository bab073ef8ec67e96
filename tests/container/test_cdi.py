"""DEVICES=cdi on an engine that reads CDI names: which nodes the lab gets by a name, and that groups still count.

The names are those that amd-ctk writes; the nodes behind them are stand-ins.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from container.engine import Bases, Contained
from container.seating import give_proxy
from container.second_engine import cdi_engine
from container.test_container_bad_input import docker_that
from container.test_container_devices import LOOK, NOBODY, nodes
from container.this_machine import FIRST, KFD, MINORS, SECOND, Machine, make_machine
from native.checkout import error_code, give_organizer


def specification(machine: Machine, **brings: tuple[str, ...]) -> None:
    """Writes what amd-ctk writes (ROCm/container-toolkit, internal/cdi): with numbers, mode and group of each node."""
    devices = [
        {
            "name": name.removeprefix("gpu"),
            "containerEdits": {"deviceNodes": [_node(machine, path) for path in (*found, KFD)]},
        }
        for name, found in brings.items()
    ]
    folder = machine.root / "etc/cdi"
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"cdiVersion": "0.6.0", "kind": "amd.com/gpu", "devices": devices})
    (folder / "amd.json").write_text(text, encoding="utf-8")


def _node(machine: Machine, path: str) -> dict[str, Any]:
    group = machine.kfd if path == KFD else machine.render
    numbers = {"type": "c", "major": 1, "minor": MINORS[path], "permissions": "rwm"}
    return {"path": path, **numbers, "fileMode": 0o660, "uid": 0, "gid": group}


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory, bases: Bases) -> Iterator[Machine]:
    made = make_machine(tmp_path_factory.mktemp("cdi") / "two cards", bases.cpu)
    specification(made, gpu0=(FIRST,), gpu1=(SECOND,), all=(FIRST, SECOND))
    yield made
    shutil.rmtree(made.root, ignore_errors=True)


@pytest.fixture(scope="module")
def by_name(new_checkout: Callable[..., Contained], machine: Machine, bases: Bases) -> Iterator[Contained]:
    """A checkout on such an engine, which has a bare Python under the name of the lab's image."""
    with cdi_engine(machine.root / "etc/cdi") as engine:
        given = {"LAB_BASE_IMAGE": bases.rocm, "LAB_HOST_ROOT": str(machine.root), "LAB_DEVICES": "cdi", **engine}
        checkout = new_checkout("Lab by name", **given)
        give_organizer(checkout)
        written = checkout.make("env")
        assert written.returncode == 0, written.stderr
        image = next(line for line in written.stdout.split() if line.startswith("IMAGE=")).partition("=")[2]
        move = 'env -u DOCKER_HOST docker save "$0" | docker load && docker tag "$0" "$1"'
        subprocess.run(["sh", "-euc", move, bases.cpu, image], env=checkout.environ(), check=True, capture_output=True)
        yield checkout
        checkout.compose("down")


def look(checkout: Contained, **more: str) -> Any:
    """What LOOK finds in a container of the lab's service."""
    done = checkout.compose("run", "--rm", "-T", "--no-deps", "lab", "python3", "-c", LOOK, **more)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("gpu", "name", "found"),
    [
        ("1", "amd.com/gpu=1", nodes(KFD, SECOND)),
        ("all", "amd.com/gpu=all", nodes(KFD, FIRST, SECOND)),
        ("0", "amd.com/gpu=0", nodes(KFD, FIRST)),
    ],
)
def test_a_name_brings_its_nodes_and_no_other(by_name: Contained, gpu: str, name: str, found: Any) -> None:
    written = by_name.make("env", GPU=gpu)
    assert f"CDI_DEVICE={name}" in written.stdout.split()
    assert look(by_name) == found


# A seat's container as the hub has it made, for each card, by the docker-py that the hub uses.
SEATS = """
import json, os, pathlib, sys
import docker
from cli.settings import read_settings
from machine.mode import make_container_plan
from workshop.seats import engine
from workshop.seats.hub.seat_container import create_options, host_options
settings = read_settings()
lab, cards = engine.services(settings, make_container_plan(settings, "seats", every_card=True))
api = docker.APIClient(base_url=os.environ["DOCKER_HOST"], version="auto")
folder, found = pathlib.Path("work").resolve(), {}
for card, service in cards.items():
    host = api.create_host_config(**host_options(service, folder, folder))
    options = create_options(service, "seat-01", "rocm-lab.seats=cdi")
    seat = api.create_container(service["image"], ["python3", "-c", sys.argv[1]], host_config=host, **options)
    api.start(seat)
    api.wait(seat)
    found[card] = json.loads(api.logs(seat))
    api.remove_container(seat)
print(json.dumps(found))
"""


def test_each_seat_gets_one_card_by_its_name_and_no_other(by_name: Contained) -> None:
    environ = {**by_name.environ(), "PYTHONPATH": "scripts"}
    command = [".lab/organizer/bin/python", "-c", SEATS, LOOK]
    done = subprocess.run(command, cwd=by_name.root, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {card: nodes(KFD, card) for card in (FIRST, SECOND)}


def test_without_the_group_its_nodes_do_not_open(by_name: Contained) -> None:
    by_name.make("env", GPU="0")
    assert look(by_name, HOST_KFD_GID=NOBODY) == nodes(FIRST, closed=(KFD,))


def test_where_compose_does_not_read_names_it_is_refused_before_anything_is_written(
    new_checkout: Callable[..., Contained], machine: Machine, bases: Bases, tmp_path: Path
) -> None:
    docker_that(tmp_path, "echo 2.26.1; exit 0")
    old = new_checkout("Lab old", LAB_BASE_IMAGE=bases.rocm, LAB_HOST_ROOT=str(machine.root))
    environ = old.environ(PATH=os.pathsep.join((str(tmp_path), os.environ["PATH"])))
    assert error_code(old.make("env", environ, DEVICES="cdi", GPU="1")) == ("cdi-engine", 4)
    assert not any((old.root / name).exists() for name in (".env", ".lab", "work", "runs"))


def test_doctor_names_it_and_a_specification_that_is_older_than_the_cards_stops_the_lab(
    by_name: Contained, machine: Machine
) -> None:
    assert "amd.com/gpu=1" in by_name.make("doctor", GPU="1").stdout
    specification(machine, gpu0=(FIRST,))
    assert "code: cdi-older" in by_name.make("doctor", GPU="1").stdout
    assert error_code(by_name.make("env", GPU="1")) == ("cdi-older", 4)


def test_seats_are_refused_before_anything_is_touched_where_one_card_of_theirs_has_no_name(
    by_name: Contained, machine: Machine
) -> None:
    give_proxy(by_name)
    specification(machine, gpu0=(FIRST,))
    assert error_code(by_name.make("seats", N=2)) == ("cdi-older", 4)
    assert not (by_name.root / ".lab/hub").exists()
