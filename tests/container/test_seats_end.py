"""Seats that end: by the organizer's word, where nobody uses them, and when their time is over."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from browser.learning import NOTEBOOK, READY
from browser.watching import fresh_page, started
from container.engine import Bases, Contained, wait_until
from container.seating import Room, open_room
from container.this_machine import FIRST, Machine
from native.checkout import error_code

IDLE, LONGEST = 18, 120  # seconds; make seats is told minutes
LATER = 25  # seconds: until the hub has heard of it, the culler has looked, and the container has ended
MINE = "01_training_flow.en.ipynb"


@pytest.fixture(scope="module")
def room(seats_checkout: Contained, one_card: Machine, bases: Bases) -> Iterator[Room]:
    """Two seats, one card: only one of them can be open."""
    times = {"IDLE": IDLE / 60, "LONGEST": LONGEST / 60}
    yield open_room(seats_checkout, 2, HOST_ROOT=one_card.root, BASE_IMAGE=bases.rocm, **times)
    assert seats_checkout.make("seats-down").returncode == 0


def empty(room: Room) -> bool:
    """Whether nobody sits there, and the card is free."""
    return room.containers() == [] and room.leases() == {}


def test_the_organizer_and_the_learner_are_told_when_a_seat_ends(room: Room) -> None:
    assert "after 0.3 minutes without use, after 2 in any case" in room.said
    sheet = (room.hub / "join-sheet.html").read_text(encoding="utf-8")
    assert "Your seat ends after 0.3 minutes without use, or 2 minutes after it opened" in sheet
    assert "0.3 分間使わないとき、または開いてから 2 分たつと終了します" in sheet


def test_the_organizer_sees_who_sits_where_and_ends_one_seat(room: Room) -> None:
    assert "Nobody sits in any of them" in room.checkout.make("seats", N=2).stdout
    assert room.learner("seat-01").until_settled().is_in
    (row,) = [line for line in room.checkout.make("seats", N=2).stdout.splitlines() if line.startswith("seat-01")]
    name, card, memory, open_for, unused = row.split()
    assert (name, card, open_for, unused) == ("seat-01", FIRST, "0", "0")
    assert memory.endswith("MiB")
    done = room.checkout.make("seats-down", SEAT="seat-01")
    assert done.returncode == 0, done.stderr
    assert "seat-01 has ended; its learner's work is in work/seats/seat-01/" in done.stdout
    wait_until(lambda: empty(room), LATER, "the card")


@pytest.mark.parametrize(("seat", "code"), [("seat-02", "seat-not-open"), ("seat-03", "seat-unknown")])
def test_a_seat_that_is_not_open_or_not_there_cannot_be_ended(room: Room, seat: str, code: str) -> None:
    assert error_code(room.checkout.make("seats-down", SEAT=seat)) == (code, 2)


def test_a_seat_that_nobody_uses_ends_and_says_why_and_how_to_come_back(room: Room) -> None:
    learner = room.learner("seat-02").until_settled()
    assert learner.is_in
    body = {"type": "file", "format": "text", "content": "what I saw"}
    assert learner.ask("PUT", "/user/seat-02/api/contents/mine.txt", body).status_code == 201
    wait_until(lambda: empty(room), IDLE + LATER, "the card")
    assert (room.checkout.root / "work/seats/seat-02/mine.txt").read_text() == "what I saw"
    page = learner.session.get(f"{room.base}/user/seat-02/lab", timeout=30)
    assert "A seat ends by itself when nobody uses it for 0.3 minutes" in page.text
    assert "もう一度開けます" in page.text
    learner.start()
    assert learner.is_in
    learner.stop()
    wait_until(lambda: empty(room), LATER, "the card")


def test_a_seat_that_is_in_use_ends_when_its_time_is_over_and_says_so_before(room: Room) -> None:
    with started() as browser, fresh_page(browser) as (page, seen):
        sign_in(page, room, "seat-01")
        page.locator(f"a[href$='{MINE}']").click()
        cell = page.locator(f"{NOTEBOOK} .jp-CodeCell .cm-content").first
        expect(cell).to_be_visible(timeout=READY)
        warning = page.locator(".Toastify__toast")
        expect(warning).to_contain_text(re.compile(r"This seat ends in [12] min\. Save your work"), timeout=READY)
        cell.click()
        page.keyboard.type("# not saved by me\n")
        wait_until(lambda: empty(room), LONGEST + LATER, "the card")
    saved = room.checkout.root / "work/seats/seat-01" / MINE
    assert "# not saved by me" in saved.read_text(encoding="utf-8")
    assert seen.hosts() == {"127.0.0.1"}


def sign_in(page: Page, room: Room, seat: str) -> None:
    """As a person does, until the seat's start page is there."""
    page.goto(room.base)
    page.fill("#username_input", seat)
    page.fill("#password_input", room.passwords[seat])
    page.click("#login_submit")
    page.wait_for_url(f"{room.base}/user/{seat}/start/*", timeout=4 * READY)
