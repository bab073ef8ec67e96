"""What people read of seats: the join sheet to be typed from, what make collect found, a seat's pages, the READMEs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.settings import NAMES
from container.seating import read_sheet
from workshop.seats.words import DIED, NO_CARD, NO_TLS, SLOW_DOWN

ROOT = Path(__file__).resolve().parents[3]
SEATS = ROOT / "scripts/workshop/seats"
RENDER = SEATS / "hub/render.py"
ADDRESS = "https://workshop-3.example.ac.jp:8888/"


def page(template: str, **facts: Any) -> str:
    command = [sys.executable, str(RENDER), template]
    return subprocess.run(command, input=json.dumps(facts), text=True, capture_output=True, check=True).stdout


def test_a_long_address_on_the_sheet_breaks_where_nobody_mistypes_it() -> None:
    facts = {"language": "en", "idle": "60", "longest": "480", "passwords": {"seat-01": "kxmqrdnpab"}}
    sheet = page("join_sheet.html.j2", address=ADDRESS, **facts)
    assert read_sheet(sheet) == (ADDRESS.rstrip("/"), {"seat-01": "kxmqrdnpab"})
    found = re.search(r'class="address">(.*?)</p>', sheet)
    assert found
    assert found[1].split("<wbr>") == ["https:/", "/", "workshop-3.", "example.", "ac.", "jp:8888/", ""]


@pytest.mark.parametrize(("language", "says"), [("en", "1 of 2 PASS"), ("ja", "2 個のうち 1 個が PASS")])
def test_the_page_of_collect_has_a_row_each_and_hostile_words_are_text(language: str, says: str) -> None:
    good = {
        "seat": "seat-01",
        "notebook": "a.ipynb",
        "verdict": "PASS",
        "reason": "",
        "status": 0,
        "report": "j/r.html",
    }
    bad = {**good, "notebook": "<script>", "verdict": "FAIL", "reason": "<b>&", "status": 1, "report": None}
    shown = page("collect.html.j2", language=language, when="2026-11-24T10-05-07Z", rows=[good, bad])
    assert says in shown
    assert "2026-11-24 10:05:07 UTC" in shown
    assert [shown.count(f'<tr class="{kind}">') for kind in ("good", "bad")] == [1, 1]
    assert "&lt;script&gt;" in shown
    assert "<script" not in shown
    assert "&lt;b&gt;&amp;" in shown


@pytest.mark.parametrize("pair", [NO_CARD, DIED, SLOW_DOWN])
def test_what_a_page_says_is_there_in_both_languages(pair: tuple[str, str]) -> None:
    assert re.findall(r"{\w+}", pair[0]) == re.findall(r"{\w+}", pair[1])
    assert re.search(r"[ぁ-ん]", pair[1])


def test_the_warning_takes_several_lines_in_both_languages() -> None:
    assert NO_TLS.count("\n!!!") >= 7
    assert "WARNING" in NO_TLS
    assert "警告" in NO_TLS


PAGES = {name: (SEATS / name).read_text(encoding="utf-8") for name in ("README.md", "README.ja.md")}


def test_the_pages_for_people_say_the_same_in_both_languages() -> None:
    english, japanese = PAGES.values()
    for pattern in (r"^#+ ", r"^\* ", r"^\| ", r"^make [^#\n]*"):
        assert len(re.findall(pattern, english, re.MULTILINE)) == len(re.findall(pattern, japanese, re.MULTILINE)), (
            pattern
        )
    assert set(re.findall(r"`([A-Z]+)(?:=[^`]*)?`", english)) == set(re.findall(r"`([A-Z]+)(?:=[^`]*)?`", japanese))


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_name_settings_that_exist_and_files_that_are_there(name: str) -> None:
    assert set(re.findall(r"`([A-Z]+)(?:=[^`]*)?`", PAGES[name])) <= set(NAMES)
    changed = PAGES[name].rpartition("\n## ")[2]
    for path in re.findall(r"`([\w./-]+(?:/|\.\w+))`", changed):
        assert (ROOT / path).exists() or (SEATS / path).exists(), path
