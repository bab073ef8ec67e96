"""Folders: made, given to the container's user, walked through, and taken away, whatever others wrote into them."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cli.places import CHECKOUT, LAB_STATE
from cli.process import undisturbed
from cli.speech import LabError

FIRST_USER = 1000  # the first ordinary user's id on every common Linux
PATH_MAX = 4096  # of Linux; no call takes a longer name
FULL = (errno.ENOSPC, errno.EDQUOT)


def unwritten(path: Path | str, error: OSError) -> LabError:
    """What to say of a file or folder that could not be written."""
    if error.errno in FULL:
        return LabError("disk-full", reason=f"{path}: {error.strerror}")
    return LabError("not-writable", path=path, reason=error.strerror)


def make_folder(folder: Path) -> None:
    """Makes `folder` and makes sure that it can be written. Raises LabError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Of no name that somebody could have put a link under.
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise unwritten(folder, error) from error


@contextmanager
def one_at_a_time(busy: str) -> Iterator[None]:
    """Two verbs at once would each take the other's for left-overs. Raises LabError with the code `busy`."""
    make_folder(LAB_STATE)
    with (LAB_STATE / f"{busy}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise LabError(busy) from error
        yield


def put(root: Path, inside: str, content: bytes, mode: int = 0o666) -> Path:
    """A file below `root`, in which a container writes, too: links that it left there are replaced, never followed.

    It is there whole or not at all: half a notebook would count as a learner's own. Raises LabError.
    """
    *folders, name = Path(inside).parts
    try:
        here = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
        for folder in folders:
            above, here = here, _opened(folder, here)
            os.close(above)
        try:
            _put(here, name, content, mode)
        finally:
            os.close(here)
    except OSError as error:
        raise unwritten(root / inside, error) from error
    return root / inside


def _put(folder: int, name: str, content: bytes, mode: int) -> None:
    beside = f".{name}.{os.getpid()}"  # of two verbs at once each has its own
    with suppress(FileNotFoundError):
        os.unlink(beside, dir_fd=folder)
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode, dir_fd=folder)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.rename(beside, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(beside, dir_fd=folder)
        raise


def _opened(name: str, above: int) -> int:
    """The folder of this name, made where it is none."""
    with suppress(NotADirectoryError, FileNotFoundError):  # a link is no folder
        return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=above)
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=above)
    os.mkdir(name, dir_fd=above)
    return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=above)


def container_user(checkout: Path) -> tuple[int, int]:
    """The container's UID:GID: the caller's; for root the checkout owner's; 1000:1000 where that is root too."""
    if os.getuid() != 0:
        return os.getuid(), os.getgid()
    try:
        owner = checkout.stat()
    except OSError:
        return FIRST_USER, FIRST_USER
    return (owner.st_uid, owner.st_gid) if owner.st_uid != 0 else (FIRST_USER, FIRST_USER)


def give(*paths: Path) -> None:
    """For a caller who is root: makes them the container user's."""
    if os.getuid() != 0:
        return
    user = container_user(CHECKOUT)
    for path in paths:
        found = path.lstat()
        if (found.st_uid, found.st_gid) != user:
            os.chown(path, *user, follow_symlinks=False)


def tree(folder: Path, without: Collection[Path] = ()) -> Iterator[Path]:
    """`folder` and all in it but the folders in `without`; links are named, never followed."""
    yield folder
    left = [folder]
    while left:  # no recursion, as os.walk has: a learner can nest folders deeper than that goes
        with suppress(OSError), os.scandir(left.pop()) as found:
            for entry in found:
                path = Path(entry.path)
                if path in without or len(os.fsencode(path)) >= PATH_MAX:
                    continue
                yield path
                if entry.is_dir(follow_symlinks=False):
                    left.append(path)


def remove(folder: Path) -> None:
    """Removes `folder` with all in it, where it is there; no link is followed. Raises LabError where it stays."""
    if not os.path.lexists(folder):
        return
    said = ""
    # Neither follows a link that it meets; chmod would follow the one that it is named, so that one only goes.
    opening = [] if folder.is_symlink() else [["chmod", "-R", "u+rwX", "--", str(folder)]]
    for command in [*opening, ["rm", "-rf", "--", str(folder)]]:
        with undisturbed():
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, errors="replace", start_new_session=True
            )
        said = done.stderr.strip()
    if os.path.lexists(folder):
        raise LabError("not-removable", path=folder, reason=ascii((said.splitlines() or ["rm"])[-1][-200:])[1:-1])
