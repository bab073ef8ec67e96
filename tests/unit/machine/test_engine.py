"""Whether the lab can run on an engine: judged from what the engine, its Compose and its context answered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.speech import LabError
from machine.engine import Engine, judge_engine

HERE = (0, "unix:///var/run/docker.sock\n")
COMPOSE = (0, "2.26.1\n")
SECCOMP = "name=seccomp,profile=builtin"
# As Docker 20.10 to 28 say it, to stderr, where nothing answers; and what they put into the answer's own errors.
DOWN = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"
DENIED = "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "


def info(*options: str, **facts: object) -> tuple[int, str]:
    """What `docker info` answers for an engine with these security options."""
    answer = {"ServerVersion": "26.1.5", "DockerRootDir": "/var/lib/docker", "SecurityOptions": [SECCOMP, *options]}
    return 0, json.dumps({**answer, **facts})


PODMAN = json.dumps({"host": {"arch": "amd64", "os": "linux"}, "store": {}, "version": {"Version": "5.8.6"}})


@pytest.mark.parametrize(
    ("answer", "confined"),
    [
        (info(OperatingSystem="Debian GNU/Linux 13 (trixie)"), None),
        (info(OperatingSystem="Docker Desktop"), "desktop"),
        (info(DockerRootDir="/var/snap/docker/common/var-lib-docker"), "snap"),
        (info("name=selinux", "name=cgroupns", OperatingSystem="Fedora Linux 43"), "selinux"),
    ],
)
def test_what_stands_between_a_container_and_the_machine(answer: tuple[int, str], confined: str | None) -> None:
    assert judge_engine(answer, COMPOSE, HERE).confined == confined


@pytest.mark.parametrize(
    ("folders", "compose", "reads"),
    [
        (["/etc/cdi", "/var/run/cdi"], "2.40.3-3\n", True),
        (["/etc/cdi", "/var/run/cdi"], "v2.30.0\n", True),
        (["/etc/cdi", "/var/run/cdi"], "2.29.7\n", False),  # takes a CDI name for a path
        ([], "2.40.3\n", False),  # Docker Engine 25 to 27 unless switched on
        (None, "2.40.3\n", False),
    ],
)
def test_whether_it_reads_cdi_names(folders: list[str] | None, compose: str, reads: bool) -> None:
    assert judge_engine(info(CDISpecDirs=folders), (0, compose), HERE).cdi is reads


def test_podman_under_docker_s_name_is_refused_by_its_own() -> None:
    found = judge_engine((0, PODMAN), COMPOSE, HERE)
    assert (found.problem, found.reason) == ("engine-podman", "5.8.6")


def test_an_engine_that_answers_is_one_to_use() -> None:
    found = judge_engine(info(), COMPOSE, HERE)
    assert found == Engine("26.1.5", "2.26.1", Path("/var/lib/docker"))
    found.require()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((1, DOWN), "engine-down"),
        ((1, DENIED), "engine-denied"),
        ((0, json.dumps({"ServerVersion": "", "ServerErrors": [DOWN]})), "engine-down"),
        ((0, json.dumps({"ServerVersion": "", "ServerErrors": [DENIED]})), "engine-denied"),
        ((1, json.dumps({"ServerErrors": [DENIED]}) + "\n"), "engine-denied"),
        ((124, "no answer in 1.5 s"), "engine-down"),
        ((0, ""), "engine-down"),
        ((0, "[]"), "engine-down"),
        ((0, "{}"), "engine-down"),
        ((127, ""), "engine-down"),
    ],
)
def test_an_engine_that_does_not_answer(answer: tuple[int, str], code: str) -> None:
    found = judge_engine(answer, COMPOSE, HERE)
    assert found.problem == code
    assert found.reason
    with pytest.raises(LabError) as refused:
        found.require()
    assert (refused.value.code, refused.value.status) == (code, 4)


@pytest.mark.parametrize(
    ("version", "code"),
    [
        ("20.10.24+dfsg1", "engine-old"),
        ("24.0.7", "engine-old"),
        ("25.0.0", None),
        ("29.1.3", None),
        ("dev", None),
    ],
)
def test_compose_asks_for_an_engine_that_knows_start_interval(version: str, code: str | None) -> None:
    assert judge_engine(info(ServerVersion=version), COMPOSE, HERE).problem == code


@pytest.mark.parametrize(
    ("version", "code"),
    [
        ((0, "2.24.4"), None),
        ((0, "v2.24.4\n"), None),
        ((0, "2.26.1-4"), None),
        ((0, "2.24.6+ds1-0ubuntu2"), None),
        ((0, "2.100.0"), None),
        ((0, "5.0.1"), None),
        ((0, "2.24.3"), "compose-old"),
        ((0, "v2.9.9"), "compose-old"),
        ((0, "1.29.2"), "compose-old"),
        ((1, "docker: 'compose' is not a docker command."), "compose-missing"),
        ((1, "2.26.1"), "compose-missing"),
        ((0, ""), "compose-missing"),
        ((0, "dev"), "compose-missing"),
    ],
)
def test_compose_has_to_be_there_and_new_enough(version: tuple[int, str], code: str | None) -> None:
    assert judge_engine(info(), version, HERE).problem == code


@pytest.mark.parametrize(("there", "named"), [(["docker-compose"], "docker-compose 1"), ([], "-")])
def test_compose_1_is_named_where_it_is_what_there_is(
    there: list[str], named: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for program in there:
        (tmp_path / program).touch(mode=0o755)
    assert judge_engine(info(), (1, ""), HERE).reason == named


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), None),
        (("name=cgroupns",), None),
        (("name=selinux", "name=apparmor"), None),
        (("name=rootless", "name=cgroupns"), "engine-rootless"),
        (("name=userns",), "engine-remapped"),
    ],
)
def test_an_engine_that_gives_user_ids_another_meaning_is_refused(options: tuple[str, ...], code: str | None) -> None:
    assert judge_engine(info(*options), COMPOSE, HERE).problem == code


def test_an_engine_without_security_options_is_taken() -> None:
    assert judge_engine(info(SecurityOptions=None), COMPOSE, HERE).problem is None


@pytest.mark.parametrize(
    ("endpoint", "code"),
    [
        ("unix:///run/user/1000/docker.sock", None),
        ("", None),
        ("tcp://10.0.0.7:2376", "engine-remote"),
        ("ssh://me@gpu-box", "engine-remote"),
    ],
)
def test_an_engine_on_another_machine_is_refused(endpoint: str, code: str | None) -> None:
    assert judge_engine(info(), COMPOSE, (0, endpoint)).problem == code


def test_where_several_things_are_wrong_the_one_that_decides_most_is_said() -> None:
    remote_and_old = judge_engine(info("name=userns"), (0, "2.0.0"), (0, "ssh://me@gpu-box"))
    assert remote_and_old.problem == "engine-remote"
    assert judge_engine((1, DOWN), (1, ""), (0, "ssh://me@gpu-box")).problem == "engine-down"
    assert judge_engine(info("name=userns"), (0, "2.0.0"), HERE).problem == "compose-old"
