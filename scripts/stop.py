"""make stop: ends the lab; saved notebooks stay in work/."""

import host.oldest_python  # noqa: F401  first: an old Python stops here
from host import container, server
from host.errors import run_verb
from host.settings import read_settings
from host.text import say


def main() -> int:
    """The verb."""
    read_settings()
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
