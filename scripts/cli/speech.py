"""How every verb speaks: one class that raises, one function that prints; the words are in each room's words.py."""

from __future__ import annotations

import os
import shutil
import time
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import IO, Literal, NamedTuple

Language = Literal["ja", "en"]
Lines = tuple[str, str]  # cause, cure
QUIET_SECONDS = 15.0  # without a terminal, one line now and then says that it goes on
USE, NOT_FOUND, ENVIRONMENT = 2, 3, 4  # exit statuses; 1 is a lab that FAILed
# Found by their names, not imported: the rooms above this one are nothing that it depends on.
WORDS = (
    "cli", "images", "machine", "machine.checks", "session", "workshop", "workshop.seats", "workshop.fleet", "project",
)  # fmt: skip


class Message(NamedTuple):
    """The exit status of an error, and its line of cause and of cure in both languages."""

    status: int
    en: Lines
    ja: Lines


class LabError(Exception):
    """Something the user can put right. `code` is a key of some room's ERRORS; `values` fill its two lines."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        # A name that a stranger gave a file, for one: what a terminal would obey, or a second line, is none of ours.
        self.values = {n: printable(str(v)) if isinstance(v, str | os.PathLike) else v for n, v in values.items()}
        self.code = code
        self.status = errors()[code].status

    def cause(self) -> str:
        """The line of cause alone, in the reader's language."""
        return getattr(errors()[self.code], reader_language())[0].format(**self.values)  # type: ignore[no-any-return]

    def text(self, language: Language) -> str:
        """Both lines, with the code in front of the cause."""
        cause, cure = getattr(errors()[self.code], language)
        return (f"✗ {self.code}: {cause}\n  → {cure}").format(**self.values)


@cache
def errors() -> dict[str, Message]:
    """Every error that a verb can end with, by its stable code."""
    return {code: message for room in WORDS for code, message in import_module(f"{room}.words").ERRORS.items()}


@cache
def texts() -> dict[str, tuple[str, str]]:
    """All that verbs say while they work: English, Japanese."""
    return {key: pair for room in WORDS for key, pair in import_module(f"{room}.words").TEXT.items()}


def reader_language(values: Mapping[str, str] = os.environ) -> Language:
    """LAB_LANG, else the locale's, else English."""
    names = ("LAB_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    return "ja" if next((v for n in names if (v := values.get(n))), "").startswith("ja") else "en"


def text(key: str, **values: object) -> str:
    """One of a room's TEXT in the reader's language."""
    english, japanese = texts()[key]
    return (japanese if reader_language() == "ja" else english).format(**values)


def say(key: str, **values: object) -> None:
    """Prints one of a room's TEXT at once."""
    print(text(key, **values), flush=True)


class PassingLine:
    """What goes on just now: on a terminal in one line that is taken away, else a line now and then."""

    def __init__(self, out: IO[str], at_a_terminal: float = 0.0) -> None:
        """`at_a_terminal`: seconds between two looks."""
        self.out, self.last, self.in_place = out, time.monotonic(), out.isatty()
        self.every = at_a_terminal if self.in_place else QUIET_SECONDS

    def pass_by(self, line: str) -> None:
        """Shows it, where something is due."""
        if time.monotonic() - self.last >= self.every:
            self._write(line[: shutil.get_terminal_size().columns - 1] if self.in_place else f"{line}\n")

    def stay(self, line: str) -> None:
        """A line that is not taken away."""
        self._write(f"{line}\n")

    def end(self) -> None:
        """Takes the passing line away."""
        if self.in_place:
            self._write("")

    def _write(self, what: str) -> None:
        self.last = time.monotonic()
        self.out.write(("\r\x1b[K" if self.in_place else "") + what)
        self.out.flush()


def width(said: str) -> int:
    """In columns of a terminal, where a Japanese letter takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in said)


def printable(said: str) -> str:
    """A stranger's words, without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in said)


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """A line a row, each column as wide as its widest cell."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    padded = ([cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)] for row in rows)
    return ["  ".join(cells).rstrip() for cells in padded]
