"""How the contributor's verbs run their tools: in the environment, with what tests and lint need."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from cli.places import CHECKOUT
from session.environment import clean_environ, environment

QUICK = ("unit", "labs", "mutants", "native", "attacks")  # of tests/: what needs neither an engine nor a browser
PARALLEL = ("-n", "auto", "--no-loadscope-reorder")  # how: tests/conftest.py


def run_tests(named: Sequence[str], *, everything: bool) -> int:
    """Pytest on what is named; unless told what, on the quick tests or on everything, over the cores."""
    if named and not everything:
        folder = any((CHECKOUT / name).is_dir() for name in named)
        return run_tools(["-m", "pytest", *(PARALLEL if folder else ()), *named])
    folders = [] if everything else [f"tests/{folder}" for folder in QUICK]
    return run_tools(["-m", "pytest", *PARALLEL, *folders, *named], REQUIRE_ALL="1" if everything else "")


def run_tools(*commands: Sequence[str], **more: str) -> int:
    """Runs `python COMMAND…` for each in the checkout; 0 if all did well, else the first other status."""
    python = environment(None, dev=True)
    # Tests call make themselves: what was typed behind this one is not for those.
    environ = {name: value for name, value in clean_environ(None).items() if not name.startswith(("MAKE", "MFLAGS"))}
    environ |= more
    environ["PATH"] = os.pathsep.join((str(python.parent), environ.get("PATH", os.defpath)))
    environ["PYTHONPATH"] = os.pathsep.join(str(CHECKOUT / folder) for folder in ("tests", "scripts"))
    statuses = [subprocess.run([str(python), *command], cwd=CHECKOUT, env=environ).returncode for command in commands]
    return next((status for status in statuses if status), 0)
