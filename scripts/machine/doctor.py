"""Doctor: every check on the facts of a machine, and what a verb demands of it before it touches anything."""

from __future__ import annotations

from cli.settings import Settings
from cli.speech import ENVIRONMENT, NOT_FOUND, LabError, Language
from images.bases import has_code
from machine.checks.cards import cards, cdi, driver, kfd, order, pytorch, render
from machine.checks.container import disk, engine, proxy, seats
from machine.checks.system import certificates, distribution, kernel, memory, port, python, user, wsl
from machine.checks.variables import override, visibility
from machine.checks.words import VERDICT
from machine.facts import Machine
from machine.finding import Finding, Level
from machine.look import look
from machine.mode import Plan

CHECKS = (
    kernel, wsl, distribution, driver, cards, pytorch, order, kfd, render, cdi, user, override, visibility, engine,
    disk, memory, port, proxy, certificates, python, seats,
)  # fmt: skip


def findings(machine: Machine) -> list[Finding]:
    """What there is to say of `machine`, one finding a check."""
    return [check(machine) for check in CHECKS]


def exit_status(machine: Machine, found: list[Finding]) -> int:
    """0 when nothing stops the lab, 3 when BACKEND=hip found no card, else 4."""
    stops = [finding for finding in found if finding.level is Level.STOP]
    if machine.asked.backend == "hip" and any(finding.check == "cards" for finding in stops) and not machine.cards:
        return NOT_FOUND
    return ENVIRONMENT if stops else 0


def verdict(machine: Machine, found: list[Finding], language: Language) -> list[str]:
    """What `make lab` will do here, and how much could not be told."""
    levels = [finding.level for finding in found]
    values = {
        "count": levels.count(Level.STOP),
        "unknown": levels.count(Level.UNKNOWN),
        "gfx": next((card.gfx for card in machine.chosen.values()), ""),
        "python": machine.asked.python or machine.python.path,
    }
    keys = [_outcome(machine, found)] + ["unknown"] * (values["unknown"] != 0)
    return [VERDICT[key].in_(language).format(**values) for key in keys]


def _outcome(machine: Machine, found: list[Finding]) -> str:
    if any(finding.level is Level.STOP for finding in found):
        return "stop"
    if machine.asked.backend == "cuda":
        return "native-cuda"
    place = "container" if machine.in_container else "native"
    if not (machine.wants_gpu and machine.chosen):
        return f"{place}-cpu"
    gfx = next(iter(machine.chosen.values())).gfx
    if machine.in_container:
        return "container-gpu" + {True: "", None: "-untold", False: "-without"}[has_code(gfx, machine.base)]
    if machine.wheels:
        return "native-wheels" + "-without" * (gfx not in machine.wheels)
    return "native-gpu"


# What a machine without cards need not pass to build an image for those of another.
OF_CARDS = (
    "wsl", "distribution", "driver", "cards", "pytorch", "order", "kfd", "render", "cdi", "override", "visibility",
)  # fmt: skip


def require_machine(settings: Settings, plan: Plan, *, port: bool) -> None:
    """Raises LabError with the first of doctor's findings that would keep the lab from running."""
    left_out = {*([] if port else ["port"]), *(OF_CARDS if plan.rocm and not plan.cards else ())}
    for finding in findings(look(settings, plan.engine if plan.container else None)):
        if finding.level is Level.STOP and finding.check not in left_out:
            raise LabError(finding.says, **finding.values)
