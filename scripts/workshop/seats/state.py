"""What is known of the seats that are open: kept beside the hub, so that a later verb finds them again."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cli.files import put
from cli.places import HUB, SEATS
from cli.process import Process
from session.compose import PROJECT as LAB_PROJECT

PROJECT = LAB_PROJECT.replace("rocm-lab", "rocm-seats")  # of containers and the network; two checkouts do not collide
LABEL = f"rocm-lab.seats={PROJECT}"
WORKS = SEATS
STATE, PROCESSES, PASSWORDS = HUB / "seats.json", HUB / "processes.json", HUB / "passwords.json"
LEASES, SHEET, HOMES = HUB / "leases.sqlite", HUB / "join-sheet.html", HUB / "home"
LOG = HUB / "hub.log"
TOKEN = HUB / "organizer-token"  # for the hub's own API

Service = dict[str, Any]  # compose.yaml's service as `docker compose config` prints it


@dataclass(frozen=True)
class Seats:
    """Everything that the hub has to know. `cards`: render node to the service that has this card alone."""

    count: int
    asked: dict[str, str | None]  # the settings that another `make seats` may not contradict
    overflow: str
    idle: float  # minutes without use after which a seat ends
    longest: float  # minutes after which it ends in any case
    language: str
    image: str
    service: Service  # a seat without a card
    cards: dict[str, Service]
    gfx: str  # what the cards are
    memory: int  # bytes a seat
    cpus: float  # cores a seat
    bind: str
    port: int
    cert: str | None
    key: str | None
    address: str  # what a learner types
    gateway: str  # the machine as the seats see it
    hub_port: int
    api_port: int


def url(host: str, port: int, *, tls: bool) -> str:
    """The address of a door; one of IPv6 stands in brackets."""
    return f"{'https' if tls else 'http'}://{f'[{host}]' if ':' in host else host}:{port}/"


def names(count: int) -> list[str]:
    """The seats: seat-01, seat-02 …"""
    return [f"seat-{number:02}" for number in range(1, count + 1)]


def read() -> Seats | None:
    """The seats of this checkout, whether the hub is up or not; None where there are none."""
    try:
        return Seats(**json.loads(STATE.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write(seats: Seats) -> None:
    """Keeps them where nobody but the organizer reads."""
    write_secret(STATE, json.dumps(asdict(seats), indent=1))


def hub() -> Process | None:
    """The hub, where it is alive."""
    try:
        kept = Process(**json.loads(PROCESSES.read_text())["hub"])
    except (OSError, ValueError, TypeError, LookupError):
        return None
    return kept if kept.alive else None


def keep_hub(process: Process) -> None:
    """Writes down which it is."""
    write_secret(PROCESSES, json.dumps({"hub": asdict(process)}))


def leases(file: Path = LEASES) -> dict[str, str]:
    """By seat, the render node that it has; none where there is no table."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as table:
            return dict(table.execute("SELECT seat, card FROM lease"))
    except sqlite3.Error:
        return {}


def write_secret(file: Path, content: str) -> None:
    """A file that nobody but its owner can read, at no moment; it is there whole or not at all."""
    put(file.parent, file.name, content.encode(), mode=0o600)
