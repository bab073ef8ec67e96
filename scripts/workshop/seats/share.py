"""How this machine is divided among the seats."""

from __future__ import annotations

from dataclasses import dataclass

from cli.speech import LabError
from machine.checks.amounts import gib

GIB, MIB = 2**30, 2**20
RESERVED = 2 * GIB  # for the engine, the hub and the machine itself
# JupyterLab and one kernel with torch take half of it (measured); the other half is the learner's.
LEAST = 1 * GIB


@dataclass(frozen=True)
class Share:
    """What one seat may use at most: bytes of memory, and cores."""

    memory: int
    cpus: float


def share(total: int, cores: int, seats: int, most: int) -> Share:
    """A seat's part of `total` bytes and `cores`, never more than `most` bytes. Raises LabError where too many sit.

    Memory is promised once: what all seats may take fits. Cores are not: a seat may always use one, and where there
    are more seats than cores they take turns.
    """
    fit = max(0, (total - RESERVED) // LEAST)
    if seats > fit:
        raise LabError("seats-too-many", seats=seats, fit=fit, total=gib(total), least=gib(LEAST), kept=gib(RESERVED))
    memory = min(most, (total - RESERVED) // seats) // MIB * MIB
    return Share(memory, round(max(1.0, cores / seats), 2))
