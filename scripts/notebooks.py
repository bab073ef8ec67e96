"""make notebooks: both notebooks of every lab, from its source."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

from cli.settings import read_settings
from cli.verb import run_verb
from project.tools import run_tools

TAKES: tuple[str, ...] = ()


def main() -> int:
    """The verb."""
    read_settings(TAKES)
    return run_tools(["scripts/project/render_notebooks.py"])


if __name__ == "__main__":
    run_verb(main)
