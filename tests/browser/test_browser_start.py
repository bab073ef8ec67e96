"""The start page, by clicks: the labs in their order and language, there and back between it and JupyterLab."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from browser.learning import in_front, open_lab, printed_address
from browser.screenshots import Keep
from browser.watching import fresh_page
from native.checkout import PROJECT
from native.running import Up

LABS = [source.stem for source in sorted((PROJECT / "labs").glob("[0-9]*.py"))]
OTHER = {"en": "ja", "ja": "en"}
NAME = {"en": "English", "ja": "日本語"}
TITLE = {"en": "See training flow in ROCm", "ja": "ROCm で学習の流れを見る"}
BACK = {"en": "Start page", "ja": "はじめのページ"}
PHONE = {"width": 390, "height": 844}


def test_it_opens_first_and_has_all_labs_in_their_order(
    browser: Browser, lab: tuple[str, Up], screenshot: Keep
) -> None:
    lang, up = lab
    with fresh_page(browser) as (page, seen):
        page.goto(printed_address(up))
        expect(page.locator("h1")).to_have_text(TITLE[lang])
        opened = [link.get_attribute("href") for link in page.locator("h2 a").all()]
        assert opened == [f"/lab/tree/{name}.{lang}.ipynb" for name in LABS]
        expect(page.locator("li[aria-current=step]")).to_have_count(1)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        screenshot(page, f"start.{lang}")
        page.set_viewport_size(PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.get_by_role("link", name=NAME[OTHER[lang]]).click()
        expect(page.locator("h1")).to_have_text(TITLE[OTHER[lang]])
        assert seen.wrong == []
        assert seen.hosts() == {"127.0.0.1"}


def test_there_and_back_and_on_to_the_next_lab(browser: Browser, lab: tuple[str, Up]) -> None:
    """In JupyterLab's one tab: a second JupyterLab beside it would have other tabs open."""
    lang, up = lab
    with fresh_page(browser) as (page, _):
        open_lab(page, printed_address(up), f"{LABS[0]}.{lang}.ipynb")
        listed = page.locator(".jp-DirListing-itemName")
        expect(listed.filter(has_text=f"{LABS[-1]}.{lang}.ipynb")).to_have_count(1)
        expect(listed.filter(has_text=f"{LABS[-1]}.{OTHER[lang]}.ipynb")).to_have_count(0)
        with page.expect_popup() as popup:
            page.get_by_text(BACK[lang], exact=True).click()
        popup.value.locator(f"a[href$='{LABS[1]}.{lang}.ipynb']").click()
        in_front(page, f"{LABS[1]}.{lang}.ipynb")
        assert page.context.pages == [page]
