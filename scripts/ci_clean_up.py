"""For a workflow: takes away what a job left on its machine, and leaves no file that the next job could not remove."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

import sys

from cli.places import CHECKOUT
from cli.settings import read_settings
from cli.speech import LabError, say
from cli.verb import run_verb
from session.ci import give_back, remove_records, require_ci
from workshop.clean import end_labs


def main() -> int:
    """--records: those of an earlier job as well, so that none can be taken for this one's."""
    options = sys.argv[1:]
    for option in options:
        if option != "--records":
            raise LabError("setting-unknown", name=option, known="--records")
    read_settings()
    require_ci()
    try:
        end_labs()
    finally:  # an engine that fails is no reason to leave an older record, or root's files, to the next job
        if options and remove_records():
            say("removed", what="runs/")
        given = give_back()
        if given:
            say("given-back", count=given, owner=CHECKOUT.stat().st_uid)
    return 0


if __name__ == "__main__":
    run_verb(main)
