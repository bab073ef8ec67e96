"""What doctor finds out: one line a check, and for what is not good a cause, a cure and a stable code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from cli.speech import Language, errors
from machine.checks.words import GOOD, TITLES


class Level(Enum):
    """How much a finding matters. What could not be told is never good."""

    GOOD = "good"
    UNKNOWN = "unknown"
    WARNING = "warning"
    STOP = "stop"


@dataclass(frozen=True)
class Finding:
    """One check's answer; `says` is the key of its words, `values` fill them."""

    check: str
    level: Level
    says: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def code(self) -> str | None:
        """The stable code; None when all is good."""
        return None if self.level is Level.GOOD else self.says

    def title(self, language: Language) -> str:
        """What was looked at."""
        return TITLES[self.check].in_(language)

    def lines(self, language: Language) -> tuple[str, ...]:
        """What was found; for what is not good the cause and the cure."""
        if self.level is Level.GOOD:
            words: tuple[str, ...] = (GOOD[self.says].in_(language),)
        else:
            words = getattr(errors()[self.says], language)
        return tuple(line.format(**self.values) for line in words)


def good(check: str, says: str, **values: object) -> Finding:
    """All is well, or does not matter here."""
    return Finding(check, Level.GOOD, says, values)


def unknown(check: str, says: str, **values: object) -> Finding:
    """It could not be told."""
    return Finding(check, Level.UNKNOWN, says, values)


def warning(check: str, says: str, **values: object) -> Finding:
    """The lab starts, but not as somebody may expect."""
    return Finding(check, Level.WARNING, says, values)


def stop(check: str, says: str, **values: object) -> Finding:
    """The lab cannot start, or not on what was asked for."""
    return Finding(check, Level.STOP, says, values)
