"""What make verify says: the same values in both languages, and a word for everything that it looks at."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from judge.verify_words import CLAIMED, FIELDS, KINDS, TEXT, WHY
from session import verifying as history

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("both", [*KINDS.values(), *FIELDS.values(), *CLAIMED.values(), *WHY.values(), *TEXT.values()])
def test_both_languages_have_the_same_values(both: tuple[str, str]) -> None:
    english, japanese = ({name for _, name, _, _ in string.Formatter().parse(words) if name} for words in both)
    assert english == japanese


def test_there_is_a_word_for_everything() -> None:
    show = (ROOT / "tests/judge/verify_show.py").read_text(encoding="utf-8")
    assert set(re.findall(r'    yield "([a-z]+)", ', show)) == set(CLAIMED)
    reasons = set(re.findall(r'return \{\}, "([a-z-]+)"', Path(history.__file__).read_text(encoding="utf-8")))
    assert reasons | {"copy", "no-trace", "one-notebook"} == set(WHY)
