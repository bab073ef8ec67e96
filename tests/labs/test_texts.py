"""What a learner reads: short cells, plain code, honest times, and words that are the judge's own."""

from __future__ import annotations

import ast
import io
import math
import re
import tokenize
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from judge.words import CONDITIONS, Language, pick, say

ROOT = Path(__file__).resolve().parents[2]
LABS = ROOT / "labs"
NAMES = [source.stem for source in sorted(LABS.glob("[0-9]*.py"))]
LANGUAGES: tuple[Language, ...] = ("en", "ja")
LONGEST = {"en": 900, "ja": 400}  # characters of a prose cell: about what is seen without scrolling

# How long a lab takes is counted, not guessed: reading it slowly, as what is new is read and with formulas in between,
# and running its cells one by one with a look at what each one shows. The exercises come on top.
A_MINUTE = {"en": 130, "ja": 350}  # English words, Japanese characters
CELL_SECONDS = 10
STEP = 5  # minutes: said no finer than that


def notebook(lab: str, lang: Language) -> NotebookNode:
    found: NotebookNode = nbformat.read(LABS / f"{lab}.{lang}.ipynb", as_version=4)
    return found


def prose(lab: str, lang: Language) -> dict[str, str]:
    return {cell.id: cell.source for cell in notebook(lab, lang).cells if cell.cell_type == "markdown"}


def code(lab: str) -> dict[str, str]:
    return {cell.id: cell.source for cell in notebook(lab, "en").cells if cell.cell_type == "code"}


def minutes(lab: str, lang: Language) -> float:
    texts = [text for name, text in prose(lab, lang).items() if not name.startswith("exercise")]
    read = sum(len(text.split()) if lang == "en" else len(text) for text in texts) / A_MINUTE[lang]
    return read + len(code(lab)) * CELL_SECONDS / 60


def said_minutes(lab: str) -> int:
    """What the longer of the two languages takes, in fives of minutes, rounded up."""
    return STEP * math.ceil(max(minutes(lab, lang) for lang in LANGUAGES) / STEP)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("lab", NAMES)
def test_no_cell_is_a_wall_of_text(lab: str, lang: Language) -> None:
    assert {name: len(text) for name, text in prose(lab, lang).items() if len(text) > LONGEST[lang]} == {}


@pytest.mark.parametrize("lab", NAMES)
def test_a_lab_says_how_long_it_takes(lab: str) -> None:
    wanted = {"en": rf"\babout {said_minutes(lab)} minutes\b", "ja": rf"約 {said_minutes(lab)} 分"}
    for lang in LANGUAGES:
        assert re.search(wanted[lang], " ".join(prose(lab, lang)["title"].split())), wanted[lang]


def test_the_pages_say_how_long_the_labs_take() -> None:
    page = (LABS / "README.md").read_text(encoding="utf-8")
    listed = {lab: int(told) for lab, told in re.findall(r"^\| (\d\d_\w+) \| (\d+) \|", page, re.MULTILINE)}
    assert len(listed) >= 5
    assert listed == {lab: said_minutes(lab) for lab in listed}
    few, many = min(listed.values()), max(listed.values())
    assert f"each of {few} to {many} minutes" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"1 つ {few}〜{many} 分" in (ROOT / "README.ja.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_exercises_begin_with_the_same_three_lines_in_every_lab(lang: Language) -> None:
    for lab in NAMES:
        cell = prose(lab, lang)["exercises"]
        assert len(cell.splitlines()) == 2 + 3  # a heading, an empty line, and three
        as_in_lab_01 = cell.replace(lab, NAMES[0]).replace(f'check("{int(lab[:2])}.', 'check("1.')
        assert as_in_lab_01.replace(f"LAB={lab[:2]}", "LAB=01") == prose(NAMES[0], lang)["exercises"]


@pytest.mark.parametrize("lab", NAMES)
def test_code_has_no_comments_for_they_would_be_english_in_a_japanese_notebook(lab: str) -> None:
    for name, source in code(lab).items():
        tokens = tokenize.generate_tokens(io.StringIO(source).readline)
        assert [token.string for token in tokens if token.type == tokenize.COMMENT] == [], name


@pytest.mark.parametrize("lab", NAMES)
def test_code_is_a_beginner_s(lab: str) -> None:
    for name, source in code(lab).items():
        above = (ast.Lambda, ast.Starred, ast.AugAssign, ast.IfExp, ast.NamedExpr, ast.Try, ast.ClassDef)
        assert [type(node) for node in ast.walk(ast.parse(source)) if isinstance(node, above)] == [], name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_lab_01_tells_what_a_check_answers_in_the_judge_s_own_words(lang: Language) -> None:
    cells = prose(NAMES[0], lang)
    table = re.findall(r"^\| (\d) \| (.+?) \|", cells["five-conditions"], re.MULTILINE)
    assert table == [(str(i), pick(name, lang)) for i, name in enumerate(CONDITIONS.values(), 1)]
    labs, hip = (say("verdict", lang, labs="PASS", hip=word, why="").split(" · ") for word in ("PROVED", "NOT PROVED"))
    told = re.findall(r"^\| `(.+?)` \|", cells["what-check-answers"], re.MULTILINE)
    assert told == [labs[0], labs[1], hip[1]]
