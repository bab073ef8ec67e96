"""A fleet that was set up: what is put right on a later morning, what a newer bundle changes, and the way back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

from container.bundles import reference_of, small_image
from container.fleet_machines import USER, write_inventory
from container.fleet_organizer import (
    GREEN,
    LAB,
    OPEN_SEATS,
    SEATS_IMAGE,
    Fleet,
    Said,
    answers,
    commit,
    homes,
    packages,
)
from native.checkout import error_code
from native.running import free_port

pytestmark = pytest.mark.timeout(1800)  # alone, it waits for the machines and two whole runs


@dataclass(frozen=True)
class Morning:
    """A later run: one lab was stopped, the last run on another machine had ended too soon, and two are new."""

    done: Said
    before: str  # the container of the machine whose run had ended
    facts: dict[str, Any]


@pytest.fixture(scope="module")
def morning(fleet: Fleet, second: object) -> Morning:  # noqa: ARG001  after it
    ready, bare = fleet.machines["ready"], fleet.machines["bare"]
    assert ready.run("runuser", "-u", USER, "--", "make", "-C", LAB, "stop").returncode == 0
    assert ready.says("docker ps --quiet") == ""
    before = bare.says("touch /var/lib/rocm-lab/unfinished; docker ps --quiet")
    gone = f"gone ansible_host=127.0.0.1 ansible_port={free_port()}"
    stranger = f"stranger ansible_host=localhost ansible_port={ready.port}"
    known = {name: fleet.machines[name] for name in GREEN}
    inventory = write_inventory(fleet.inventory.with_name("some.ini"), known, gone, stranger)
    return Morning(fleet.checkout.make("fleet", HOSTS=inventory), before, fleet.facts())


def test_a_machine_that_is_gone_or_strange_is_a_red_row_and_stops_nobody(morning: Morning) -> None:
    said = morning.done.stdout
    assert morning.done.returncode == 2
    assert "2 green, 2 red." in said
    assert "ssh user@address" in said.split("✗  gone")[1].split("✗")[0]
    assert "ssh-keyscan" in said.split("✗  stranger")[1]


def test_a_lab_that_somebody_has_stopped_is_up_again(fleet: Fleet, morning: Morning) -> None:
    assert answers(fleet.machines["ready"])
    assert morning.facts["by_name"]["ready"]["changed"] == 1


def test_a_lab_that_an_ended_run_left_is_started_anew(fleet: Fleet, morning: Morning) -> None:
    assert answers(fleet.machines["bare"])
    assert fleet.machines["bare"].says("docker ps --quiet") not in ("", morning.before)
    assert fleet.machines["bare"].says("ls /var/lib/rocm-lab").split() == [
        "checkout.json",
        "checkout.tar.gz",
        "fleet.json",
    ]


@pytest.mark.usefixtures("morning")
def test_check_1_shows_what_a_newer_bundle_would_change(fleet: Fleet) -> None:
    same = fleet.make("fleet", CHECK=1).stdout
    assert "nothing to change" in same.split("\nready\n")[1].split("\n\n")[0]
    for changed in ("scripts/stop.py", "labs/01_training_flow.py"):  # the lab is part of the image
        with (fleet.checkout.root / changed).open("a", encoding="utf-8") as script:
            script.write("# newer\n")
    commit(fleet.checkout.root)
    # Nothing of it is sent with CHECK=1: a small one does.
    small_image(reference_of(fleet.checkout.root, fleet.checkout.given["LAB_BASE_IMAGE"]))
    assert fleet.checkout.make("bundle").returncode == 0
    seats = write_inventory(fleet.inventory.with_name("seats.ini"), {"ready": fleet.machines["ready"]})
    seats.write_text(seats.read_text().replace("ansible_host", "seats=2 seats_bind=0.0.0.0 ansible_host", 1))
    looked = [fleet.checkout.make("fleet", CHECK=1, HOSTS=hosts).stdout for hosts in (fleet.inventory, seats)]
    shown = [said.split("\nready\n")[1] for said in looked]
    for line in ("+ put the checkout", "+ copy the bundle", "+ load the image rocm-lab:"):
        assert all(line in each.split("\n\n")[0] for each in shown)
    assert "+ start the service rocm-lab" in shown[0]
    assert re.search(r"\+ install .*nodejs", shown[1])
    assert "+ open 2 seats by the service rocm-lab" in shown[1]
    assert "newer" not in fleet.machines["ready"].says(f"tail -1 {LAB}/scripts/stop.py")


@pytest.mark.parametrize("text", ["[all:vars\nweb1\n", "all: [1, {\n"])
def test_a_list_that_ansible_cannot_read_is_refused_before_any_machine_is_touched(fleet: Fleet, text: str) -> None:
    file = fleet.inventory.with_name("bad.ini")
    file.write_text(text)
    before = sorted((fleet.checkout.root / "runs").iterdir())
    assert error_code(fleet.checkout.make("fleet", HOSTS=file)) == ("hosts-unreadable", 2)
    assert error_code(fleet.checkout.make("fleet-down", HOSTS=file)) == ("hosts-unreadable", 2)
    assert sorted((fleet.checkout.root / "runs").iterdir()) == before


@pytest.mark.usefixtures("morning")
def test_fleet_down_takes_it_all_back_but_the_learner_s_work(
    fleet: Fleet, shown: tuple[Said, dict[str, str], dict[str, str]]
) -> None:
    machine = fleet.machines["bare"]
    machine.says(f"for file in work/mine.txt labs/README.md .env; do echo mine >>{LAB}/$file; done")
    fleet.machines["ready"].run("runuser", "-u", USER, "--", "sh", "-c", OPEN_SEATS)
    fleet.machines["ready"].says(SEATS_IMAGE)
    assert fleet.machines["ready"].run("pgrep", "-f", "sleep 1717").returncode == 0
    done = fleet.make("fleet-down")
    assert done.returncode == 0, done.stdout + done.stderr
    for name in GREEN:
        [kept] = fleet.machines[name].says(f"ls -d /home/{USER}/rocm-lab-kept-*").split()
        assert fleet.machines[name].says(f"find {kept} -not -user {USER}") == ""
        here = fleet.machines[name].says("getent group docker gpu || true; ls /opt; ls -d /var/lib/rocm-lab || true")
        assert USER not in here
        assert "rocm-lab" not in here
    assert machine.says(f"cat /home/{USER}/rocm-lab-kept-*/work/mine.txt") == "mine"
    assert "mine" in machine.says(f"tail -1 /home/{USER}/rocm-lab-kept-*/labs/README.md")
    assert machine.says(f"cat /home/{USER}/rocm-lab-kept-*/.env") == "mine"
    for name in GREEN:
        state = fleet.machines[name].state()
        assert homes(state) == homes(shown[1][name])
        new = set(packages(state)) - set(packages(shown[1][name]))
        told = re.search(rf"  {name}  packages stay.* sudo apt purge (.+)", done.stdout)
        assert ("docker.io" in told[1].split() if told else False) is any("docker.io " in line for line in new)
    assert fleet.machines["ready"].run("pgrep", "-f", "sleep 1717").returncode == 1
    units = ("docker.service", "docker.socket")
    assert fleet.machines["ready"].run("systemctl", "is-active", *units).stdout.split() == ["inactive", "active"]
    assert fleet.machines["ready"].run("systemctl", "is-enabled", *units).stdout.split() == ["disabled", "enabled"]
    fleet.machines["ready"].says("systemctl start docker.service")
    assert fleet.machines["ready"].says("docker image ls --quiet; docker ps --all --quiet") == ""
    again = fleet.make("fleet-down")
    assert again.returncode == 0
    assert len(re.findall(r"done in \d+ s, 0 changed", again.stdout)) == 3
