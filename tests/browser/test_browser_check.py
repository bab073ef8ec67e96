"""flowlab.check in JupyterLab, by clicks and keys: what is right, what is not saved yet, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser.learning import ERRORS, NOTEBOOK, open_lab, printed_address, run_all, waits_for_work
from browser.watching import fresh_page
from native.running import Up

ANSWER = 30_000  # milliseconds
LAB = "02_inference_flow"
PASS = {"en": "labs PASS · HIP NOT PROVED", "ja": "ラボ PASS · HIP NOT PROVED"}
SAVE = {"en": "Save first (Ctrl + S)", "ja": "先に保存してください（Ctrl + S）"}
WRONG = {"en": "expected no, found yes", "ja": "期待した値は いいえ、実際は はい"}
CHECKED = {"en": "✓ checked", "ja": "✓ 確認できました"}
NOT_YET = {"en": "… checked: not right yet", "ja": "… まだ直すところがあります"}
OPEN = {"en": "✗ Exercise 2.3, not yet.", "ja": "✗ 練習問題 2.3、まだできていません。"}


@pytest.fixture
def opened(browser: Browser, lab: tuple[str, Up]) -> Iterator[tuple[str, Page]]:
    """Lab 02, in front, whose cells have all run."""
    lang, up = lab
    with fresh_page(browser) as (page, _):
        open_lab(page, printed_address(up), f"{LAB}.{lang}.ipynb")
        run_all(page)
        yield lang, page


def cell(page: Page, text: str) -> Locator:
    return page.locator(f"{NOTEBOOK} .jp-CodeCell").filter(has=page.locator(".jp-InputArea", has_text=text))


def type_at_the_end(page: Page, text: str, keys: str) -> None:
    """Into the cell that begins with `text`; then runs it."""
    editor = cell(page, text).locator(".cm-content")
    editor.scroll_into_view_if_needed()
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(keys)
    page.keyboard.press("Control+Enter")
    waits_for_work(page, ANSWER)


def answer(page: Page) -> Locator:
    return cell(page, "flowlab.check(").locator(".jp-OutputArea-output")


def test_a_learner_is_answered_in_the_notebook(opened: tuple[str, Page]) -> None:
    lang, page = opened
    expect(answer(page)).to_contain_text(PASS[lang])
    start = page.context.new_page()
    start.goto(f"{page.url.partition('/lab')[0]}/start/{lang}")
    its_row = start.locator("li").filter(has=start.locator(f"a[href$='{LAB}.{lang}.ipynb']"))
    expect(its_row).to_contain_text(CHECKED[lang])
    type_at_the_end(page, "model.eval()", "\nmodel.train()")
    type_at_the_end(page, "flowlab.check(", "\n")
    expect(answer(page)).to_contain_text(SAVE[lang])
    page.keyboard.press("Control+s")
    type_at_the_end(page, "flowlab.check(", "\n")
    expect(answer(page)).to_contain_text(WRONG[lang], timeout=ANSWER)
    type_at_the_end(page, "flowlab.check(", '\nflowlab.check("2.3")')
    expect(answer(page).last).to_contain_text(OPEN[lang], timeout=ANSWER)
    start.reload()
    expect(its_row).to_contain_text(NOT_YET[lang])
    expect(its_row).to_contain_text("2.3 …")
    assert page.locator(ERRORS).count() == 0
