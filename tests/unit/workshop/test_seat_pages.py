"""The pages of seats as people get them: the join sheet to be typed from, and what make collect found."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from container.seating import read_sheet

RENDER = Path(__file__).resolve().parents[3] / "scripts/workshop/seats/hub/render.py"
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
