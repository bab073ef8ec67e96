"""make clean: takes away what the verbs made; what is the learner's only after a yes."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

import sys
from contextlib import suppress

from cli.settings import read_settings
from cli.speech import say, text
from cli.verb import run_verb
from workshop import clean

TAKES: tuple[str, ...] = ()


def main() -> int:
    """The verb."""
    read_settings(TAKES)
    clean.end_labs()
    for what in (*clean.remove_images(), *clean.remove_made()):
        say("removed", what=what)
    mine = clean.learners()
    if not mine:
        return 0
    say("clean-yours", what=", ".join(mine))
    if _yes():
        for what in clean.remove_learners():
            say("removed", what=what)
    else:
        say("clean-kept")
    return 0


def _yes() -> bool:
    """Without a person to ask, the answer is no; and Ctrl-D is no yes."""
    with suppress(EOFError):
        return sys.stdin.isatty() and input(text("clean-ask")).strip().lower() in ("yes", "はい")
    return False


if __name__ == "__main__":
    run_verb(main)
