"""`make doctor` as a person and a script meet it: both languages, JSON, exit status, an ordinary user, no traceback."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from machine.doctor import CHECKS
from unit.machine.doctor.hosts import Host

DOCTOR = Path(__file__).parents[4] / "scripts/doctor.py"
NOBODY = 65534
SYSTEM_PYTHON = "/usr/bin/python3"
SANITY_SECONDS = 10  # the promise is 2 s on a quiet machine; this only bounds a hang

# Answers as the engine of a machine in order does.
DOCKER = """#!/bin/sh
case "$1 $2" in
"info --format") echo '{"ServerVersion": "26.1.5", "DockerRootDir": "/", "SecurityOptions": []}' ;;
"compose version") echo 2.26.1 ;;
"context inspect") echo unix:///var/run/docker.sock ;;
"image inspect") echo "$4"; echo sha256:1 ;;
*) echo "Error: No such object" >&2; exit 1 ;;
esac
"""


def as_user(user: int) -> list[str]:
    """The system's Python as another user: the one of this test may lie where that user cannot go."""
    if not Path(SYSTEM_PYTHON).exists():
        pytest.skip(f"an ordinary user needs {SYSTEM_PYTHON}")
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", SYSTEM_PYTHON]


@dataclass
class Doctor:
    """A machine, and `doctor` run on it in a process of its own."""

    host: Host
    environ: dict[str, str]

    def run(self, *options: str, user: int | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
        who = [sys.executable] if user is None else as_user(user)
        return subprocess.run(
            [*who, "-B", str(DOCTOR), *options],
            env={**self.environ, "LAB_HOST_ROOT": str(self.host.root), **environ},
            capture_output=True,
            text=True,
            timeout=SANITY_SECONDS,
        )


@pytest.fixture
def doctor() -> Iterator[Doctor]:
    folder = Path(tempfile.mkdtemp())  # not tmp_path, which nobody else may enter
    folder.chmod(0o755)
    (folder / "bin").mkdir()
    docker = folder / "bin/docker"
    docker.write_text(DOCKER)
    docker.chmod(0o755)
    yield Doctor(
        Host(folder / "root"), {"PATH": f"{folder / 'bin'}:/usr/bin:/bin", "LANG": "C.UTF-8", "LAB_PORT": "18973"}
    )
    shutil.rmtree(folder)


def test_a_machine_in_order_is_told_so_in_both_languages(doctor: Doctor) -> None:
    english, japanese = (doctor.run(LAB_LANG=language) for language in ("en", "ja"))
    assert (english.returncode, japanese.returncode) == (0, 0)
    assert "✓ /dev/kfd      user" in english.stdout
    assert "make lab will run in a container on gfx1100." in english.stdout
    assert "make lab はコンテナーの中で、gfx1100 を使って動きます。" in japanese.stdout
    assert english.stderr == japanese.stderr == ""


def test_the_columns_are_even_in_both_languages(doctor: Doctor) -> None:
    words = ("Engine", "amdgpu 6")
    english = doctor.run(LAB_LANG="en").stdout.splitlines()
    assert {line.index(word) for line in english for word in words if word in line} == {16}
    japanese = doctor.run(LAB_LANG="ja").stdout.encode("euc_jp", errors="replace").splitlines()  # wide: two bytes
    assert len({line.index(word.encode()) for line in japanese for word in words if word.encode() in line}) == 1


def test_json_has_every_check_in_both_languages(doctor: Doctor) -> None:
    doctor.host.node("dev/kfd", mode=0o600)
    answer = doctor.run("--json")
    report = json.loads(answer.stdout)
    assert [check["check"] for check in report["checks"]] == [check.__name__ for check in CHECKS]
    kfd = next(check for check in report["checks"] if check["check"] == "kfd")
    assert (kfd["level"], kfd["code"], len(kfd["en"]), len(kfd["ja"])) == ("stop", "kfd-closed", 2, 2)
    assert (report["status"], answer.returncode) == (4, 4)
    assert set(report["verdict"]) == {"en", "ja"}


def test_a_demanded_gpu_that_is_not_there_has_a_status_of_its_own(doctor: Doctor) -> None:
    doctor.host.no_card()
    assert doctor.run(LAB_BACKEND="hip").returncode == 3
    assert doctor.run().returncode == 0


@pytest.mark.parametrize(
    ("options", "environ", "says"),
    [
        (["--jsn"], {}, "setting-unknown"),
        ([], {"LAB_BAKEND": "hip"}, "setting-misspelt"),
        ([], {"LAB_GPU": "first"}, "setting-value"),
    ],
)
def test_wrong_use_is_two_lines(options: list[str], environ: dict[str, str], says: str, doctor: Doctor) -> None:
    doctor.environ.update(environ)
    answer = doctor.run(*options)
    assert (answer.returncode, answer.stdout, len(answer.stderr.splitlines())) == (2, "", 2)
    assert f"✗ {says}:" in answer.stderr


def test_an_ordinary_user_is_answered_for(doctor: Doctor) -> None:
    answer = doctor.run(user=NOBODY, LAB_LANG="en")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert f"user {NOBODY}:{NOBODY} may open /dev/kfd" in answer.stdout  # in the container, with the node's group


def test_an_ordinary_user_without_the_group_may_not_open_it_natively(doctor: Doctor) -> None:
    doctor.environ.update(LAB_MODE="native", LAB_PYTHON=SYSTEM_PYTHON, LAB_LANG="en")
    answer = doctor.run(user=NOBODY)
    assert answer.returncode == 4
    assert "code: kfd-denied" in answer.stdout
    assert "sudo usermod -aG render,video $USER" in answer.stdout
    doctor.host.node("dev/kfd", mode=0o666)
    doctor.host.node("dev/dri/renderD129", mode=0o666)
    assert doctor.run(user=NOBODY).returncode == 0
    doctor.host.node("dev/kfd", mode=0o660)
    assert doctor.run().returncode == 0  # root opens it, and in native mode it is root's lab


def test_an_empty_root_is_no_crash_and_nothing_about_it_is_good(doctor: Doctor) -> None:
    shutil.rmtree(doctor.host.root)
    doctor.host.root.mkdir()
    report = json.loads(doctor.run("--json").stdout)
    levels = {check["check"]: check["level"] for check in report["checks"]}
    assert {name for name, level in levels.items() if level == "unknown"} >= {
        "kernel",
        "wsl",
        "driver",
        "cards",
        "kfd",
        "memory",
    }


def test_nothing_is_written(doctor: Doctor) -> None:
    def everything() -> dict[str, tuple[int, int]]:
        folders = (doctor.host.root, DOCTOR.parent, DOCTOR.parents[1] / ".lab")
        files = [file for folder in folders for file in folder.rglob("*") if "__pycache__" not in file.parts]
        return {str(file): (file.lstat().st_mtime_ns, stat.S_IMODE(file.lstat().st_mode)) for file in files}

    before = everything()
    doctor.run()
    assert everything() == before


def test_an_engine_that_hangs_does_not_hang_doctor(doctor: Doctor) -> None:
    docker = Path(doctor.environ["PATH"].partition(":")[0]) / "docker"
    docker.write_text("#!/bin/sh\nexec sleep 60\n")
    answer = doctor.run(LAB_LANG="en")
    assert "code: engine-down" in answer.stdout
    assert answer.returncode == 4


def test_in_native_mode_no_engine_is_asked(doctor: Doctor) -> None:
    docker = Path(doctor.environ["PATH"].partition(":")[0]) / "docker"
    docker.write_text(f"#!/bin/sh\ntouch {docker}-was-asked\n")
    doctor.run(LAB_MODE="native")
    assert not docker.with_name("docker-was-asked").exists()
    doctor.run()
    assert docker.with_name("docker-was-asked").exists()


def test_old_locales_do_not_crash_it(doctor: Doctor) -> None:
    answer = doctor.run(LAB_LANG="ja", LANG="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="ascii")
    assert answer.returncode == 0
    assert "gfx1100" in answer.stdout
