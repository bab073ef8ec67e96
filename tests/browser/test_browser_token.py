"""Who has no token stays outside; who types the right one gets in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from browser.watching import fresh_page
from native.running import Up

PAGE = "/start/en"
FIRST_LAB = "01 · See one training step"
in_one_language = pytest.mark.parametrize("lab", ["en"], indirect=True)


@in_one_language
@pytest.mark.parametrize("query", ["", "?token=", "?token=wrong"])
def test_without_the_token_there_is_a_login_page_and_nothing_else(
    browser: Browser, lab: tuple[str, Up], query: str
) -> None:
    with fresh_page(browser) as (page, _):
        page.goto(f"{lab[1].base}{PAGE}{query}", wait_until="networkidle")
        assert "/login?" in page.url
        expect(page.locator("#password_input")).to_be_visible()
        expect(page.get_by_role("link", name=FIRST_LAB)).to_have_count(0)


@in_one_language
@pytest.mark.parametrize("right", [False, True])
def test_what_is_typed_there_must_be_the_token(browser: Browser, lab: tuple[str, Up], right: bool) -> None:
    token = lab[1].token
    with fresh_page(browser) as (page, _):
        page.goto(f"{lab[1].base}{PAGE}")
        page.locator("#password_input").fill(token if right else token[:-1])
        page.locator("#login_submit").click()
        if right:
            expect(page.get_by_role("link", name=FIRST_LAB)).to_be_visible()
        else:
            expect(page.get_by_text("Invalid credentials")).to_be_visible()
            assert "/login" in page.url


@in_one_language
def test_the_token_does_not_stay_in_the_address(browser: Browser, lab: tuple[str, Up]) -> None:
    """Who shows the screen to a class, or shares it, does not show the token."""
    with fresh_page(browser) as (page, _):
        page.goto(f"{lab[1].base}{PAGE}?token={lab[1].token}")
        expect(page.get_by_role("link", name=FIRST_LAB)).to_be_visible()
        assert lab[1].token not in page.url
