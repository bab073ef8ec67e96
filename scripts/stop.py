"""make stop: ends the lab; saved notebooks stay in work/."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

from cli.settings import read_settings
from cli.speech import say
from cli.verb import run_verb
from session import container, server

TAKES: tuple[str, ...] = ()


def main() -> int:
    """The verb."""
    read_settings(TAKES)
    native = server.running()
    if native:
        server.stop(native)
    elif container.running():
        container.stop()
    else:
        raise container.not_running()
    say("stopped")
    return 0


if __name__ == "__main__":
    run_verb(main)
