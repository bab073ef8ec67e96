"""What a machine needs from its distribution's packages, and what is said where they have it not."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("ansible")

import lab_packages
from lab_machine import Problem, absent, candidates, choose, require_room, version

TRIXIE = {
    "docker.io": "26.1.5+dfsg1-9+b9",
    "docker-cli": "26.1.5+dfsg1-9+b9",
    "docker-compose": "2.26.1-4",
    "apparmor": "4.1.0-1",
}
BOOKWORM = {"docker.io": "20.10.24+dfsg1-1+deb12u1", "docker-compose": "1.29.2-3", "apparmor": "3.0.8-3"}
NOBLE = {
    "docker.io": "28.2.2-0ubuntu1~24.04.1",
    "docker-compose-v2": "2.37.1+ds1-0ubuntu2~24.04.1",
    "docker-compose": "1.29.2-6ubuntu1",
}
TOOLS = ("make",)


def test_debian_13_has_all_in_its_own_packages() -> None:
    assert choose("", "", (), TRIXIE, "debian") == [
        "make",
        "docker-compose",
        "docker.io",
        "docker-cli",
        "apparmor",
    ]


def test_what_is_there_already_is_neither_installed_nor_remembered() -> None:
    listed = "apparmor ii \ndocker-cli hi \nzstd rc \nmake-guile ii \n"
    assert absent(["make", "zstd", "docker-cli", "apparmor"], listed) == ["make", "zstd"]


def test_ubuntu_calls_it_docker_compose_v2() -> None:
    assert choose("", "", TOOLS, NOBLE, "ubuntu") == ["docker-compose-v2", "docker.io"]


def test_an_engine_with_compose_that_will_do_is_left_as_it_is() -> None:
    assert choose("29.0.1", "2.40.0", TOOLS, TRIXIE, "debian") == []
    assert choose("26.1.5+dfsg1", "2.26.1-4", TOOLS, {}, "debian") == []


def test_debian_12_has_no_compose_2() -> None:
    with pytest.raises(Problem) as raised:
        choose("", "", TOOLS, BOOKWORM, "debian")
    assert raised.value.code == "fleet-no-compose"
    assert "docker-compose 1.29.2" in raised.value.values["found"]


@pytest.mark.parametrize(
    ("engine", "compose", "offered", "code"),
    [
        ("20.10.24+dfsg1", "2.26.1-4", TRIXIE, "fleet-engine-old"),
        ("24.0.7", "", TRIXIE, "fleet-engine-old"),
        ("26.1.5", "2.24.3", TRIXIE, "fleet-compose-old"),
        ("", "2.40.0", BOOKWORM, "fleet-engine-old"),
        ("26.1.5", "", BOOKWORM, "fleet-no-compose"),
    ],
)
def test_what_is_too_old_is_said_before_anything_is_installed(
    engine: str, compose: str, offered: dict[str, str], code: str
) -> None:
    with pytest.raises(Problem) as raised:
        choose(engine, compose, TOOLS, offered, "debian")
    assert raised.value.code == code


def test_without_lists_of_packages_the_release_s_own_names_are_told() -> None:
    assert choose("", "", TOOLS, {}, "debian") == ["docker.io", "docker-compose"]
    assert choose("", "", TOOLS, {}, "ubuntu") == ["docker.io", "docker-compose-v2"]


def test_candidates_are_read_from_apt_s_own_words() -> None:
    said = (
        "docker.io:\n  Installed: (none)\n  Candidate: 26.1.5\n  Version table:\n"
        "zstd:\n  Installed: 1\n  Candidate: (none)\n"
    )
    assert candidates(said) == {"docker.io": "26.1.5"}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("2.26.1-4", (2, 26, 1)), ("v2.24.4", (2, 24, 4)), ("5:28.0.1-1~debian", (28, 0, 1)), ("", ()), ("?", ())],
)
def test_versions(text: str, numbers: tuple[int, ...]) -> None:
    assert version(text) == numbers


def test_a_disk_too_small_is_known_before_and_needs_on_one_disk_add_up() -> None:
    require_room([("/proc/x", 0), ("/", 1)])
    with pytest.raises(Problem) as raised:
        require_room([("/var/lib/docker/x", 10**18), ("/var/lib/docker", 1)])
    assert raised.value.code == "fleet-disk"


def test_an_engine_that_does_not_answer_may_hold_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docker").write_text("#!/bin/sh\nexec sleep 60\n")
    (tmp_path / "docker").chmod(0o755)
    monkeypatch.setitem(lab_packages.ENVIRON, "PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(lab_packages, "PATIENCE_SECONDS", 0.2)
    assert lab_packages.in_use(["docker.io"]) == "docker container ls"
