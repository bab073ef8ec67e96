"""Room on disks: known before anything is written there."""

from __future__ import annotations

import os
from pathlib import Path

from host.machine import Disk


def disk_at(path: Path) -> Disk:
    """Of the nearest folder above that can be asked: an ordinary user may not look into the engine's."""
    for folder in (path, *path.parents):
        try:
            facts = os.statvfs(folder)
        except OSError:
            continue
        return Disk(str(path), facts.f_bavail * facts.f_frsize)
    return Disk(str(path), None)


def same_disk(one: Path, other: Path) -> bool:
    """Whether what fills one fills the other."""
    return _device(one) == _device(other)


def _device(path: Path) -> int:
    for folder in (path, *path.parents):
        try:
            return folder.stat().st_dev
        except OSError:
            continue
    return -1
