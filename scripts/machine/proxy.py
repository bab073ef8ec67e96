"""The hub's proxy, configurable-http-proxy: a program of Node's that the organizer installs."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from functools import cache

from cli.places import CHECKOUT
from cli.process import last_line

PROGRAM = "configurable-http-proxy"
INSTALLED = CHECKOUT / "scripts/workshop/seats/hub/node_modules/.bin" / PROGRAM
ANSWER_SECONDS = 5


@dataclass(frozen=True)
class HubProxy:
    """Where it lies (None: nowhere), and its version where it was asked and answered."""

    path: str | None
    version: str | None = None
    reason: str = ""


@cache
def find_proxy(*, ask: bool) -> HubProxy:
    """The pinned one of this checkout, else one on PATH; `ask`: run it, as only that shows that Node can."""
    path = str(INSTALLED) if INSTALLED.is_file() else shutil.which(PROGRAM)
    if path is None or not ask:
        return HubProxy(path)
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=ANSWER_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        return HubProxy(path, reason=type(error).__name__)
    if answer.returncode:
        return HubProxy(path, reason=last_line(answer.stderr))
    return HubProxy(path, answer.stdout.strip())
