"""For a workflow: the verdict, the five conditions and every notebook as the job's summary, and the outputs."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here
from cli.places import RUNS
from cli.settings import read_settings
from cli.verb import run_verb
from session.ci import append, outputs, summary
from session.records import Record, read_record


def main() -> int:
    """Reads the newest record of runs/; without one, that is what the summary says."""
    read_settings()
    record = _newest()
    append("GITHUB_STEP_SUMMARY", summary(record.said if record else None))
    append("GITHUB_OUTPUT", "".join(f"{name}={value}\n" for name, value in outputs(record).items()))
    return 0


def _newest() -> Record | None:
    """Folders of runs/ are named by their time."""
    found = max(RUNS.glob("*/record.json"), key=lambda path: path.parent.name, default=None)
    return read_record(found) if found else None


if __name__ == "__main__":
    run_verb(main)
