"""The browser; a checkout of its own; a learner in each language who has run lab 01; the report of one check."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.learning import Learner, open_lab, printed_address, run_all
from browser.screenshots import Keep, keeper
from browser.watching import fresh_page, started
from native.checkout import Checkout, give_environment, make_checkout
from native.running import Up, free_port, start


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with started() as browser:
        yield browser


@pytest.fixture(scope="package")
def checkout(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    del browser  # without one there is nothing to set up
    checkout = make_checkout(tmp_path_factory.mktemp("browser") / "Lab ü 4")
    give_environment(checkout)
    yield checkout
    assert checkout.processes() == []


@pytest.fixture(scope="package", params=["en", "ja"])
def lab(request: pytest.FixtureRequest, checkout: Checkout) -> Iterator[tuple[str, Up]]:
    """The lab in this language."""
    yield request.param, start(checkout, request.param, free_port())
    assert checkout.make("stop").returncode == 0
    shutil.rmtree(
        checkout.root / ".lab/jupyter/workspaces", ignore_errors=True
    )  # the next learner finds no tabs of this one's


@pytest.fixture(scope="package")
def learner(browser: Browser, lab: tuple[str, Up]) -> Iterator[Learner]:
    lang, up = lab
    with fresh_page(browser) as (page, seen):
        open_lab(page, printed_address(up), f"01_training_flow.{lang}.ipynb")
        run_all(page)
        yield Learner(lang, page, seen)


@pytest.fixture(scope="package")
def report(checkout: Checkout) -> Path:
    """What `make check` of the English notebook leaves for people to read."""
    before = set((checkout.root / "runs").glob("*/report.html"))  # a notebook that asked the judge left some, too
    done = checkout.make("check", NOTEBOOK="labs/01_training_flow.en.ipynb")
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = set((checkout.root / "runs").glob("*/report.html")) - before
    return found


@pytest.fixture(scope="package")
def screenshot(tmp_path_factory: pytest.TempPathFactory) -> Keep:
    return keeper(tmp_path_factory.mktemp("screenshots"))
