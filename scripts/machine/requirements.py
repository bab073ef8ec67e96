"""What a verb demands of this machine before it touches anything: doctor's checks, and a stop is a stop."""

from __future__ import annotations

import shutil

from cli.settings import Settings
from cli.speech import LabError
from machine.checks import findings
from machine.finding import Level
from machine.look import look
from machine.mode import Plan

# What a machine without cards need not pass to build an image for those of another.
OF_CARDS = ("wsl", "driver", "cards", "pytorch", "order", "kfd", "render", "override", "visibility")


def require_machine(settings: Settings, plan: Plan, *, port: bool) -> None:
    """Raises LabError with the first of doctor's findings that would keep the lab from running."""
    left_out = {*([] if port else ["port"]), *(OF_CARDS if plan.rocm and not plan.cards else ())}
    for finding in findings(look(settings, plan.engine if plan.container else None)):
        if finding.level is Level.STOP and finding.check not in left_out:
            raise LabError(finding.says, **finding.values)


def require_zstd() -> None:
    """Raises LabError where the program is missing that packs and unpacks bundles."""
    if shutil.which("zstd") is None:
        raise LabError("zstd-missing")
