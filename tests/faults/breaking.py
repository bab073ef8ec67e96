"""How faults are made: a disk that is full, a checkout that is read-only, a person who has next to nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def mounted(*options: str | Path) -> None:
    """Mounts; skips for whom that is not allowed."""
    if os.getuid() != 0:
        pytest.skip("only root mounts")
    subprocess.run(["mount", *options], check=True)


@contextmanager
def full_disk(folder: Path, *, free: int) -> Iterator[None]:
    """A disk of its own at `folder`, on which so many bytes are left."""
    folder.mkdir(parents=True, exist_ok=True)
    mounted("-t", "tmpfs", "-o", "size=2M", "tmpfs", folder)
    try:
        with (folder / "filler").open("wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, 2 * 2**20 - free)
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """The folder as it is on a medium that nobody writes to: not even root, whom modes mean nothing."""
    mounted("--bind", folder, folder)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def other_torch(environment: Path, version: str) -> Iterator[None]:
    """An environment in which torch is one of another version, as `pip install` leaves it; of none, it is gone."""
    there = environment / "lib"
    packages = next(there.glob("python3*/site-packages")).resolve()
    lent = there.readlink()
    there.unlink()
    here = there / packages.relative_to(lent)
    here.mkdir(parents=True)
    for part in packages.iterdir():
        if not part.name.startswith(("torch-", "torch.", "torchgen")) and part.name != "torch":
            (here / part.name).symlink_to(part)
    if version:
        (here / "torch").mkdir()
        (here / "torch/__init__.py").write_text("from .version import __version__\n")
        (here / "torch/version.py").write_text(f"__version__ = '{version}'\ncuda = '13.0'\nhip = None\n")
        (here / f"torch-{version}.dist-info").mkdir()
    try:
        yield
    finally:
        shutil.rmtree(there)
        there.symlink_to(lent)
