"""The form of doctor's words; an error's is in form.py."""

from typing import NamedTuple

from host.language import Language
from host.messages.form import Lines


class Said(NamedTuple):
    """One line."""

    en: str
    ja: str

    def in_(self, language: Language) -> str:
        """The line in the reader's language."""
        return self.ja if language == "ja" else self.en


class Problem(NamedTuple):
    """A line of cause and one of cure."""

    en: Lines
    ja: Lines
