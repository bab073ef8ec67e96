"""How the contributor's verbs run their tools: in the environment, with what tests and lint need."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from host.environment import clean_environ, environment
from host.places import CHECKOUT
from host.settings import read_settings


def run_tools(*commands: Sequence[str]) -> int:
    """Runs `python COMMAND…` for each in the checkout; 0 if all did well, else the first other status."""
    read_settings()
    python = environment(None, dev=True)
    environ = clean_environ(None)
    environ["PATH"] = os.pathsep.join((str(python.parent), environ.get("PATH", os.defpath)))
    environ["PYTHONPATH"] = os.pathsep.join(str(CHECKOUT / folder) for folder in ("tests", "scripts"))
    statuses = [subprocess.run([str(python), *command], cwd=CHECKOUT, env=environ).returncode for command in commands]
    return next((status for status in statuses if status), 0)
