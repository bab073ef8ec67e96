"""Programs out of Debian's packages, in a folder of their own: the machine stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from container.engine import run


def unpack(release: str, packages: Sequence[str], tree: Path) -> None:
    """Unpacks them, and what they need, below `tree`."""
    # A mirror that lags behind is good enough for a test.
    aged = '--aptopt=Acquire::Check-Valid-Until "false"'
    names = f"--include={','.join(packages)}"
    done = run("mmdebstrap", "--quiet", "--variant=extract", aged, names, release, str(tree))
    assert done.returncode == 0, done.stderr
