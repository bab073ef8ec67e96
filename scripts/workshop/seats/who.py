"""Who sits where: what the hub knows of each seat that runs, and the end of one seat."""

from __future__ import annotations

import calendar
import json
import time
import urllib.request
from dataclasses import dataclass
from typing import Any

from cli.process import comes_true, docker
from cli.speech import LabError, columns, text
from workshop.seats import engine, hub_process, state
from workshop.seats.state import PROJECT, TOKEN, Seats

END_SECONDS = 20  # its kernels get two, its engine the rest


@dataclass(frozen=True)
class Sitting:
    """A seat that runs. `card`: its render node, None on the CPU; `memory` as the engine says it; minutes."""

    seat: str
    card: str | None
    memory: str
    open_for: float
    idle: float


def sitting(seats: Seats) -> list[Sitting]:
    """Every seat that runs, in order. Raises LabError where the hub does not answer."""
    cards, memory = state.leases(), _memory()

    def minutes(since: str) -> float:
        return (time.time() - calendar.timegm(time.strptime(since[:19], "%Y-%m-%dT%H:%M:%S"))) / 60

    users: list[dict[str, Any]] = json.loads(_ask(seats, "users?state=active&limit=200"))
    found = {user["name"]: user["servers"][""] for user in users if "" in user["servers"]}
    return [
        Sitting(name, cards.get(name), memory.get(name, "?"), minutes(one["started"]), minutes(one["last_activity"]))
        for name, one in sorted(found.items())
    ]


def as_table(found: list[Sitting]) -> str:
    """For the organizer's terminal."""
    rows = [(one.seat, one.card or "-", one.memory, f"{one.open_for:.0f}", f"{one.idle:.0f}") for one in found]
    return "\n".join(columns([text("seats-columns").split("|"), *rows])) if rows else text("seats-nobody")


def end(seats: Seats, seat: str) -> None:
    """Ends one seat as its learner would; the work stays, the card is free. Raises LabError."""
    if seat not in state.names(seats.count):
        raise LabError("seat-unknown", seat=seat, last=state.names(seats.count)[-1])
    if seat not in engine.running_seats():
        raise LabError("seat-not-open", seat=seat)
    _ask(seats, f"users/{seat}/server", "DELETE")
    if not comes_true(lambda: seat not in engine.running_seats(), END_SECONDS):
        raise LabError("seats-hub-silent", reason=f"{seat} has not ended")


def _ask(seats: Seats, what: str, method: str = "GET") -> bytes:
    request = urllib.request.Request(
        f"{hub_process.here(seats)}hub/api/{what}",
        method=method,
        headers={"Authorization": f"token {TOKEN.read_text(encoding='utf-8')}"},
    )
    try:
        with hub_process.opener().open(request, timeout=30) as answer:
            content: bytes = answer.read()
            return content
    except OSError as error:
        raise LabError("seats-hub-silent", reason=error) from error


def _memory() -> dict[str, str]:
    """By seat, as `docker stats` says it: 412MiB."""
    names = [f"{PROJECT}-{seat}" for seat in engine.running_seats()]
    said = docker("stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}}", *names).stdout if names else ""
    lines = (line.split() for line in said.splitlines())
    return {name.removeprefix(f"{PROJECT}-"): used for name, used, *_ in lines}
