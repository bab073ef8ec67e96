"""A record as its page shows it: grouped, shortened, and safe to show. Pure: no I/O.

Everything that came out of a lab is untrusted: it loses its control characters and the places where this machine
keeps its files. That it is text and no markup is the template's promise.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from judge.report_words import word
from judge.specs import CLAIMS
from judge.values import spoken
from judge.words import ENDINGS, Language, pick

CHECKOUT = f"{Path(__file__).resolve().parents[2]}/"
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")  # the colours of a traceback
HOME = re.compile(r"/(?:home|Users)/[^/\s'\"]+|/root(?=/)")
LONGEST = 600  # characters of one value; the record has it in full

Lab = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One claim, with the languages of the lab in which just this was found."""

    name: str
    holds: bool
    expected: str
    measured: str
    tolerance: str
    langs: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """One lab in all its languages."""

    name: str
    labs: list[Lab]
    passed: bool
    held: int
    claims: int

    def named(self, language: Language) -> Lab:
        """The notebook in the reader's language, or the one there is."""
        return next((lab for lab in self.labs if lab["lang"] == language), self.labs[0])


@dataclass(frozen=True)
class Met:
    """One of the five conditions over all notebooks: what was found, and where, if not everywhere the same."""

    number: int
    name: str
    holds: bool
    found: list[tuple[bool, str, list[str]]]


def clean(value: Any) -> Any:
    """`value` without control characters, half letters, and this machine's folders; line ends stay."""
    if isinstance(value, str):
        text = "".join(c if _visible(c) else "\ufffd" for c in ANSI.sub("", value))
        return HOME.sub("~", text.replace(CHECKOUT, ""))
    if isinstance(value, list):
        return [clean(v) for v in value]
    return {clean(k): clean(v) for k, v in value.items()} if isinstance(value, dict) else value


def _visible(letter: str) -> bool:
    return letter.isprintable() or letter == "\n" or unicodedata.category(letter) == "Zs"


def shown(record: dict[str, Any]) -> dict[str, Any]:
    """What the page needs of a record, clean."""
    unused = ("opening", "facts", "printed", "pictures")
    labs = [{key: value for key, value in lab.items() if key not in unused} for lab in record["labs"]]
    found: dict[str, Any] = clean({**record, "labs": labs})
    return found


def ran_on(verdict: dict[str, Any]) -> str:
    """The backend; on HIP, but not proved: nobody knows that."""
    return "unknown" if (verdict["hip"], verdict["ran_on"]) == ("NOT PROVED", "hip") else str(verdict["ran_on"])


def groups(labs: list[Lab]) -> list[Group]:
    """The labs in their order, each with its languages."""
    return [
        Group(
            name=name,
            labs=(twins := sorted((lab for lab in labs if lab["lab"] == name), key=lambda lab: str(lab["lang"]))),
            passed=all(lab["reason"] is None for lab in twins),
            held=sum(claim["holds"] for lab in twins for claim in lab["claims"]),
            claims=sum(len(lab["claims"]) for lab in twins),
        )
        for name in dict.fromkeys(lab["lab"] for lab in labs)
    ]


def conditions(labs: list[Lab]) -> list[Met]:
    """The five, over all notebooks."""
    return [_met(labs, place) for place in range(5)]


def _met(labs: list[Lab], place: int) -> Met:
    where: dict[tuple[bool, str], list[str]] = {}
    for lab in labs:
        here = lab["hip"][place]
        where.setdefault((here["holds"], here["found"]), []).append(f"{lab['lab']}.{lab['lang']}")
    first = labs[0]["hip"][place]
    found = [(holds, text, names if len(where) > 1 else []) for (holds, text), names in where.items()]
    return Met(first["number"], first["name"], all(holds for holds, _ in where), found)


def rows(labs: list[Lab], language: Language) -> list[Row]:
    """The claims of one lab in their order; twins that found the same share a row."""
    each = [(lab, claim) for lab in labs for claim in lab["claims"]]
    order = list(dict.fromkeys(claim["id"] for _, claim in each))
    shared: dict[tuple[str, bool, str, str, str], list[str]] = {}
    for lab, claim in sorted(each, key=lambda pair: order.index(pair[1]["id"])):
        shared.setdefault(_row(lab, claim, language), []).append(lab["lang"])
    return [Row(*row, tuple(langs)) for row, langs in shared.items()]


def _row(lab: Lab, claim: dict[str, Any], language: Language) -> tuple[str, bool, str, str, str]:
    name = pick(CLAIMS.get(claim["id"], (claim["id"], claim["id"])), language)
    if claim["id"] == "ran":
        return name, claim["holds"], pick(ENDINGS["ended"], language), _ending(lab, claim["holds"], language), ""
    values = (claim["expected"], claim["measured"])
    # Of numbers that agree, seven digits are enough; of others, every digit may be the one that counts.
    expected, measured = (_text(_seven_digits(value) if claim["holds"] else value, language) for value in values)
    tolerance = "" if claim["tolerance"] is None else f"±\u202f{claim['tolerance']:g}".replace("e-0", "e-")
    return name, claim["holds"], expected, measured, tolerance


def _ending(lab: Lab, holds: bool, language: Language) -> str:
    if lab["end"] == "ended" and not holds:
        return word("ended-without-facts", language)
    ending = _text(f"{pick(ENDINGS[lab['end']], language)}\n{lab['detail']}".strip(), language)
    return ending if holds else f"{ending}\n{lab['said']}".rstrip()  # on a GPU, this is the diagnosis: whole


def _text(value: Any, language: Language) -> str:
    text = spoken(value, language)
    return text if len(text) <= LONGEST else text[:LONGEST] + word("cut", language, count=len(text))


def _seven_digits(value: Any) -> Any:
    if isinstance(value, list):
        return [_seven_digits(v) for v in value]
    return float(f"{value:.7g}") if isinstance(value, float) else value
