"""make notebooks: both notebooks of every lab, from its source."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here
from cli.verb import run_verb
from project.tools import run_tools


def main() -> int:
    """The verb."""
    return run_tools(["scripts/project/render_notebooks.py"])


if __name__ == "__main__":
    run_verb(main)
