"""The folders that the container gets from the checkout: there, the right user's, and readable."""

from __future__ import annotations

import os
import stat

from cli.files import give, make_folder, tree
from cli.places import HUB, LAB_STATE, LABS, RUNS, SEATS, WORK
from session.notebooks import seed_work

HOME = LAB_STATE / "home"


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
        give(*tree(folder, without=(HUB, SEATS)))  # there learners may be at work, and they are no part of the lab
    for path in tree(LABS):  # a umask of 077 keeps it from everybody but root
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) | (0o555 if stat.S_ISDIR(mode) else 0o444))
