"""Every message exists in both languages, says the same, and every code that is raised has one."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from cli.speech import errors, texts
from images import build
from judge import words
from machine.checks.words import ERRORS as FOUND

SCRIPTS = Path(__file__).resolve().parents[3] / "scripts"


def fields(line: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(line) if name}


@pytest.mark.parametrize("code", errors())
def test_an_error_has_one_line_of_cause_and_of_cure_in_both_languages(code: str) -> None:
    message = errors()[code]
    assert all("\n" not in line and line for line in (*message.en, *message.ja))
    assert fields("".join(message.en)) == fields("".join(message.ja))
    assert re.search(r"[ぁ-ん]", "".join(message.ja))
    assert message.status in (2, 3, 4, 130)


def test_every_code_that_is_raised_has_a_message_and_every_message_is_raised() -> None:
    files = [file for file in SCRIPTS.rglob("*.py") if file.name != "words.py" and "node_modules" not in file.parts]
    source = "".join(file.read_text(encoding="utf-8") for file in files)
    engine = (SCRIPTS / "machine/engine.py").read_text(encoding="utf-8")
    raised = {*re.findall(r'LabError\(\s*"([a-z-]+)"', source), *dict(build.SIGNS)}
    raised |= set(re.findall(r'"((?:docker|engine|compose)-[a-z]+)"', engine)) - {"docker-compose"}
    assert raised <= set(errors())
    assert set(errors()) - set(FOUND) <= set(re.findall(r'"([a-z-]+)"', source))


@pytest.mark.parametrize("pair", [*texts().items(), *words.TEXT.items()], ids=lambda pair: pair[0])
def test_what_is_said_has_the_same_values_in_both_languages(pair: tuple[str, tuple[str, str]]) -> None:
    english, japanese = pair[1]
    assert fields(english) == fields(japanese)
