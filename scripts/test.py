"""make test: the project's own tests; those that need neither engine nor browser, all, or those that T names."""

import host.oldest_python  # noqa: F401  first: an old Python stops here
import shlex
from host.contributor import run_tests
from host.errors import run_verb
from host.settings import read_settings


def main() -> int:
    """The verb."""
    settings = read_settings()
    return run_tests(shlex.split(settings.tests or ""), everything=settings.all)


if __name__ == "__main__":
    run_verb(main)
