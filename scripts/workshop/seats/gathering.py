"""Copies the learners' notebooks out of their folders, without being led anywhere else."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workshop.seats.state import WORKS

LARGEST = 50 * 10**6  # bytes; the labs' own, executed, have less than one hundredth of it
DEEPEST = 20  # folders; os.fwalk calls itself for each, and a learner can nest thousands


@dataclass(frozen=True)
class Gathered:
    """One notebook of one seat: its copy and SHA-256, or why there is none (`left`: "link", "special", "large" …)."""

    seat: str
    name: str  # its path within the seat's folder
    copy: Path | None = None
    sha256: str | None = None
    left: str | None = None


def gather(folder: Path, works: Path = WORKS) -> list[Gathered]:
    """Every notebook of every seat, copied to `folder`/<seat>/…; the originals stay as they are."""
    found: list[Gathered] = []
    for seat in _seats(works):
        own: list[Gathered] = []
        if seat.is_symlink():
            own.append(Gathered(seat.name, ".", left="link"))
        else:
            try:
                for one in _of_seat(seat, folder / seat.name):
                    own.append(one)  # noqa: PERF402  what was found before the end stays
            except OSError:
                own.append(Gathered(seat.name, ".", left="unread"))
        # A seat with nothing to judge is told, too: ten people sat there.
        found += own or [Gathered(seat.name, ".", left="none")]
    return found


def is_there() -> bool:
    """Whether there is any seat."""
    return bool(_seats(WORKS))


def _seats(works: Path) -> list[Path]:
    found = (*works.glob("seat-[0-9][0-9]"), *works.glob("seat-[0-9][0-9][0-9]"))  # a cluster may have hundreds
    return sorted(seat for seat in found if seat.is_dir() or seat.is_symlink())


def _of_seat(seat: Path, target: Path) -> Iterator[Gathered]:
    # By folder handles: a seat that is still open cannot put a link in the place of a folder meanwhile.
    shut: list[OSError] = []
    for here, folders, files, handle in os.fwalk(seat, onerror=shut.append, follow_symlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        place = Path(here).relative_to(seat)
        for name in sorted(files):
            if name.endswith(".ipynb") and not name.startswith("."):
                content = read_plain(handle, name)
                if isinstance(content, str):
                    yield Gathered(seat.name, str(place / name), left=content)
                else:
                    yield _keep(seat.name, place / name, target, content)
        if folders and len(place.parts) >= DEEPEST:
            yield Gathered(seat.name, f"{place}/", left="deep")
            folders.clear()
    yield from (Gathered(seat.name, f"{error.filename}/", left="unread") for error in shut)


def read_plain(handle: int, name: str) -> bytes | str:
    """What the file holds, or why it is left: only a plain file is opened, and no link is followed."""
    try:
        found = os.stat(name, dir_fd=handle, follow_symlinks=False)
        if not stat.S_ISREG(found.st_mode):
            return "link" if stat.S_ISLNK(found.st_mode) else "special"
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=handle)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return "special"
            content = file.read(LARGEST + 1)
    except OSError:
        return "unread"
    return content if len(content) <= LARGEST else "large"


def _keep(seat: str, inside: Path, target: Path, content: bytes) -> Gathered:
    copy = target / inside
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(content)
    except OSError:  # a name that is too long with ours before it, for one
        return Gathered(seat, str(inside), left="unread")
    return Gathered(seat, str(inside), copy, hashlib.sha256(content).hexdigest())
