"""make fleet: sets up the lab on every machine of a list, judges each, and ends in a table and a page."""

import host.oldest_python  # noqa: F401  first: an old Python stops here
from host.errors import run_verb
from host.fleet.up import show, up
from host.settings import read_settings


def main() -> int:
    """The verb."""
    settings = read_settings()
    return show(settings) if settings.check else up(settings)


if __name__ == "__main__":
    run_verb(main)
