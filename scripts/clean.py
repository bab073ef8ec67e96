"""make clean: takes away what the verbs made; what is the learner's only after a yes."""

import host.oldest_python  # noqa: F401  first: an old Python stops here
import sys

from host import clean
from host.errors import run_verb
from host.settings import read_settings
from host.text import say, text


def main() -> int:
    """The verb."""
    read_settings()
    clean.end_labs()
    for what in (*clean.remove_images(), *clean.remove_made()):
        say("removed", what=what)
    mine = clean.learners()
    if not mine:
        return 0
    say("clean-yours", what=", ".join(mine))
    # Without a person to ask, the answer is no.
    answer = input(text("clean-ask")).strip().lower() if sys.stdin.isatty() else ""
    if answer in ("yes", "はい"):
        for what in clean.remove_learners():
            say("removed", what=what)
    else:
        say("clean-kept")
    return 0


if __name__ == "__main__":
    run_verb(main)
