"""make check: runs every lab under observation and judges it; the judge itself is in tests/judge."""

import host.oldest_python  # noqa: F401  first: an old Python stops here
from host.errors import run_verb
from host.judging import judge_in_container, judge_natively
from host.mode import make_plan
from host.notebooks import require_exercise, require_lab_copy
from host.requirements import require_machine
from host.settings import read_settings


def main() -> int:
    """The verb."""
    settings = read_settings()
    if settings.notebook:
        require_lab_copy(settings.notebook)
    if settings.exercise:
        require_exercise(settings.exercise, settings.notebook)
    plan = make_plan(settings)
    if not plan.container:
        judge_natively(settings, plan)
    require_machine(settings, plan, port=False)
    return judge_in_container(settings, plan)


if __name__ == "__main__":
    run_verb(main)
