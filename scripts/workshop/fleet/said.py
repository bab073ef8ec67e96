"""What a verb said on a machine, in both languages: its lines are found again among this checkout's messages. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter

from cli import speech
from cli.speech import Language

MOST = 500  # letters: a machine can say what takes long to compare


def errors(said: str) -> list[dict[str, str]]:
    """The lines of cause and cure in what a verb wrote to stderr."""
    found = re.findall(r"^✗ ([a-z0-9-]+): (.*)\n  → (.*)$", said, re.MULTILINE)
    return [{"code": code, "cause": cause, "cure": cure} for code, cause, cure in found]


def in_both(error: Mapping[str, str]) -> dict[Language, tuple[str, str]]:
    """Cause and cure by language; as they were said, where no message of this code reads so."""
    said = f"{error['cause']}\n{error['cure']}"
    message = speech.errors().get(error["code"])
    forms = {"en": "\n".join(message.en), "ja": "\n".join(message.ja)} if message else {}
    values = next((found for form in forms.values() if (found := _values(form, said)) is not None), None)
    told = {lang: said if values is None else _filled(forms[lang], values) for lang in ("en", "ja")}
    return {"en": _pair(told["en"]), "ja": _pair(told["ja"])}


def _values(form: str, said: str) -> dict[str, str] | None:
    """What a message was filled with; None where this is not how it reads."""
    pattern, seen = "", set()
    for literal, name, _, _ in Formatter().parse(form):
        pattern += re.escape(literal)
        if name:
            pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
            seen.add(name)
    found = re.fullmatch(pattern, said) if len(said) <= MOST else None
    return found.groupdict() if found else None


def _filled(form: str, values: Mapping[str, str]) -> str:
    return "".join(literal + (values[name] if name else "") for literal, name, _, _ in Formatter().parse(form))


def _pair(lines: str) -> tuple[str, str]:
    cause, _, cure = lines.partition("\n")
    return cause, cure
