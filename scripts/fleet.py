"""make fleet: sets up the lab on every machine of a list, judges each, and ends in a table and a page."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

from cli.settings import read_settings
from cli.verb import run_verb
from workshop.fleet.bundle import choose_bundle
from workshop.fleet.inventory import inventory_file, require_ssh
from workshop.fleet.organizer import run_there

TAKES = ("HOSTS", "BUNDLE", "CHECK")


def main() -> int:
    """The verb."""
    settings = read_settings(TAKES)
    inventory_file(settings, "fleet")
    choose_bundle(settings)
    require_ssh()
    return run_there("show" if settings.check else "up")


if __name__ == "__main__":
    run_verb(main)
