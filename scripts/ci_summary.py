"""For a workflow: the verdict, the five conditions and every notebook as the job's summary, and the outputs."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

from cli.settings import read_settings
from cli.verb import run_verb
from session.ci import append, outputs, summary
from session.records import newest_first, read_record


def main() -> int:
    """Reads the newest record of runs/; without one, that is what the summary says."""
    read_settings()
    record = next(map(read_record, newest_first()), None)
    append("GITHUB_STEP_SUMMARY", summary(record.said if record else None))
    append("GITHUB_OUTPUT", "".join(f"{name}={value}\n" for name, value in outputs(record).items()))
    return 0


if __name__ == "__main__":
    run_verb(main)
