"""What a machine is shown to doctor with: one thing of it is not in order, or is another than usual."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from machine.engine import Engine
from machine.finding import Level
from unit.machine.doctor.hosts import Host

Edit = Callable[[Host], object]


@dataclass(frozen=True)
class Case:
    """What `edit` takes from a machine in order, and what `check` then says."""

    check: str
    level: Level
    code: str | None
    edit: Edit = lambda _: None


def asked(**settings: str) -> Edit:
    return lambda h: h.asked.update(settings)


def told(**facts: Any) -> Edit:
    return lambda h: h.facts.update(facts)


def environ(**variables: str) -> Edit:
    return lambda h: h.environ.update(variables)


def engine(**facts: Any) -> Edit:
    return lambda h: setattr(h, "engine", Engine(**facts))


def both(*edits: Edit) -> Edit:
    return lambda h: [edit(h) for edit in edits]


def remove(*paths: str) -> Edit:
    return lambda h: h.remove(*paths)


def write(path: str, text: str) -> Edit:
    return lambda h: h.write(path, text)


def no_card(h: Host) -> None:
    h.no_card()


def integrated_first(h: Host) -> None:
    h.remove("sys/class/kfd/kfd/topology/nodes/1")
    h.card(1, 110003, 128, cpu_cores=16)
    h.card(2, 110000, 129)


NATIVE = asked(MODE="native", PYTHON="/opt/venv/bin/python")
NATIVE_HIP = asked(MODE="native", BACKEND="hip")
GOOD, UNKNOWN, WARNING, STOP = Level.GOOD, Level.UNKNOWN, Level.WARNING, Level.STOP
