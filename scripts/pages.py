"""make pages: web pages of all labs, with what they showed in the newest check."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

from cli.settings import read_settings
from cli.speech import LabError
from cli.verb import run_verb
from project.tools import run_tools
from session.records import newest_check

TAKES: tuple[str, ...] = ()


def main() -> int:
    """The verb."""
    read_settings(TAKES)
    if newest_check() is None:  # before anything is installed
        raise LabError("pages-no-check")
    return run_tools(["scripts/project/render_pages.py"])


if __name__ == "__main__":
    run_verb(main)
