"""Nothing that a lab printed, raised or drew can change what report.html is, or break it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup

from judge.report import render
from judge.report_view import CHECKOUT
from unit.judge.report_records import (
    SCRIPT,
    claim,
    failing,
    hostile,
    lab,
    notebook,
    page,
    picture,
    read,
    record,
    tables,
)


@pytest.mark.parametrize("end", ["exception", "timeout", "kernel-died", "stopped-early", "backend-not-found", "ended"])
def test_a_lab_that_left_no_facts_can_be_shown(end: str) -> None:
    broken = [claim("ran", "ended", end, holds=False)]
    soup = page(failing(lab("en", end=end, detail="why it ended", reason=end, claims=broken, opening=None, facts=None)))
    measured = tables(soup, ".en .alarm")[0][2]
    assert measured not in ("", "ended")
    assert ("why it ended" in measured) is (end != "ended")


@pytest.mark.parametrize(
    "text", [SCRIPT, f'">{SCRIPT}', "' onerror=alert(1) x='", "<img src=//evil>", "{{ 7*7 }}", "-->"]
)
def test_whatever_a_lab_printed_is_text(text: str) -> None:
    soup = page(*hostile(text))
    assert not soup.select("script, link, iframe, [onerror]")
    assert all(str(image["src"]).startswith("data:image/png;base64,iVBOR") for image in soup.select("img"))
    assert read(soup, "en").count(text) > 10
    assert soup.select("img")[0]["alt"] == text


def test_nothing_is_fetched_and_nothing_runs() -> None:
    html = render(record(), {"01_training_flow.en.ipynb": notebook(picture())}, "en")
    assert "default-src 'none'" in html
    assert not re.search(r"https?://|@import|url\(|<script|\bhref", html)


def test_control_characters_and_half_letters_do_not_reach_the_page() -> None:
    html = render(*hostile("a\x1b[31mred\x1b[0m\x00\u202e\ud83d　b"), "en")
    html.encode("utf-8")
    assert not re.search("[\x00\x1b\u202e]", html)
    assert "ared\ufffd\ufffd\ufffd　b" in html


def test_where_this_machine_keeps_its_files_stays_untold() -> None:
    claims = [claim("python", f"{CHECKOUT}.venv/bin/python", "/home/hanako/bin/python", holds=False)]
    html = render(failing(lab("en", claims=claims, reason="python")), {}, "en")
    assert CHECKOUT not in html
    assert "hanako" not in html
    assert tables(BeautifulSoup(html, "html.parser"), ".en .alarm")[0][1:] == [".venv/bin/python", "~/bin/python"]


def test_a_huge_value_is_cut_and_says_so() -> None:
    claims = [claim("pred", [[1.9]], [[0.5] * 100_000], holds=False)]
    html = render(failing(lab("en", claims=claims, reason="pred")), {}, "en")
    assert "500002 characters; record.json has them all" in html
    assert len(html) < 60_000


@pytest.mark.parametrize("data", ["no base64!", "aGVsbG8=", 7, ["x"], {"a": "b"}])
def test_a_figure_that_is_none_is_said_to_be_none(data: Any) -> None:
    doubled = picture(filename="one.png")
    soup = page(record(), {"01_training_flow.en.ipynb": notebook(picture(data), doubled, doubled)})
    assert len(soup.select(".en img")) == 2
    assert "cannot be shown" in soup.select(".en figure")[0].get_text()
