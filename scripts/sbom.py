"""make sbom: what the lab's images and the organizer's tools are made of, as CycloneDX."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

from cli.settings import read_settings
from cli.verb import run_verb
from project.tools import run_tools

TAKES: tuple[str, ...] = ()


def main() -> int:
    """The verb."""
    read_settings(TAKES)
    return run_tools(["scripts/project/write_sbom.py"])


if __name__ == "__main__":
    run_verb(main)
