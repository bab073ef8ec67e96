"""make seats N=10: a JupyterLab for each of N learners on this machine, behind one address."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

import sys

from cli.files import one_at_a_time
from cli.places import CHECKOUT
from cli.settings import RUN, Settings, read_settings
from cli.speech import LabError, say, text
from cli.verb import run_verb
from images.build import require_inputs
from machine.doctor import require_machine
from machine.finding import gib
from machine.mode import make_container_plan, require_path
from session.environment import organizer_environment
from workshop.seats import hub_process as hub
from workshop.seats import opening, service, state, who
from workshop.seats.demands import EVERY_LAB, Door, require_door, require_proxy, require_same
from workshop.seats.state import Seats
from workshop.seats.words import NO_TLS

TAKES = (*RUN, "N", "BIND", "PORT", "CERT", "KEY", "OVERFLOW", "IDLE", "LONGEST")
# JupyterHub's database takes the first two for something else, its proxy the third, DockerSpawner and Docker the rest.
SIGNS = "%\n\\{$:"


def main() -> int:
    """The verb."""
    settings = read_settings(TAKES)
    require_path(SIGNS, "JupyterHub")
    if settings.seats is None and state.read() is None:
        raise LabError("seats-number-missing")
    with one_at_a_time("seats-busy"):
        known = state.read()
        _tell(_again(settings, known) if known else _open(settings))
        if known:
            print("", who.as_table(who.sitting(known)), sep="\n")
    return 0


def _open(settings: Settings) -> Seats:
    door = require_door(settings)
    require_proxy()
    require_inputs(settings)
    plan = make_container_plan(settings, "seats", every_card=True)
    require_machine(settings, plan, port=False)
    opened = opening.open_seats(settings, plan, door)
    say("seats-up", first=state.names(opened.count)[0], last=state.names(opened.count)[-1])
    return opened


def _again(settings: Settings, known: Seats) -> Seats:
    """Seats that are open already, or whose hub went down: with the machine, for one."""
    require_same(settings, known)
    if state.hub() and hub.answers(known):
        say("seats-already-up")
    else:
        require_proxy()
        opening.open_again(known, organizer_environment())
        say("seats-again")
    if settings.port != known.port:
        say("seats-port-kept", port=known.port)
    return known


def _tell(opened: Seats) -> None:
    say("seats-address", address=opened.address)
    say("seats-sheet", sheet=state.SHEET.relative_to(CHECKOUT))
    cards = len(opened.cards)
    what = text("seats-on-card", cards=cards, gfx=opened.gfx) if cards else text("seats-on-cpu")
    say("seats-share", what=what, memory=gib(opened.memory), cpus=f"{opened.cpus:g}")
    if opened.memory < EVERY_LAB:
        say("seats-tight", need=gib(EVERY_LAB))
    say("seats-end", idle=f"{opened.idle:g}", longest=f"{opened.longest:g}")
    service.offer()
    say("seats-next")
    if 0 < cards < opened.count:
        say("seats-overflow-cpu" if opened.overflow == "cpu" else "seats-few-cards", seats=opened.count, cards=cards)
    if opened.cert is None and Door(opened.bind, opened.port, None, None).open_to_the_room:
        print(NO_TLS.format(bind=opened.bind, seats=opened.count), file=sys.stderr, flush=True)


if __name__ == "__main__":
    run_verb(main)
