"""Takes away a folder that others wrote into: of any modes, and deeper than Python's own rmtree goes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from host.errors import LabError
from host.process import undisturbed


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
