"""Opens the seats and closes them again: the network, the folders, the hub."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from cli.files import give, make_folder, remove, tree
from cli.places import HUB, WORK
from cli.process import undisturbed
from cli.settings import Settings
from cli.speech import LabError, say
from machine.mode import Plan
from machine.ports import free_port
from machine.sysfs import memory
from session import container
from session.environment import organizer_environment
from session.notebooks import seed_work
from session.server import speak
from workshop.seats import engine, service, state
from workshop.seats import hub_process as hub
from workshop.seats.demands import Door, Share, idle_of, in_force, longest_of, share
from workshop.seats.engine import Services, ready_image
from workshop.seats.passwords import hashed, new_passwords
from workshop.seats.state import HOMES, PASSWORDS, TOKEN, WORKS, Seats, Service


def open_seats(settings: Settings, plan: Plan, door: Door) -> Seats:
    """From the images to a hub that answers; what was begun is taken back where it fails. Raises LabError."""
    services = engine.services(settings, plan)
    part = _part(settings, services[0])
    python = organizer_environment()
    image = ready_image(settings, container.ready_image(settings, plan))
    try:
        if HUB.exists():  # of seats that nobody knows any more: nobody gets a HOME in which another one's code lies
            close()
        make_folder(HUB)
        HUB.chmod(0o700)
        seats = _describe(settings, plan, door, services, part, image)
        passwords = new_passwords(state.names(seats.count))
        make_ready(seats)
        state.write_secret(PASSWORDS, _hashes(passwords))
        state.write_secret(TOKEN, secrets.token_hex(32))
        hub.write_sheet(python, seats, passwords)
        state.write(seats)
        state.write_secret(service.UNIT, service.unit(os.environ))
        hub.start(seats, python)
    except BaseException:
        with undisturbed():
            close()
        raise
    return seats


def make_ready(seats: Seats) -> None:
    """Each seat's folders: its notebooks, which are never written over, and its HOME."""
    make_folder(WORK)
    make_folder(WORKS)
    for seat in state.names(seats.count):
        seed_work(WORKS / seat)
        make_folder(HOMES / seat)
        speak(HOMES / seat, ".jupyter", "ja" if seats.language == "ja" else "en", f"/user/{seat}/")
    for folder in (WORKS, HOMES):
        give(*tree(folder))
    give(WORK)


def open_again(seats: Seats, python: Path) -> None:
    """Starts the hub for seats that are known: after a crash, or after the machine was started again.

    Raises LabError.
    """
    # Their folders are there, and learners may be at work in them: nothing is written into those.
    if engine.make_network() != seats.gateway:
        raise LabError("seats-moved", address=seats.gateway)
    hub.start(seats, python)


def close() -> bool:
    """Ends hub and seats, and forgets them; the learners' work stays. Whether there was anything.

    Raises LabError where the engine does not answer.
    """
    known = HUB.exists()
    hub.end()
    try:
        found = engine.take_away()
    except LabError:
        if known:  # containers of theirs may be left on an engine that does not answer
            raise
        found = False
    remove(HUB)
    return known or found


def _part(settings: Settings, lab: Service) -> Share:
    """What each seat may use of this machine. Raises LabError where so many do not fit."""
    most = int(lab["mem_limit"])
    return share(memory(Path("/")).total or most, os.cpu_count() or 1, settings.seats or 1, most)


def _describe(settings: Settings, plan: Plan, door: Door, services: Services, part: Share, image: str) -> Seats:
    lab, cards = services
    gateway = engine.make_network()
    overflow = settings.overflow or "refuse"
    say("seats-opening", seats=settings.seats)
    return Seats(
        count=settings.seats or 1,
        asked=in_force(settings, door, overflow, rocm=plan.rocm),
        overflow=overflow,
        idle=idle_of(settings),
        longest=longest_of(settings),
        language=settings.language,
        image=image,
        service=lab,
        cards=cards,
        gfx=", ".join(sorted({card.gfx for card in plan.cards})) if cards else "",
        **asdict(part),
        bind=door.bind,
        port=door.port,
        cert=str(door.cert) if door.cert else None,
        key=str(door.key) if door.key else None,
        address=door.address(hub.name_in(organizer_environment(), door.cert)),
        gateway=gateway,
        hub_port=free_port(gateway),
        api_port=free_port("127.0.0.1"),
    )


def _hashes(passwords: Mapping[str, str]) -> str:
    return json.dumps({seat: hashed(password) for seat, password in passwords.items()})
