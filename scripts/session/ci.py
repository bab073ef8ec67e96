"""What a runner needs after a job, and before the next: no stale records, no file of another user's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from cli.places import CHECKOUT, RUNS
from cli.speech import LabError


def require_ci() -> None:
    """Refuses to throw records away where no workflow runs: there they are a person's. Raises LabError."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        raise LabError("ci-only")


def remove_records() -> Iterator[str]:
    """Removes runs/ with what earlier jobs left in it."""
    if RUNS.is_dir() and not RUNS.is_symlink():
        shutil.rmtree(RUNS)
        yield f"{RUNS.relative_to(CHECKOUT)}/"


def give_back() -> int:
    """Gives root's files in the workspace to the workspace's owner; how many there were.

    A job in a container runs as root in a folder of the runner's user, who could not clean it for the next job.
    """
    owner = CHECKOUT.stat()
    if os.getuid() != 0 or owner.st_uid == 0:
        return 0
    given = 0
    for path in _tree(CHECKOUT):
        if path.lstat().st_uid == 0:
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
            given += 1
    return given


def _tree(folder: Path) -> Iterator[Path]:
    """All in it; links are named, never followed."""
    for root, folders, files in os.walk(folder):
        yield from (Path(root, name) for name in (*folders, *files))
