"""make seats-down: closes the seats, or the one that SEAT names; nothing stays but the learners' work."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

from cli.files import one_at_a_time
from cli.places import CHECKOUT
from cli.process import undisturbed
from cli.settings import read_settings
from cli.speech import say
from cli.verb import run_verb
from workshop.seats import opening, service, who
from workshop.seats.state import WORKS, read

TAKES = ("SEAT",)


def main() -> int:
    """The verb."""
    settings = read_settings(TAKES)
    if settings.seat:
        return _end_one(settings.seat)
    with one_at_a_time("seats-busy"), undisturbed():
        closed = opening.close()
    say("seats-closed", work=WORKS.relative_to(CHECKOUT)) if closed else say("seats-not-open")
    if service.INSTALLED.exists():
        say("seats-service-stays", name=service.UNIT.name, path=service.INSTALLED)
    return 0


def _end_one(seat: str) -> int:
    with one_at_a_time("seats-busy"):
        known = read()
        if known is None:
            say("seats-not-open")
            return 0
        who.end(known, seat)
    say("seat-ended", seat=seat, work=(WORKS / seat).relative_to(CHECKOUT))
    return 0


if __name__ == "__main__":
    run_verb(main)
