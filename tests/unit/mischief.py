"""What a learner can do to a folder that others have to read or to remove."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

SOMEBODY = 12345  # of no account on any machine


def nest(folder: Path, deep: int) -> None:
    """Folders within each other, made by steps: deeper than a path may be long, if so asked."""
    before = Path.cwd()
    os.chdir(folder)
    for _ in range(deep):
        os.mkdir("x")  # noqa: PTH102  of a Path it would be the same, with more words
        os.chdir("x")
    os.chdir(before)


def as_somebody(do: Callable[[], object]) -> None:
    """Does it as an ordinary user, in a process of its own: whom modes of files mean nothing, it would test nothing."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(SOMEBODY)
                os.setuid(SOMEBODY)
            do()
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
