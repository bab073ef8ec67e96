"""make check: runs every lab under observation and judges it; the judge itself is in tests/judge."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

from cli.settings import RUN, read_settings
from cli.verb import run_verb
from machine.doctor import require_machine
from machine.mode import make_plan, tell_card
from session import container
from session.judging import judge_in_container, judge_natively
from session.notebooks import require_exercise, require_lab_copy

TAKES = (*RUN, "NOTEBOOK", "EXERCISE", "DETAILS")


def main() -> int:
    """The verb."""
    settings = read_settings(TAKES)
    if settings.notebook:
        require_lab_copy(settings.notebook)
    if settings.exercise:
        require_exercise(settings.exercise, settings.notebook)
    plan = make_plan(settings)
    if plan.container:
        require_machine(settings, plan, port=False)
    image = container.or_natively(settings, plan)
    if image is None:
        judge_natively(settings, plan)
    tell_card(settings, plan)
    return judge_in_container(settings, plan, image)


if __name__ == "__main__":
    run_verb(main)
