"""runs/pages/, as a reader opens it: on a laptop, on a phone, on paper, in both languages, without a network."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from browser.screenshots import Keep
from browser.watching import Seen, fresh_page
from native.checkout import PROJECT, Checkout, give_environment, make_checkout

LABS = [source.stem for source in sorted((PROJECT / "labs").glob("[0-9]*.py"))]
START = {"en": "index.html", "ja": "index.ja.html"}
LANG = {START[lang]: lang for lang in START} | {f"{lab}.{lang}.html": lang for lab in LABS for lang in START}
OTHER = {"en": "ja", "ja": "en"}
SIZES = {"laptop": (1366, 768), "phone": (390, 844)}
STICKS_OUT = """width => [...document.querySelectorAll('body *')]
  .filter(element => element.getBoundingClientRect().right > width + 1)
  .map(element => element.outerHTML.slice(0, 100))"""
HEADINGS = "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(heading => Number(heading.tagName[1]))"
AUDIT = {"preload": False, "resultTypes": ["violations"]}  # it would fetch the stylesheet, which a file may not
Opened = tuple[Page, Seen]


@pytest.fixture(scope="module")
def home(browser: Browser, whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A checkout of its own with what a check of all labs left, and their pages made."""
    del browser  # without one there is nothing to set up
    checkout = make_checkout(tmp_path_factory.mktemp("pages") / "Lab ü 4")
    give_environment(checkout)
    shutil.copytree(whole, checkout.root / "runs" / whole.name)
    done = checkout.make("pages")
    assert done.returncode == 0, done.stdout + done.stderr
    return checkout


@pytest.fixture(scope="module")
def site(home: Checkout) -> Path:
    return home.root / "runs/pages"


@pytest.fixture(scope="module", params=SIZES)
def opened(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Opened]:
    """One reader's page of this size."""
    with fresh_page(browser) as (page, seen):
        width, height = SIZES[request.param]
        page.set_viewport_size({"width": width, "height": height})
        yield page, seen


def show(page: Page, site: Path, name: str) -> None:
    page.goto((site / name).as_uri())


def shown(page: Page) -> str:
    """The name of the page that is open."""
    return unquote(Path(urlsplit(page.url).path).name)


def test_the_pages_are_those_of_all_labs_in_both_languages(site: Path) -> None:
    assert {path.name for path in site.glob("*.html")} == set(LANG)


@pytest.mark.parametrize("name", LANG)
def test_an_audit_of_accessibility_finds_nothing(opened: Opened, site: Path, name: str) -> None:
    page, _ = opened
    show(page, site, name)
    found = Axe().run(page, options=AUDIT)
    assert len(found.response["passes"]) > 20  # it did look
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", LANG)
def test_it_fits_the_screen_and_speaks_one_language_under_headings_in_order(
    opened: Opened, site: Path, name: str
) -> None:
    page, _ = opened
    show(page, site, name)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(STICKS_OUT, width) == []
    assert page.locator("html").get_attribute("lang") == LANG[name]
    prose = page.locator("main").inner_text()
    assert (len(re.findall("[ぁ-ん]", prose)) > 100) == (LANG[name] == "ja")
    levels = page.evaluate(HEADINGS)
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))


def test_every_picture_is_there_and_told_in_words_and_every_formula_is_drawn(opened: Opened, site: Path) -> None:
    page, _ = opened
    pictures = formulas = 0
    for name in LANG:
        show(page, site, name)
        for picture in page.locator("img").all():
            assert picture.evaluate("img => img.naturalWidth") > 200
            assert len(picture.get_attribute("alt") or "") > 20
            pictures += 1
        for formula in page.locator("math").all():
            box = formula.bounding_box()
            assert box
            assert min(box["width"], box["height"]) > 3
            formulas += 1
    assert pictures == len(list((site / "pictures").iterdir())) + len(START)  # the first one twice
    assert formulas > 50


def test_nothing_is_asked_of_another_machine_and_nothing_goes_wrong(opened: Opened, site: Path) -> None:
    page, seen = opened
    for name in LANG:
        show(page, site, name)
    assert seen.schemes() <= {"file", "data"}
    assert all(Path(unquote(urlsplit(url).path)).is_relative_to(site) for url in seen.asked if url.startswith("file:"))
    assert seen.wrong == []


@pytest.mark.parametrize("name", LANG)
def test_every_link_leads_somewhere(site: Path, name: str) -> None:
    def read(file: str) -> BeautifulSoup:
        return BeautifulSoup((site / file).read_text(encoding="utf-8"), "html.parser")

    page = read(name)
    links = [link["href"] for link in page.find_all("a")]
    inside = [link for link in links if not str(link).startswith("https://")]
    assert len(inside) > 10
    for link in [*inside, *(img["src"] for img in page.find_all("img"))]:
        file, _, anchor = str(link).partition("#")
        assert (site / (file or name)).is_file()
        assert not anchor or read(file or name).find(id=anchor), link
    assert [link["href"] for link in page.find_all("link") if not (site / str(link["href"])).exists()] == ["data:,"]
    assert page.find_all("script") == []


@pytest.mark.parametrize("lang", START)
def test_next_leads_through_all_labs_and_back_again(opened: Opened, site: Path, lang: str) -> None:
    page, _ = opened
    way = [START[lang], *(f"{lab}.{lang}.html" for lab in LABS)]
    show(page, site, START[lang])
    for name in way:
        assert shown(page) == name
        page.locator("[rel=next]").click()
    assert shown(page) == START[lang]
    show(page, site, way[-1])
    for name in reversed(way):
        assert shown(page) == name
        if name != START[lang]:
            page.locator("[rel=prev]").click()


@pytest.mark.parametrize("name", LANG)
def test_the_switch_leads_to_the_same_lab_in_the_other_language_and_back(opened: Opened, site: Path, name: str) -> None:
    page, _ = opened
    show(page, site, name)
    expect(page.locator(".switch")).to_be_in_viewport(ratio=1)
    page.locator(".switch").click()
    other = OTHER[LANG[name]]
    assert shown(page) == (START[other] if name in START.values() else f"{name.split('.', maxsplit=1)[0]}.{other}.html")
    assert page.locator("html").get_attribute("lang") == other
    page.locator(".switch").click()
    assert shown(page) == name


def test_the_keys_alone_are_enough_and_show_where_they_are(opened: Opened, site: Path) -> None:
    page, _ = opened
    show(page, site, START["en"])
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{LABS[0]}.en.html")


@pytest.mark.parametrize("name", LANG)
def test_each_page_says_when_it_ran_and_that_a_cpu_proves_nothing(home: Checkout, site: Path, name: str) -> None:
    (file,) = (home.root / "runs").glob("*/record.json")
    record = json.loads(file.read_text(encoding="utf-8"))
    said = BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser").get_text(" ")
    for fact in (record["when"][:10], "HIP NOT PROVED", "CPU", "PASS"):
        assert fact in said
    assert str(home.root) not in said  # nothing of this machine's folders


def test_on_paper_there_is_what_is_to_be_read_and_nothing_to_be_clicked(browser: Browser, site: Path) -> None:
    with fresh_page(browser) as (page, _):
        page.set_viewport_size({"width": 670, "height": 950})  # A4 within its margins
        page.emulate_media(media="print")
        for name in LANG:
            show(page, site, name)
            for gone in page.locator("nav, .switch").all():
                expect(gone).to_be_hidden()
            expect(page.locator("h1")).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= 670
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF-")


@pytest.mark.parametrize("lang", START)
def test_a_screenshot_of_its_start(opened: Opened, site: Path, lang: str, screenshot: Keep) -> None:
    page, _ = opened
    show(page, site, START[lang])
    width = page.viewport_size["width"] if page.viewport_size else 0
    screenshot(page, f"pages.{lang}.{width}")
