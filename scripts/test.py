"""make test: the project's own tests; those that need neither engine nor browser, all, or those that T names."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

import shlex

from cli.settings import read_settings
from cli.verb import run_verb
from project.tools import run_tests

TAKES = ("T", "ALL")


def main() -> int:
    """The verb."""
    settings = read_settings(TAKES)
    return run_tests(shlex.split(settings.tests or ""), everything=settings.all)


if __name__ == "__main__":
    run_verb(main)
