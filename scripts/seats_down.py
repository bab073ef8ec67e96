"""make seats-down: closes the seats; nothing stays but the learners' work."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here
from cli.places import CHECKOUT
from cli.process import undisturbed
from cli.settings import read_settings
from cli.speech import say
from cli.verb import run_verb
from workshop.seats import opening
from workshop.seats.state import WORKS, one_at_a_time

TAKES: tuple[str, ...] = ()


def main() -> int:
    """The verb."""
    read_settings(TAKES)
    with one_at_a_time(), undisturbed():
        closed = opening.close()
    say("seats-closed", work=WORKS.relative_to(CHECKOUT)) if closed else say("seats-not-open")
    return 0


if __name__ == "__main__":
    run_verb(main)
