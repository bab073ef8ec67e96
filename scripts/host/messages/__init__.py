"""Every error a verb can end with: its exit status, and a line of cause and one of cure in both languages."""

from host.messages import container, engine, native, seats, use
from host.messages.doctor import PROBLEMS
from host.messages.form import ENVIRONMENT, NOT_FOUND, Message

# What doctor finds can stop `make lab`, and then with doctor's own words.
NO_SUCH_GPU = ("no-card-demanded", "gpu-index")
FOUND = {
    code: Message(NOT_FOUND if code in NO_SUCH_GPU else ENVIRONMENT, problem.en, problem.ja)
    for code, problem in PROBLEMS.items()
}
ERRORS: dict[str, Message] = {
    **FOUND,
    **use.ERRORS,
    **native.ERRORS,
    **engine.ERRORS,
    **container.ERRORS,
    **seats.ERRORS,
}
