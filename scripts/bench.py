"""make bench: what the project claims, measured with its peers beside it."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

import shutil

from cli.settings import read_settings
from cli.speech import LabError
from cli.verb import run_verb
from project.tools import run_tools
from session import server

TAKES = ("BASE_IMAGE", "WHEELHOUSE", "CA_FILE")


def main() -> int:
    """The verb."""
    read_settings(TAKES)
    if shutil.which("hyperfine") is None:
        raise LabError("bench-hyperfine")
    if server.running():
        raise LabError("bench-lab-up")
    return run_tools(["scripts/project/bench.py"])


if __name__ == "__main__":
    run_verb(main)
