"""make verify: whether somebody else's record follows from its own facts, and what in it nobody can confirm."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

from cli.settings import RUN, read_settings
from cli.speech import LabError
from cli.verb import run_verb
from machine.doctor import require_machine
from machine.mode import make_plan
from session.records import read_record
from session.verifying import verify_in_container, verify_natively

TAKES = (*RUN, "RECORD")


def main() -> int:
    """The verb."""
    settings = read_settings(TAKES)
    if settings.record is None:
        raise LabError("record-not-named")
    record = read_record(settings.record)
    plan = make_plan(settings)
    if not plan.container:
        return verify_natively(settings, record)
    require_machine(settings, plan, port=False)
    return verify_in_container(settings, plan, record)


if __name__ == "__main__":
    run_verb(main)
