"""make reset LAB=01: puts a fresh copy of a lab into work/ and keeps the old one beside it."""

import host.oldest_python  # noqa: F401  first: an old Python stops here
from host.errors import LabError, run_verb
from host.notebooks import reset
from host.settings import read_settings
from host.text import say


def main() -> int:
    """The verb."""
    settings = read_settings()
    if settings.lab is None:
        raise LabError("lab-not-named")
    for name, kept in reset(settings.lab):
        say("reset", name=name, kept=kept) if kept else say("reset-new", name=name)
    return 0


if __name__ == "__main__":
    run_verb(main)
