"""Packing an image where one of the programs in the pipe gives up: an end with two lines, and never a wait for ever."""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.speech import LabError
from images import image
from workshop.bundle_pack import _save

FOUND = image.Image("rocm-lab:0123456789ab", "sha256:" + 64 * "0", None, 1000, 1, {}, "linux/amd64")
LOTS = "head -c 50000000 /dev/zero"  # more than a pipe holds
CAT = "exec cat"

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Puts scripts in the place of docker and zstd."""

    def put(docker: str, zstd: str) -> None:
        for name, script in (("docker", docker), ("zstd", zstd)):
            (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
            (tmp_path / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return put


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    """A tar with a member that no image has."""
    file = tmp_path / "strange.tar"
    with tarfile.open(file, "w") as tar:
        info = tarfile.TarInfo("x")
        info.type, info.linkname = tarfile.LNKTYPE, "y"
        tar.addfile(info)
    return file


def refused() -> LabError:
    with pytest.raises(LabError) as error, tempfile.TemporaryFile() as file:
        _save(FOUND, file)
    return error.value


def test_an_image_that_is_none_is_refused_while_the_engine_still_writes(
    programs: Callable[[str, str], None], strange: Path
) -> None:
    programs(f"cat '{strange}'; {LOTS}", CAT)
    assert refused().code == "bundle-pack-failed"


def test_zstd_that_dies_is_named(programs: Callable[[str, str], None]) -> None:
    programs(LOTS, "head -c 1000 >/dev/null; kill -9 $$")
    error = refused()
    assert error.code == "bundle-pack-failed"
    assert "zstd: -9" in error.text("en")


def test_what_the_engine_says_is_told_where_it_is_the_engine_that_fails(
    programs: Callable[[str, str], None], strange: Path
) -> None:
    programs(f"head -c 300 '{strange}'; echo no such image >&2; exit 1", CAT)
    error = refused()
    assert (error.code, "no such image" in error.text("en")) == ("bundle-pack-failed", True)
