"""The folders that the container gets from the checkout: there, the right user's, and readable."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from host.environment import make_folder
from host.notebooks import seed_work
from host.owner import container_user
from host.places import CHECKOUT, LAB_STATE, LABS, RUNS, WORK
from host.seats.state import HUB, WORKS

HOME = LAB_STATE / "home"
PATH_MAX = 4096  # of Linux; no call takes a longer name


def prepare() -> None:
    """work/ with the notebooks, runs/, .lab/ with HOME: all the container user's. Raises LabError."""
    seed_work()
    for folder in (RUNS, LAB_STATE, HOME):
        make_folder(folder)


def hand_over() -> None:
    """For a caller who is root: gives the folders to the container's user and lets everybody read labs/."""
    if os.getuid() != 0:
        return
    for folder in (WORK, RUNS, LAB_STATE):
        give(*tree(folder, without=(HUB, WORKS)))  # there learners may be at work, and they are no part of the lab
    for path in tree(LABS):  # a umask of 077 keeps it from everybody but root
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) | (0o555 if stat.S_ISDIR(mode) else 0o444))


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
