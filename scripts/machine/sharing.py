"""What doctor found, as a text to attach to a bug report: of the machine all, of the person nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import asdict
from pathlib import Path
from pprint import pformat

from images.image import revision
from machine.facts import Machine
from machine.finding import Finding, as_text

SOMEWHERE = "~/…"  # for a path under a home: what lies there is nobody's affair


def as_report(machine: Machine, found: Sequence[Finding], verdict: Sequence[str], when: str) -> str:
    """The whole text, in English: whoever reads bug reports has that in common."""
    facts = {name: value for name, value in asdict(machine).items() if name != "asked"}
    asked = {name: value for name, value in asdict(machine.asked).items() if value not in (None, False, "auto")}
    return "\n".join([
        f"make doctor, {when}, checkout {revision() or '?'}",
        "",
        as_text(found, verdict, "en", colour=False),
        "",
        f"asked: {pformat(asked, width=110)}",
        f"facts: {pformat(facts, width=110)}",
        "",
    ])  # fmt: skip


def without_person(text: str, homes: Collection[Path], names: Collection[str]) -> str:
    """The text without any path under a home, and without these names of users and hosts."""
    roots = "|".join(sorted((re.escape(str(home)) for home in homes if home != Path("/")), key=len, reverse=True))
    text = re.sub(rf"(?:{roots}|/home/[^/\s'\"]+)(?:/[^\n'\",;)]*)?", SOMEWHERE, text)
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", "…", text)
    return text
