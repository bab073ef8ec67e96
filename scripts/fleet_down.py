"""make fleet-down: takes back what make fleet did on every machine of a list; the learners' work stays."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

from cli.settings import read_settings
from cli.verb import run_verb
from workshop.fleet.inventory import inventory_file, require_ssh
from workshop.fleet.organizer import run_there

TAKES = ("HOSTS", "CHECK")


def main() -> int:
    """The verb."""
    inventory_file(read_settings(TAKES), "fleet-down")
    require_ssh()
    return run_there("down")


if __name__ == "__main__":
    run_verb(main)
