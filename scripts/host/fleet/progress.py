"""What each machine came to, gathered from the events of a run, and a line on the terminal as it begins a step."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from host.fleet.play import Event
from host.messages.fleet_text import STEPS
from host.language import reader_language
from host.text import say


@dataclass
class Machine:
    """A machine in this run. `lab`: what its modules said, by kind; `failed`: the event that ended it early.

    `steps`: the second at which each began.
    """

    name: str
    state: str = "silent"  # until something is heard: ended, failed, unreachable
    step: str = ""
    began: float | None = None
    seconds: float = 0.0
    steps: dict[str, float] = field(default_factory=dict)
    would: list[str] = field(default_factory=list)
    changed: int = 0
    lab: dict[str, Any] = field(default_factory=dict)
    failed: dict[str, Any] | None = None


class Progress:
    """Hears every event."""

    def __init__(self, names: Iterable[str], steps: Iterable[str]) -> None:
        self.machines = {name: Machine(name) for name in names}
        self.steps = tuple(steps)

    def hear(self, event: Event) -> None:
        """Takes one event in, and says on the terminal what a person wants to know of it."""
        machine = self.machines.get(event["host"])
        if machine is None:
            return
        machine.began = event["at"] if machine.began is None else machine.began
        if event["event"] != "end":
            machine.seconds = event["at"] - machine.began
        kind = event["event"]
        if kind == "start" and event["step"] != machine.step and event["step"] in self.steps:
            machine.step = event["step"]
            machine.steps[machine.step] = round(machine.seconds, 1)
            what = STEPS[machine.step][reader_language() == "ja"]
            number = self.steps.index(machine.step) + 1
            say("fleet-step", machine=machine.name, number=number, of=len(self.steps), what=what)
        elif kind == "ok":
            self._take(machine, event)
        elif kind in ("failed", "unreachable"):
            machine.state, machine.failed = kind, dict(event)
            self._keep(machine, event.get("lab"))
            say("fleet-failed", machine=machine.name, seconds=f"{machine.seconds:.0f}")
        elif kind == "end" and machine.state == "silent":
            machine.state, machine.changed = "ended", event["changes"]
            say("fleet-ended", machine=machine.name, seconds=f"{machine.seconds:.0f}", changed=machine.changed)

    def _take(self, machine: Machine, event: Event) -> None:
        self._keep(machine, event.get("lab"))
        if event["changed"] and event.get("would"):
            machine.would.append(event["would"])

    @staticmethod
    def _keep(machine: Machine, lab: Any) -> None:
        kind = lab.get("kind", "look") if isinstance(lab, dict) else None
        if isinstance(kind, str):  # a machine may say anything
            machine.lab.setdefault(kind, {}).update(lab)

    def results(self) -> list[dict[str, Any]]:
        """All of it as JSON."""
        return [asdict(machine) for machine in self.machines.values()]


def stamp() -> str:
    """Now, in UTC, as the records' folders are named."""
    return time.strftime("%Y-%m-%dT%H-%M-%SZ", time.gmtime())
