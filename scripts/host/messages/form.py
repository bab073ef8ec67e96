"""The form of an error's message."""

from typing import NamedTuple

Lines = tuple[str, str]  # cause, cure

USE, NOT_FOUND, ENVIRONMENT = 2, 3, 4  # exit statuses; 1 is a lab that FAILed


class Message(NamedTuple):
    """The exit status of an error and its lines."""

    status: int
    en: Lines
    ja: Lines
