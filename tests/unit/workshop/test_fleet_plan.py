"""From what a machine says of itself to what it needs, and what is said where it cannot be had."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from native.checkout import PROJECT
from workshop.fleet.plan import Problem, choose, groups_to_join, make_plan, require_room, resting, version

TRIXIE = {
    "make": "4.4.1-2",
    "docker.io": "26.1.5+dfsg1-9+b9",
    "docker-cli": "26.1.5+dfsg1-9+b9",
    "docker-compose": "2.26.1-4",
    "apparmor": "4.1.0-1",
    "python3-apt": "3.0.0",
}
BOOKWORM = {"docker.io": "20.10.24+dfsg1-1+deb12u1", "docker-compose": "1.29.2-3", "apparmor": "3.0.8-3"}
NOBLE = {
    "docker.io": "28.2.2-0ubuntu1~24.04.1",
    "docker-compose-v2": "2.37.1+ds1-0ubuntu2~24.04.1",
    "docker-compose": "1.29.2-6ubuntu1",
}
ID = "sha256:" + "a" * 64
ASKED = {
    "folder": "/opt/rocm-lab",
    "image": {"reference": "rocm-lab:0123", "ids": [ID], "peak": 10**9},
    "bundle": {"sha256": "f" * 64, "bytes": 10**8},
    "refreshed": False,
    "seats": 0,
}
ROOM = "Mounted on Avail\n/ 9000000000\n/ 9000000000\n/ 9000000000"


def known(offered: dict[str, str], *installed: str) -> dict[str, tuple[str, str]]:
    return {name: (at if name in installed else "(none)", at) for name, at in offered.items()}


def policy(offered: dict[str, str], *installed: str) -> str:
    """As apt-cache has it."""
    return "\n".join(
        f"{name}:\n  Installed: {there}\n  Candidate: {at}\n  Version table:\n     {at} 500"
        for name, (there, at) in known(offered, *installed).items()
    )


def said(**more: str) -> str:
    """What look.sh prints on a Debian 13 on which nothing was done yet."""
    parts = {
        "units": "", "memory": "", "unfinished": "", "folder": "", "arrived": "",
        "os": 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian', "login": "teacher", "user": "teacher",
        "account": "teacher:x:1000:1001::/home/teacher:/bin/bash", "groups": "teacher", "nodes": "", "gfx": "",
        "driver": "", "packages": policy(TRIXIE, "apparmor"), "npm": "", "buildx": "", "engine": "", "compose": "",
        "image": "", "room": ROOM, **more,
    }  # fmt: skip
    return "\n".join(f"@{name}\n{text}\n" for name, text in parts.items())


def plan(refreshed: bool = False, **more: str) -> dict[str, Any]:
    return make_plan(said(**more), {**ASKED, "refreshed": refreshed})


def code(**more: Any) -> str:
    problem: dict[str, Any] = plan(**more)["problem"]
    return str(problem["code"])


def test_a_bare_machine_gets_all_and_what_was_there_is_not_remembered() -> None:
    found = plan(gfx="gfx_target_version 90402\ngfx_target_version 0", driver="6.12.12")
    assert (found["gfx"], found["driver"], found["problem"]) == (["gfx942"], "6.12.12", None)
    packages = ["make", "docker-compose", "docker.io", "docker-cli", "python3-apt"]
    assert found["plan"] == {
        "packages": packages,
        "groups": ["docker"],
        "nameless": [],
        "load": True,
        "send": True,
        "seats": 0,
    }
    assert (found["fresh"], found["user"]["gid"], found["login"]) == (True, 1001, "teacher")
    assert found["remember"]["packages"] == sorted(packages)
    assert found["remember"]["images"] == ["rocm-lab:0123"]
    assert found["remember"]["groups"] == {"teacher": ["docker"]}


def test_a_machine_that_has_all_gets_nothing_and_what_was_remembered_stays() -> None:
    memory = {"packages": ["make"], "groups": {"old": ["docker"]}, "images": ["rocm-lab:0123"], "engine": {"a": []}}
    there = policy(TRIXIE, *TRIXIE)
    versions = {"engine": "Docker version 26.1.5", "compose": "2.26.1", "nodes": "/run/docker.sock docker 990"}
    found = plan(memory=json.dumps(memory), packages=there, groups="teacher docker", image=ID, folder="/x", **versions)
    assert found["plan"] == {"packages": [], "groups": [], "nameless": [], "load": False, "send": False, "seats": 0}
    assert {name: found["remember"][name] for name in memory} == memory
    assert not found["fresh"]


@pytest.mark.parametrize(
    ("there", "more"),
    [
        ({}, ["python3-venv", "nodejs", "npm", "docker-buildx"]),
        ({"npm": "/usr/local/bin/npm", "buildx": "v0.29"}, ["python3-venv"]),
    ],
)
def test_seats_need_a_hub_its_proxy_and_buildx(there: dict[str, str], more: list[str]) -> None:
    found = make_plan(said(**there), {**ASKED, "seats": "10"})["plan"]
    assert found["packages"] == [*plan()["plan"]["packages"][:-1], *more, "python3-apt"]
    assert found["seats"] == 10


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"os": "ID=alpine\nPRETTY_NAME=Alpine"}, "fleet-distribution"),
        ({"account": ""}, "fleet-no-user"),
        ({"folder": "/opt/rocm-lab"}, "fleet-folder-taken"),
        ({"packages": policy(BOOKWORM)}, "fleet-no-compose"),
        ({"packages": "", "refreshed": True}, "fleet-no-packages"),
        ({"room": ROOM.replace("9000000000", "9000000")}, "fleet-disk"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_become_green_is_said_before_anything_is_changed(more: dict[str, Any], wanted: str) -> None:
    assert code(**more) == wanted


@pytest.mark.parametrize(("listed", "load"), [(["rocm-lab:0123"], False), ([], True)])
def test_an_engine_that_rests_is_taken_to_hold_what_was_loaded(listed: list[str], load: bool) -> None:
    asleep = said(memory=json.dumps({"images": listed})).replace("@image\n", "")
    assert make_plan(asleep, ASKED)["plan"]["load"] is load


def test_a_bundle_that_has_arrived_is_not_sent_again() -> None:
    found = plan(arrived="f" * 64 + "  /var/lib/rocm-lab/incoming/SHA256SUMS")["plan"]
    assert (found["load"], found["send"]) == (True, False)


@pytest.mark.parametrize(
    ("engine", "compose", "offered", "os_id", "wanted"),
    [
        ("", "", NOBLE, "ubuntu", ["make", "docker-compose-v2", "docker.io"]),
        ("29.0.1", "2.40.0", TRIXIE, "debian", ["make"]),
        ("26.1.5+dfsg1", "2.26.1-4", {}, "debian", ["make"]),
        ("", "", {}, "debian", ["make", "docker.io", "docker-compose"]),
        ("", "", {}, "ubuntu", ["make", "docker.io", "docker-compose-v2"]),
        ("20.10.24+dfsg1", "2.26.1-4", TRIXIE, "debian", "fleet-engine-old"),
        ("24.0.7", "", TRIXIE, "debian", "fleet-engine-old"),
        ("26.1.5", "2.24.3", TRIXIE, "debian", "fleet-compose-old"),
        ("", "2.40.0", BOOKWORM, "debian", "fleet-engine-old"),
        ("26.1.5", "", BOOKWORM, "debian", "fleet-no-compose"),
    ],
)
def test_packages_by_what_is_there_and_what_is_offered(
    engine: str, compose: str, offered: dict[str, str], os_id: str, wanted: object
) -> None:
    try:
        found: object = choose(engine, compose, known(offered), os_id)
    except Problem as problem:
        found = problem.code
    assert found == wanted


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("2.26.1-4", (2, 26, 1)), ("v2.24.4", (2, 24, 4)), ("5:28.0.1-1~debian", (28, 0, 1)), ("", ()), ("?", ())],
)
def test_versions(text: str, numbers: tuple[int, ...]) -> None:
    assert version(text) == numbers


def test_the_user_joins_the_groups_of_the_devices_and_one_without_a_name_is_told() -> None:
    nodes = "/run/docker.sock docker 990\n/dev/kfd render 105\n/dev/dri/renderD128 UNKNOWN 54322"
    assert groups_to_join(nodes, ["docker"]) == (["render"], ["/dev/dri/renderD128: 54322"])


def test_needs_on_one_disk_add_up() -> None:
    df = "Mounted on  Avail\n/ 100\n/var/lib/my docker 50\n/ 100"
    require_room(df, {0: 60, 1: 50, 2: 40})
    for needs, folder in (({0: 60, 1: 50, 2: 41}, "/"), ({0: 0, 1: 51, 2: 0}, "/var/lib/my docker")):
        with pytest.raises(Problem) as raised:
            require_room(df, needs)
        assert raised.value.values["folder"] == folder


def unit(name: str, load: str, active: str, file: str) -> str:
    return f"Id={name}\nLoadState={load}\nActiveState={active}\nUnitFileState={file}\n"


@pytest.mark.parametrize(
    ("units", "stopped", "disabled"),
    [
        (["docker.service loaded active enabled", "containerd.service loaded active enabled"], [], []),
        (
            [
                "docker.socket loaded inactive enabled",
                "docker.service loaded failed disabled",
                "containerd.service loaded active disabled",
            ],
            ["docker.socket", "docker.service"],
            ["docker.service"],
        ),
        (["docker.service not-found inactive disabled"], [], []),
        ([], [], []),
    ],
)
def test_what_rested_is_remembered(units: list[str], stopped: list[str], disabled: list[str]) -> None:
    assert resting("\n".join(unit(*one.split()) for one in units)) == {"stopped": stopped, "disabled": disabled}


def test_what_look_sh_prints_here_can_be_planned_with(tmp_path: Path) -> None:
    look = PROJECT / "scripts/workshop/fleet/playbook/files/look.sh"
    environ = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LAB_FOLDER": str(tmp_path / "none"), "LAB_CHECK": "False"}
    done = subprocess.run(
        ["sh", str(look)], env={**environ, "LAB_USER": "root", "LAB_IMAGE": "none:1"}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    found = make_plan(done.stdout, {**ASKED, "image": {**ASKED["image"], "peak": 0}})
    assert isinstance(found["gfx"], list)
    problem = found["problem"] or {"code": None}
    assert problem["code"] in (None, "fleet-no-compose", "fleet-engine-old", "fleet-compose-old", "fleet-distribution")
