"""What a machine or a person gets wrong with containers: a cause, a cure, a code, soon, and nothing is touched."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from container.engine import Bases, Contained
from container.people import USER, Person, at_home
from container.second_engine import podman_as_docker, remapped_engine
from machine.engine import PATIENT
from native.checkout import PROJECT, Checkout, error_code

MACHINE = PROJECT / "tests/unit/machine/machines/gfx942"
NEEDED = ("make", "sh", "git")  # what a machine without Docker has, beside Python


@pytest.fixture(scope="module")
def clone(new_checkout: Callable[..., Contained]) -> Contained:
    return new_checkout("Lab ü bad")


@pytest.fixture
def bare(clone: Contained) -> Iterator[Contained]:
    """A fresh clone; at the end, as fresh."""
    yield clone
    assert nothing_was_touched(clone)


@pytest.fixture
def bin_folder(tmp_path: Path) -> Path:
    """A PATH with what the verbs need, and without Docker."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "python3").symlink_to(Path(sys.executable).resolve())
    for name in NEEDED:
        (folder / name).symlink_to(shutil.which(name) or name)
    return folder


@pytest.fixture(scope="module")
def remapped() -> Iterator[str]:
    """The address of an engine that remaps user ids."""
    with remapped_engine() as address:
        yield address


def nothing_was_touched(checkout: Contained) -> bool:
    made = [name for name in (".venv", "runs", "work", ".lab", ".env") if (checkout.root / name).exists()]
    return made == [] and checkout.containers() == [] and checkout.processes() == []


def refusal(checkout: Checkout, verb: str, env: dict[str, str] | None = None, **variables: object) -> tuple[str, str]:
    """(code and status, what was said) of a verb that has to be refused within 2 s."""
    started = time.monotonic()
    done = checkout.make(verb, env, **variables)
    took = time.monotonic() - started
    code, status = error_code(done)
    assert took < 2, (code, took)
    return f"{code} {status}", done.stderr


def docker_that(folder: Path, compose_version: str) -> None:
    """Puts a `docker` before the real one whose Compose answers otherwise."""
    real = shutil.which("docker")
    wrapper = folder / "docker"
    wrapper.write_text(f'#!/bin/sh\n[ "$1 $2" = "compose version" ] && {{ {compose_version}; }}\nexec {real} "$@"\n')
    wrapper.chmod(0o755)


@pytest.mark.parametrize("verb", ["lab", "check"])
@pytest.mark.parametrize(
    ("variables", "expected", "says"),
    [
        ({"MODE": "contianer"}, "setting-value 2", "auto, container, native"),
        ({"MODES": "container"}, "setting-misspelt 2", "Did you mean MODE?"),
        ({"MODE": "container", "PYTHON": "/usr/bin/python3"}, "setting-conflict 2", "PYTHON=/usr/bin/python3"),
        ({"MODE": "container", "BACKEND": "cuda"}, "setting-conflict 2", "BACKEND=cuda"),
        ({"BACKEND": "hip"}, "no-amd-gpu 3", "BACKEND=hip"),
        ({"GPU": "0"}, "gpu-unknown 3", "GPU 0"),
        ({"GPU": "7", "HOST_ROOT": MACHINE}, "gpu-unknown 3", "0 (gfx942)"),
        ({"GPU": "-1"}, "setting-value 2", "GPU"),
        ({"WHEELHOUSE": "/no/such/folder"}, "file-missing 2", "WHEELHOUSE=/no/such/folder"),
        ({"WHEELHOUSE": "README.md"}, "file-missing 2", "WHEELHOUSE=README.md"),
        ({"CA_FILE": "/no/such/file.pem"}, "certificate-missing 4", "/no/such/file.pem"),
        ({"CA_FILE": "docker"}, "file-missing 2", "CA_FILE=docker"),
    ],
)
def test_wrong_use(bare: Contained, verb: str, variables: dict[str, object], expected: str, says: str) -> None:
    code, said = refusal(bare, verb, **variables)
    assert code == expected
    assert says in said


@pytest.mark.parametrize("verb", ["image", "env"])
@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"WHEELHOUSE": "/no/such/folder"}, "file-missing 2"),
        ({"CA_FILE": "docker"}, "file-missing 2"),
        ({"MODE": "native"}, "setting-conflict 2"),
        ({"BACKEND": "hip", "GPU": "0"}, "no-amd-gpu 3"),
    ],
)
def test_wrong_use_of_what_makes_only_containers(
    bare: Contained, verb: str, variables: dict[str, object], expected: str
) -> None:
    assert refusal(bare, verb, **variables)[0] == expected


@pytest.mark.parametrize("verb", ["lab", "check", "image", "env"])
def test_without_docker_a_demand_for_a_container_is_refused(bare: Contained, bin_folder: Path, verb: str) -> None:
    assert refusal(bare, verb, bare.environ(PATH=str(bin_folder)))[0] == "docker-missing 4"


def test_without_docker_and_gpu_the_lab_is_native_and_says_so_in_one_line(bare: Contained, bin_folder: Path) -> None:
    (bare.root / ".venv").mkdir()  # not the lab's own: it stops there, before it installs anything
    done = bare.make("check", bare.environ(PATH=str(bin_folder)), MODE="auto")
    assert error_code(done) == ("venv-not-ours", 4)
    assert done.stdout.splitlines() == ["No container, so natively: there is no Docker here (no docker command)."]
    (bare.root / ".venv").rmdir()
    shutil.rmtree(bare.root / "runs")
    shutil.rmtree(bare.root / ".lab", ignore_errors=True)


def test_without_docker_but_with_an_amd_gpu_nothing_falls_back(bare: Contained, bin_folder: Path) -> None:
    assert refusal(bare, "lab", bare.environ(PATH=str(bin_folder)), MODE="auto", HOST_ROOT=MACHINE)[0] == (
        "docker-missing 4"
    )


def test_podman_under_docker_s_name_is_refused_by_its_own(bare: Contained, bin_folder: Path) -> None:
    """A real one, asked by the verb and by doctor."""
    environ = bare.environ(PATH=f"{bin_folder}:{os.defpath}")
    with podman_as_docker(bin_folder / "docker"):
        assert error_code(bare.make("lab", environ)) == ("engine-podman", 4)
        assert nothing_was_touched(bare)
        assert "code: engine-podman" in bare.make("doctor", environ).stdout


@pytest.mark.parametrize("verb", ["lab", "check", "image", "env"])
def test_an_engine_that_is_down(bare: Contained, tmp_path: Path, verb: str) -> None:
    code, said = refusal(bare, verb, bare.environ(DOCKER_HOST=f"unix://{tmp_path}/nothing"))
    assert code == "engine-down 4"
    assert "systemctl start docker" in said


@pytest.mark.parametrize("verb", ["stop", "url"])
def test_with_an_engine_that_is_down_no_lab_is_up(bare: Contained, tmp_path: Path, verb: str) -> None:
    assert refusal(bare, verb, bare.environ(DOCKER_HOST=f"unix://{tmp_path}/nothing"))[0] == "not-running 2"


def test_an_engine_that_hangs_does_not_hold_the_verb(bare: Contained, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "s"))
        silent.listen()
        started = time.monotonic()
        done = bare.make("image", bare.environ(DOCKER_HOST=f"unix://{tmp_path}/s"))
    assert error_code(done) == ("engine-down", 4)
    assert time.monotonic() - started < PATIENT + 2


@pytest.mark.parametrize(
    ("compose_version", "expected", "says"),
    [
        ("echo \"docker: 'compose' is not a docker command.\" >&2; exit 1", "compose-missing 4", "(found instead: -)"),
        ("echo v2.24.3; exit", "compose-old 4", "v2.24.3"),
    ],
)
def test_a_compose_that_is_missing_or_too_old(
    bare: Contained, bin_folder: Path, compose_version: str, expected: str, says: str
) -> None:
    docker_that(bin_folder, compose_version)
    code, said = refusal(bare, "lab", bare.environ(PATH=str(bin_folder)))
    assert code == expected
    assert says in said


def test_a_user_outside_the_engine_s_group(bases: Bases) -> None:
    with at_home(Person(USER, USER, of_docker=False), bases.cpu) as checkout:
        code, said = refusal(checkout, "lab")
        assert nothing_was_touched(checkout)
    assert code == "engine-denied 4"
    assert "usermod -aG docker" in said


@pytest.mark.parametrize("verb", ["lab", "check", "image", "env"])
def test_an_engine_that_remaps_user_ids(bare: Contained, remapped: str, verb: str) -> None:
    assert refusal(bare, verb, bare.environ(DOCKER_HOST=remapped))[0] == "engine-remapped 4"


def test_a_port_in_use_is_refused_and_a_free_one_named(bare: Contained) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        code, said = refusal(bare, "lab", PORT=other.getsockname()[1])
    assert code == "port-in-use 2"
    with socket.socket() as now:
        now.bind(("127.0.0.1", int(said.split("PORT=")[1].split()[0])))


def test_every_refusal_is_in_the_reader_s_language(bare: Contained, tmp_path: Path) -> None:
    done = bare.make("lab", bare.environ(DOCKER_HOST=f"unix://{tmp_path}/nothing", LAB_LANG="ja", LC_ALL="C"))
    assert error_code(done) == ("engine-down", 4)
    assert "Docker エンジンが応答しません" in done.stderr
