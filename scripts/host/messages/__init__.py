"""Every error a verb can end with: its exit status, and a line of cause and one of cure in both languages."""

from host.messages import container, native, use
from host.messages.doctor import PROBLEMS
from host.messages.form import ENVIRONMENT, Message

# What doctor finds can stop `make lab`, and then with doctor's own words.
FOUND = {code: Message(ENVIRONMENT, problem.en, problem.ja) for code, problem in PROBLEMS.items()}
ERRORS: dict[str, Message] = {**FOUND, **use.ERRORS, **native.ERRORS, **container.ERRORS}
