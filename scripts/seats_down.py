"""make seats-down: closes the seats; nothing stays but the learners' work."""

import host.oldest_python  # noqa: F401  first: an old Python stops here
from host.seats import opening
from host.errors import run_verb
from host.places import CHECKOUT
from host.process import undisturbed
from host.seats.state import WORKS, one_at_a_time
from host.settings import read_settings
from host.text import say


def main() -> int:
    """The verb."""
    read_settings()
    with one_at_a_time(), undisturbed():
        closed = opening.close()
    say("seats-closed", work=WORKS.relative_to(CHECKOUT)) if closed else say("seats-not-open")
    return 0


if __name__ == "__main__":
    run_verb(main)
