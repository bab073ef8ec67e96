"""Every message exists in both languages, says the same, and every code that is raised has one."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from host import build
from host.messages import ERRORS, FOUND
from host.text import TEXT
from judge import words

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


def fields(line: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(line) if name}


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_has_one_line_of_cause_and_of_cure_in_both_languages(code: str) -> None:
    message = ERRORS[code]
    assert all("\n" not in line and line for line in (*message.en, *message.ja))
    assert fields("".join(message.en)) == fields("".join(message.ja))
    assert re.search(r"[ぁ-ん]", "".join(message.ja))
    assert message.status in (2, 3, 4, 130)


def test_every_code_that_is_raised_has_a_message_and_every_message_is_raised() -> None:
    files = [file for file in SCRIPTS.rglob("*.py") if file.parent.name != "messages"]
    source = "".join(file.read_text(encoding="utf-8") for file in files)
    engine = (SCRIPTS / "host/engine.py").read_text(encoding="utf-8")
    raised = {*re.findall(r'LabError\(\s*"([a-z-]+)"', source), *build.SIGNS}
    raised |= set(re.findall(r'"((?:docker|engine|compose)-[a-z]+)"', engine)) - {"docker-compose"}
    assert raised <= set(ERRORS)
    assert set(ERRORS) - set(FOUND) <= set(re.findall(r'"([a-z-]+)"', source))


@pytest.mark.parametrize("pair", [*TEXT.items(), *words.TEXT.items()], ids=lambda pair: pair[0])
def test_what_is_said_has_the_same_values_in_both_languages(pair: tuple[str, tuple[str, str]]) -> None:
    english, japanese = pair[1]
    assert fields(english) == fields(japanese)
