"""For a workflow: takes away what a job left on its machine, and leaves no file that the next job could not remove."""

import sys

import host.oldest_python  # noqa: F401  first: an old Python stops here
from host.ci import give_back, remove_records, require_ci
from host.clean import end_labs
from host.errors import LabError, run_verb
from host.places import CHECKOUT
from host.settings import read_settings
from host.text import say


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
        for what in remove_records() if options else ():
            say("removed", what=what)
        given = give_back()
        if given:
            say("given-back", count=given, owner=CHECKOUT.stat().st_uid)
    return 0


if __name__ == "__main__":
    run_verb(main)
