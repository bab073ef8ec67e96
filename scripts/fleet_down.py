"""make fleet-down: takes back what make fleet did on every machine of a list; the learners' work stays."""

import host.oldest_python  # noqa: F401  first: an old Python stops here
from host.errors import run_verb
from host.settings import read_settings
from workshop.fleet.inventory import inventory_file, require_ssh
from workshop.organizer import run_there


def main() -> int:
    """The verb."""
    inventory_file(read_settings(), "fleet-down")
    require_ssh()
    return run_there("workshop.fleet.run", "down")


if __name__ == "__main__":
    run_verb(main)
