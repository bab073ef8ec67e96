"""Values as a person reads them: short, in the reader's language, safe on a terminal, and folded to its width. Pure."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from judge.words import VALUES, Language

WIDEST = 34  # of a value on a terminal; the record has it in full
COLUMNS = 80
RULE = "━" * 79  # above and below a verdict


def width(text: str) -> int:
    """Columns on a terminal: Japanese letters take two."""
    return sum(map(_columns, text))


def _columns(letter: str) -> int:
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """A line a row, each column as wide as its widest cell; a column in which nothing stands takes no room."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    pairs = [list(zip(row, widths, strict=True)) for row in rows]
    return ["  ".join(cell + " " * (w - width(cell)) for cell, w in row if w).rstrip() for row in pairs]


def printable(text: str) -> str:
    """Without what XML forbids and what a terminal would obey."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def spoken(value: Any, language: Language) -> str:
    """A claim's value in words: its numbers as they are, its English words in the reader's language."""
    if isinstance(value, bool):
        return ("はい" if value else "いいえ") if language == "ja" else ("yes" if value else "no")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if language == "ja":
        for english, japanese in VALUES:
            text = re.sub(english, japanese, text)
    return text


def short(value: Any, language: Language) -> str:
    """A value as a line has room for it."""
    text = printable(spoken(_rounded(value), language))
    return text if width(text) <= WIDEST else text[: WIDEST - 1] + "…"


def apart(expected: Any, measured: Any) -> tuple[Any, Any]:
    """Two values, cut so that what differs is in sight where both are long and begin alike."""
    texts = [
        value if isinstance(value, str) else json.dumps(_rounded(value), ensure_ascii=False)
        for value in (expected, measured)
    ]
    alike = next((i for i, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), min(map(len, texts)))
    if max(map(len, texts)) <= WIDEST or alike < WIDEST - 2 or texts[0] == texts[1]:
        return expected, measured
    start = alike - WIDEST // 3
    return f"…{texts[0][start:]}", f"…{texts[1][start:]}"


def folded(text: str, indent: str = "") -> Iterator[str]:
    """`text` in lines of at most 80 columns: broken at a space or a Japanese letter; the first is not indented."""
    line, room = "", COLUMNS
    for word in re.findall(r"\s*(?:[^\s\u3000-\uffef]+|[\u3000-\uffef])", text):
        part = word
        while line.strip() and width(line + part) > room:
            yield line
            line, part = indent, part.lstrip()
        while width(line + part) > room:  # one word, longer than a line
            yield (line + part)[:room]
            line, part = indent, (line + part)[room:]
        line += part
    if line.strip():
        yield line


def _rounded(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_rounded(v) for v in value]
    return round(value, 7) if isinstance(value, float) else value
