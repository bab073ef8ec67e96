"""report.html, as a person opens it: a double click on the file, with or without JavaScript, mouse or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.screenshots import Keep
from browser.watching import SCREEN, Seen, fresh_page

LABELS = {"en": "English", "ja": "日本語"}
HIRAGANA = re.compile("[ぁ-ん]")  # only Japanese sentences have them: 日本語, on the switch, has none
OTHER = {"en": "ja", "ja": "en"}
OUTLINE = "label => getComputedStyle(label).outlineStyle"  # shows where the keys go
Opened = tuple[Page, Seen]


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def opened(request: pytest.FixtureRequest, browser: Browser, report: Path) -> Iterator[Opened]:
    with fresh_page(browser, javascript=request.param) as (page, seen):
        page.goto(report.as_uri())
        yield page, seen


def speaks(page: Page, lang: str) -> None:
    """Every block in this language is there to read and none in the other, and the switch says so."""
    assert page.locator(f".{OTHER[lang]}").count() > 0
    expect(page.locator(f".{OTHER[lang]}").locator("visible=true")).to_have_count(0)
    assert page.locator(f".{lang}").count() > 0
    for block in page.locator(f".{lang}").all():
        expect(block).to_be_visible()
    expect(page.locator(f"#lang-{lang}")).to_be_checked()
    assert bool(HIRAGANA.search(page.locator("body").inner_text())) == (lang == "ja")


def click(page: Page, lang: str) -> None:
    page.get_by_text(LABELS[lang], exact=True).click()


def test_it_opens_in_the_language_of_who_checked(opened: Opened) -> None:
    speaks(opened[0], "en")


def test_the_verdict_is_the_first_thing_to_be_seen(opened: Opened) -> None:
    page, _ = opened
    for said in ("PASS", "NOT PROVED"):
        shown = page.get_by_text(re.compile(rf"\b{said}$")).locator("visible=true").first
        expect(shown).to_be_in_viewport(ratio=1)


def test_the_switch_works_by_clicks(opened: Opened) -> None:
    page, _ = opened
    for lang in ("ja", "en", "ja"):
        click(page, lang)
        speaks(page, lang)


def test_the_switch_works_by_keys_alone(opened: Opened) -> None:
    page, _ = opened
    page.keyboard.press("Tab")
    for key, lang in (("ArrowRight", "ja"), ("ArrowLeft", "en")):
        page.keyboard.press(key)
        speaks(page, lang)
        assert page.get_by_text(LABELS[lang], exact=True).evaluate(OUTLINE) != "none"


def test_its_figures_are_shown_and_described(opened: Opened) -> None:
    page, _ = opened
    figures = page.locator("img").locator("visible=true")
    assert figures.count() > 0
    for figure in figures.all():
        assert figure.evaluate("img => img.naturalWidth") > 0
        assert (figure.get_attribute("alt") or "").strip()


def test_it_fits_the_screen(opened: Opened) -> None:
    page, _ = opened
    for lang in LABELS:
        click(page, lang)
        assert page.evaluate("document.documentElement.scrollWidth") <= SCREEN["width"]


def test_it_carries_all_that_it_shows_and_nothing_goes_wrong(opened: Opened) -> None:
    page, seen = opened
    for lang in LABELS:
        click(page, lang)
    assert seen.schemes() <= {"file", "data"}
    assert [url for url in seen.asked if url.startswith("file:")] == [page.url]
    assert seen.wrong == []


def test_on_paper_there_is_no_switch(opened: Opened) -> None:
    page, _ = opened
    click(page, "ja")
    assert page.pdf().startswith(b"%PDF-")
    page.emulate_media(media="print")
    for label in LABELS.values():
        expect(page.get_by_text(label, exact=True)).to_be_hidden()
    speaks(page, "ja")


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("opened", [True], indirect=True, ids=["javascript"])
def test_a_screenshot_of_its_top(opened: Opened, lang: str, screenshot: Keep) -> None:
    page, _ = opened
    click(page, lang)
    speaks(page, lang)
    screenshot(page, f"report.{lang}")
