"""Every error a verb can end with: its exit status, and a line of cause and one of cure in both languages."""

from host.messages import bundle, ci, container, engine, fleet, native, records, seats, use
from host.messages.doctor import PROBLEMS
from host.messages.form import ENVIRONMENT, NOT_FOUND, Message

# What doctor finds can stop `make lab`, and then with doctor's own words.
NO_SUCH_GPU = ("no-card-demanded", "gpu-index")
FOUND = {
    code: Message(NOT_FOUND if code in NO_SUCH_GPU else ENVIRONMENT, problem.en, problem.ja)
    for code, problem in PROBLEMS.items()
}
AREAS = (use, native, engine, container, bundle, fleet, seats, records, ci)
ERRORS: dict[str, Message] = {**FOUND, **{code: message for area in AREAS for code, message in area.ERRORS.items()}}
