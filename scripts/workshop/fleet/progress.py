"""What each machine came to, gathered from the events of a run, and a line on the terminal as it begins a step."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cli.speech import reader_language, say
from workshop.fleet.words import STEPS

Event = Mapping[str, Any]  # of ansible-runner's
FACTS = ("found", "checked", "memory", "kept")  # what the tasks and lab_checkout set, of all facts of Ansible's
# What `make fleet` would do, by the task that would have changed something under CHECK=1; plan.py says the rest.
WOULD = {
    "Copy the checkout's archive": "checkout",
    "Unpack it": "checkout",
    "Write the settings": "settings",
    "Write the service": "service",
    "Start the lab, now and with the machine": "service",
}


@dataclass
class Machine:
    """A machine in this run. `lab`: the facts that were found; `failed`: the event that ended it early.

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
        told, kind = writable(event.get("event_data", {})), event["event"]
        if kind == "playbook_on_stats":
            self._end(told)
        machine = self.machines.get(str(told.get("host")))
        if machine is None:
            return
        at = datetime.fromisoformat(event["created"]).timestamp()
        machine.began = at if machine.began is None else machine.began
        machine.seconds = at - machine.began
        if kind == "runner_on_start":
            self._begin(machine, Path(told["task_path"].rpartition(":")[0]).stem)
        elif kind == "runner_on_ok":
            self._keep(machine, told)
        elif kind in ("runner_on_failed", "runner_on_unreachable") and not told.get("ignore_errors"):
            machine.state, machine.failed = kind.removeprefix("runner_on_"), {"task": told["task"], **told["res"]}
            say("fleet-failed", machine=machine.name, seconds=f"{machine.seconds:.0f}")

    def _begin(self, machine: Machine, step: str) -> None:
        if step == machine.step or step not in self.steps:
            return
        machine.step = step
        machine.steps[step] = round(machine.seconds, 1)
        what = STEPS[step][reader_language() == "ja"]
        number = self.steps.index(step) + 1
        say("fleet-step", machine=machine.name, number=number, of=len(self.steps), what=what)

    @staticmethod
    def _keep(machine: Machine, told: Event) -> None:
        if told["res"].get("changed") and told["task"] in WOULD:
            machine.would.append(WOULD[told["task"]])
        facts = told["res"].get("ansible_facts")
        if isinstance(facts, dict):  # a machine may say anything
            machine.lab |= {name: facts[name] for name in FACTS if name in facts}

    def _end(self, stats: Event) -> None:
        for name in stats["processed"]:
            machine = self.machines[name]
            if machine.state == "silent":
                machine.state, machine.changed = "ended", stats["changed"].get(name, 0)
                say("fleet-ended", machine=name, seconds=f"{machine.seconds:.0f}", changed=machine.changed)

    def results(self) -> list[dict[str, Any]]:
        """All of it as JSON."""
        return [asdict(machine) for machine in self.machines.values()]


def writable(event: Event) -> Event:
    """The same; half a letter, which no file can hold, is a question mark."""
    found: Event = json.loads(json.dumps(event, ensure_ascii=False, default=str).encode("utf-8", "replace"))
    return found
