"""make bench: what the project claims, measured with its peers beside it; N: so many learners at once."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

import shutil

from cli.settings import read_settings
from cli.speech import LabError
from cli.verb import run_verb
from machine.engine import ask_engine
from project.tools import run_tools
from session import server
from workshop.seats import state
from workshop.seats.demands import require_proxy

TAKES = ("BASE_IMAGE", "WHEELHOUSE", "CA_FILE", "N")


def main() -> int:
    """The verb."""
    learners = read_settings(TAKES).seats
    if learners:
        if state.read() or state.WORKS.exists():
            raise LabError("bench-seats-open", folder=state.WORKS)
        ask_engine().require()
        require_proxy()
        return run_tools(["scripts/project/bench.py", str(learners)])
    if shutil.which("hyperfine") is None:
        raise LabError("bench-hyperfine")
    if server.running():
        raise LabError("bench-lab-up")
    return run_tools(["scripts/project/bench.py"])


if __name__ == "__main__":
    run_verb(main)
