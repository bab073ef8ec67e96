"""Every error a verb can end with: its exit status, and a line of cause and one of cure in both languages."""

from host.messages import container, native, use
from host.messages.form import Message

ERRORS: dict[str, Message] = {**use.ERRORS, **native.ERRORS, **container.ERRORS}
