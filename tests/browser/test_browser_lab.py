"""A learner opens the address that `make lab` printed, runs all cells by the menu, and sees what the lab promises."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from browser.learning import FIRST_WORDS, NOTEBOOK, RUN_MENU, Learner
from browser.screenshots import Keep

# Of an <img>: whether it has arrived, and how far it sticks out of its output.
LOOK = """img => ({
  width: img.naturalWidth,
  outside: img.getBoundingClientRect().right - img.closest(".jp-OutputArea-output").getBoundingClientRect().right,
})"""
SCROLLS = "output => output.scrollWidth > output.clientWidth"


def test_it_comes_up_on_lab_01_in_the_reader_s_language(learner: Learner) -> None:
    menus = learner.page.locator(".lm-MenuBar-itemLabel")
    assert RUN_MENU[learner.lang] in menus.all_inner_texts()
    assert (learner.page.locator("html").get_attribute("lang") or "").split("-")[0] == learner.lang  # ja-JP
    expect(learner.page.locator(f"{NOTEBOOK} h1").first).to_contain_text(FIRST_WORDS[learner.lang])


def test_nothing_lies_over_the_lab(learner: Learner) -> None:
    """No question, no news, no warning: the first thing that a learner sees is the lab."""
    assert learner.page.locator(".jp-Dialog, .Toastify__toast").count() == 0


def test_every_cell_ran_and_none_shows_an_error_or_a_warning(learner: Learner) -> None:
    assert learner.errors.all_text_contents() == []
    numbers = [re.sub(r"\D", "", prompt) for prompt in learner.prompts.all_text_contents()]
    assert len(numbers) > 10
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]


def test_the_weights_changed(learner: Learner) -> None:
    for line in ("model.training = True", "loss = 0.36", "weight changed = True"):
        shown = learner.outputs.filter(has_text=re.compile(rf"^{re.escape(line)}$", re.MULTILINE))
        shown.scroll_into_view_if_needed()
        expect(shown).to_be_in_viewport()


def test_the_pictures_are_shown(learner: Learner) -> None:
    """Their words for those who cannot see them are in the report: JupyterLab drops a picture's alt text."""
    assert learner.pictures.count() > 1
    for picture in learner.pictures.all():
        picture.scroll_into_view_if_needed()
        assert picture.evaluate(LOOK)["width"] > 0


def test_pictures_and_prints_fit_a_small_laptop_s_screen(learner: Learner) -> None:
    assert learner.outputs.count() > 0
    for output in learner.outputs.all():
        output.scroll_into_view_if_needed()
        assert not output.evaluate(SCROLLS), output.inner_text()
    for picture in learner.pictures.all():
        picture.scroll_into_view_if_needed()
        assert picture.evaluate(LOOK)["outside"] <= 0


def test_nothing_is_asked_of_another_machine(learner: Learner) -> None:
    assert len(learner.seen.asked) > 10
    assert learner.seen.hosts() == {"127.0.0.1"}


def test_nothing_goes_wrong_on_the_page(learner: Learner) -> None:
    assert learner.seen.wrong == []


def test_a_screenshot_of_the_picture(learner: Learner, screenshot: Keep) -> None:
    assert learner.pictures.count() > 0
    picture = learner.pictures.first
    picture.evaluate("img => img.scrollIntoView({block: 'center'})")
    expect(picture).to_be_in_viewport(ratio=1)
    screenshot(learner.page, f"lab.{learner.lang}")
