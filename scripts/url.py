"""make url: the address of the running lab, with its token."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

from cli.settings import read_settings
from cli.verb import run_verb
from session import container, server

TAKES: tuple[str, ...] = ()


def main() -> int:
    """The verb."""
    settings = read_settings(TAKES)
    up = server.running() or container.running()
    if up is None:
        raise container.not_running()
    print(server.address(up.port, settings.language))
    return 0


if __name__ == "__main__":
    run_verb(main)
