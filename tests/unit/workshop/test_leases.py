"""The lease table: no card twice, no seat twice, whoever asks and however many at once."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from workshop.seats.hub.leases import Leases

CARDS = ["/dev/dri/renderD128", "/dev/dri/renderD129", "/dev/dri/renderD130"]
SEATS = [f"seat-{number:02}" for number in range(1, 11)]
ROUNDS = 30


@pytest.fixture
def leases(tmp_path: Path) -> Leases:
    return Leases(tmp_path / "leases.sqlite", CARDS)


def take_in_a_process_of_its_own(file: Path, seat: str) -> str | None:
    return Leases(file, CARDS).take(seat)


def use_again_and_again(file: Path, seat: str) -> int:
    """How often the seat had a card; a card that two have at once cannot be marked twice."""
    leases, had = Leases(file, CARDS), 0
    for _ in range(ROUNDS):
        if card := leases.take(seat):
            mark = file.with_name(card.rpartition("/")[2])
            mark.touch(exist_ok=False)
            had += 1
            mark.unlink()
            leases.give_back(seat)
    return had


def test_cards_are_given_out_in_their_order_and_then_none(leases: Leases) -> None:
    assert [leases.take(seat) for seat in SEATS[:4]] == [*CARDS, None]


def test_a_seat_that_asks_again_has_the_card_that_it_has(leases: Leases) -> None:
    assert leases.take("seat-01") == leases.take("seat-01") == CARDS[0]
    assert leases.held() == {"seat-01": CARDS[0]}


def test_a_card_that_is_given_back_is_the_next_ones(leases: Leases) -> None:
    for seat in SEATS[:3]:
        leases.take(seat)
    leases.give_back("seat-02")
    assert leases.take("seat-04") == CARDS[1]
    leases.give_back("seat-09")  # had none
    assert len(leases.held()) == 3


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_ten_at_once_on_three_cards_no_card_twice(leases: Leases, pool: type[ThreadPoolExecutor]) -> None:
    with pool(10) as people:
        taken = list(people.map(take_in_a_process_of_its_own, [leases.file] * 10, SEATS))
    assert sorted(card for card in taken if card) == CARDS
    assert sorted(leases.held().values()) == CARDS


def test_in_a_crowd_that_comes_and_goes_no_card_is_ever_in_two_hands(leases: Leases) -> None:
    with ProcessPoolExecutor(10) as people:
        assert sum(people.map(use_again_and_again, [leases.file] * 10, SEATS)) > ROUNDS
    assert leases.held() == {}


def test_they_survive_a_restart(leases: Leases) -> None:
    leases.take("seat-01")
    again = Leases(leases.file, CARDS)
    assert again.held() == {"seat-01": CARDS[0]}
    assert again.take("seat-02") == CARDS[1]


def test_after_a_restart_only_seats_that_run_keep_theirs(leases: Leases) -> None:
    for seat in SEATS[:3]:
        leases.take(seat)
    assert leases.keep_only(["seat-02"]) == ["seat-01", "seat-03"]
    assert leases.held() == {"seat-02": CARDS[1]}


def test_without_cards_nobody_gets_one(tmp_path: Path) -> None:
    assert Leases(tmp_path / "none.sqlite", []).take("seat-01") is None


@pytest.mark.parametrize("again", [("/dev/dri/renderD128", "seat-02"), ("/dev/dri/renderD129", "seat-01")])
def test_the_table_itself_refuses_a_card_or_a_seat_twice(leases: Leases, again: tuple[str, str]) -> None:
    leases.take("seat-01")
    with sqlite3.connect(leases.file) as table, pytest.raises(sqlite3.IntegrityError):
        table.execute("INSERT INTO lease VALUES (?, ?)", again)
