"""What a verb demands of this machine before it touches anything: doctor's checks, and a stop is a stop."""

from __future__ import annotations

from host.checks import findings
from host.errors import LabError
from host.finding import Level
from host.look import look
from host.mode import Plan
from host.settings import Settings


def require_machine(settings: Settings, plan: Plan, *, port: bool) -> None:
    """Raises LabError with the first of doctor's findings that would keep the lab from running."""
    for finding in findings(look(settings, plan.engine if plan.container else None)):
        if finding.level is Level.STOP and (port or finding.check != "port"):
            raise LabError(finding.says, **finding.values)
