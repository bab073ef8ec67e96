"""docker/build/rocm_wheels.py on an index that behaves like AMD's: what comes, what is refused, from nowhere else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from images.build import SIGNS, sign
from native.amd_index import TORCH, Index, listening, make_wheels, table
from native.checkout import PROJECT
from native.wheels import make_wheel

SCRIPT = PROJECT / "docker/build/rocm_wheels.py"
NOWHERE = "http://127.0.0.1:9/rocm/whl-next/"  # nothing listens on the port that discards


@pytest.fixture(scope="module")
def hollow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index whose torch is a few lines."""
    with listening(make_wheels(tmp_path_factory.mktemp("hollow") / "wheels", hollow=True)) as index:
        yield index


@pytest.fixture(scope="module")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Another index that has the same names, in newer versions."""
    folder = tmp_path_factory.mktemp("strangers")
    for name in ("torch", "rocm", "rocm_bootstrap", "rocm_sdk_core", "triton", "amd_torch_device_gfx942", "filelock"):
        make_wheel(folder, name, "99.0")
    with listening(folder) as index:
        yield index


def install(folder: Path, url: str, gfx: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """The script on an empty environment in `folder`."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    command = [sys.executable, str(SCRIPT), str(table(folder, url)), gfx, str(folder / "venv/bin/python")]
    plain = {"PATH": "/usr/bin:/bin", "HOME": str(folder), **environ}
    return subprocess.run(command, capture_output=True, text=True, env=plain)


def installed(folder: Path) -> dict[str, str]:
    """Every package of the environment and its version."""
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "venv/bin/python")]
    listed = json.loads(subprocess.check_output([*pip, "list", "--format", "json"], text=True))
    return {item["name"]: item["version"] for item in listed}


def test_strangers_of_the_same_names_do_not_get_in(tmp_path: Path, hollow: Index, strangers: Index) -> None:
    config = tmp_path / "pip.conf"
    config.write_text(f"[global]\nextra-index-url = {strangers.url}\nfind-links = {strangers.wheels}\n")
    (tmp_path / ".config/pip").mkdir(parents=True)
    (tmp_path / ".config/pip/pip.conf").write_text(config.read_text())
    told = {"PIP_EXTRA_INDEX_URL": strangers.url, "PIP_FIND_LINKS": str(strangers.wheels)}
    done = install(tmp_path, hollow.url, "gfx942", PIP_CONFIG_FILE=str(config), **told)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "99.0" not in installed(tmp_path).values()
    assert installed(tmp_path)["amd_torch_device_gfx942"] == TORCH
    assert strangers.asked == []


@pytest.mark.parametrize(
    ("gfx", "code"),
    [
        ("gfx1100", "wheels-missing"),
        ("gfx1101", "wheels-without-code"),
        ("gfx1102", "wheels-without-code"),
        ("gfx942,gfx1102", "wheels-without-code"),
    ],
)
def test_a_torch_without_code_for_a_gpu_is_refused(tmp_path: Path, hollow: Index, gfx: str, code: str) -> None:
    done = install(tmp_path, hollow.url, gfx)
    assert done.returncode
    assert sign(SIGNS, done.stdout + done.stderr) == code
    assert not (tmp_path / "venv/wheels.json").exists()


def test_half_a_download_is_refused_and_the_next_one_is_whole(tmp_path: Path, hollow: Index) -> None:
    hollow.broken.add("torch")
    done = install(tmp_path, hollow.url, "gfx942")
    hollow.broken.clear()
    assert sign(SIGNS, done.stdout + done.stderr) == "wheels-broken"
    assert "torch" not in installed(tmp_path)
    assert install(tmp_path, hollow.url, "gfx942").returncode == 0


def test_an_index_that_does_not_answer_is_no_network(tmp_path: Path) -> None:
    done = install(tmp_path, NOWHERE, "gfx942")
    assert sign(SIGNS, done.stdout + done.stderr) == "build-no-network"
