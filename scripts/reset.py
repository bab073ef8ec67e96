"""make reset LAB=01: puts a fresh copy of a lab into work/ and keeps the old one beside it."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

from cli.settings import read_settings
from cli.speech import LabError, say
from cli.verb import run_verb
from session.notebooks import reset

TAKES = ("LAB",)


def main() -> int:
    """The verb."""
    settings = read_settings(TAKES)
    if settings.lab is None:
        raise LabError("lab-not-named")
    for name, kept in reset(settings.lab):
        say("reset", name=name, kept=kept) if kept else say("reset-new", name=name)
    return 0


if __name__ == "__main__":
    run_verb(main)
