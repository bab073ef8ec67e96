"""How faults are made: a disk that is full, a checkout that is read-only, a person who has next to nothing."""

from __future__ import annotations

import os
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
