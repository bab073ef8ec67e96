"""What make collect believes of what a judged notebook left, on which card it is judged, and what it tells."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cli.settings import parse
from machine.engine import Engine
from machine.gpus import Card
from machine.mode import Plan
from workshop.sealed_page import sealed
from workshop.seats.collecting import Result, Row, _apart, _reason, _result, as_table, exit_status, one_card
from workshop.seats.hub.leases import Leases

GOOD = '{"verdict": {"labs": "PASS"}}'


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """As the judge leaves it."""
    (tmp_path / "runs/now").mkdir(parents=True)
    (tmp_path / "runs/now/record.json").write_text(GOOD)
    (tmp_path / "runs/now/report.html").write_text("page")
    return tmp_path / "runs"


def judged(runs: Path, status: int) -> Result:
    return _result(parse({}), status, "", runs, runs.parent / "kept")


@pytest.mark.parametrize(("status", "verdict"), [(0, "PASS"), (1, "FAIL"), (3, "NOT JUDGED"), (4, "NOT JUDGED")])
def test_the_verdict_is_the_judges_status_whatever_the_record_says(runs: Path, status: int, verdict: str) -> None:
    result = judged(runs, status)
    assert (result.verdict, result.status) == (verdict, status if status != 4 else 1)
    assert (runs.parent / "kept/record.json").is_file() == (status != 4)


@pytest.mark.parametrize("left", ["nothing", "a link", "no JSON", "a fifo", "deep JSON", "twice", "two folders"])
def test_whatever_a_notebook_leaves_in_the_judges_place_is_a_row(left: str, runs: Path, tmp_path: Path) -> None:
    record = runs / "now/record.json"
    record.rename(tmp_path / "theirs")
    if left == "a link":
        record.symlink_to(tmp_path / "theirs")
    elif left == "a fifo":
        os.mkfifo(record)
    elif left == "two folders":
        shutil.copyfile(tmp_path / "theirs", record)
        (runs / "then").mkdir()
    elif left != "nothing":
        record.write_text({"no JSON": "{", "deep JSON": "[" * 100_000, "twice": '{"a": 1, "a": 2}'}[left])
    result = judged(runs, 0)
    assert (result.verdict, result.status, (tmp_path / "kept").exists()) == ("NOT JUDGED", 1, False)


def test_only_plain_data_and_the_sealed_page_are_kept(runs: Path, tmp_path: Path) -> None:
    os.mkfifo(runs / "now/pipe")
    (runs / "now/link").symlink_to("/etc/passwd")
    (runs / "now/folder").mkdir()
    for name in ("evil.svg", "evil.xhtml", "evil.htm", "REPORT.HTML", "other.html", "junit.xml"):
        (runs / "now" / name).write_text("<script>")
    (runs / "now/notebook.trace.json").write_text("{}")
    assert judged(runs, 0).verdict == "PASS"
    assert sorted(file.name for file in (tmp_path / "kept").iterdir()) == [
        "notebook.trace.json",
        "record.json",
        "report.html",
    ]
    assert (tmp_path / "kept/record.json").read_text() == GOOD
    assert (tmp_path / "kept/report.html").read_bytes() == sealed(b"page")


def test_what_one_notebook_leaves_in_its_folder_the_next_one_does_not_find() -> None:
    with _apart() as one:
        (one / "home/.ipython").mkdir()
        (one / "home/.ipython/mine.py").touch()
        (one / "home/.ipython").chmod(0o555)
    with _apart() as other:
        assert (one.exists(), one != other, list((other / "home").iterdir())) == (False, True, [])
    assert not other.exists()


def test_a_reason_that_was_folded_for_the_terminal_is_one_line() -> None:
    said = "✗ 01_training_flow  en  1 of 3\n  ✗ order: expected\n    a, b\n  ✗ loss: expected 1\n\nRecord: x"
    assert _reason(said) == "order: expected a, b"
    assert _reason("Record: x") == ""


CARDS = [Card("gfx942", f"/dev/dri/renderD{number}") for number in (128, 129, 130)]


@pytest.mark.parametrize(("seats", "card"), [(0, 0), (1, 1), (2, 2), (3, 0)])
def test_a_notebook_is_judged_on_one_card_and_on_one_that_no_seat_has_while_there_is_one(
    seats: int, card: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leases = Leases(tmp_path / "leases ü.sqlite", [card.render_node for card in CARDS])
    for number in range(seats):
        leases.take(f"seat-{number:02}")
    assert one_card(Plan(True, "hip", CARDS, Engine()), leases.file).cards == (CARDS[card],)
    assert bool(capsys.readouterr().out) == (seats == 3)


def test_without_seats_it_is_the_first_card_and_without_cards_none(tmp_path: Path) -> None:
    assert one_card(Plan(True, "hip", CARDS, Engine()), tmp_path / "none").cards == (CARDS[0],)
    assert one_card(Plan(True, "cpu", (), Engine()), tmp_path / "none").cards == ()


def row(status: int, reason: str = "") -> Row:
    return Row("seat-01", "理由.ipynb", "0" * 64, "PASS" if status == 0 else "FAIL", reason, status, None)


@pytest.mark.parametrize(("statuses", "ends"), [([0, 0], 0), ([0, 1], 1), ([0, 3], 3), ([1, 3], 1), ([], 1)])
def test_the_exit_status_is_as_make_checks(statuses: list[int], ends: int) -> None:
    assert exit_status([row(status) for status in statuses]) == ends


def test_the_table_has_a_line_a_notebook_and_its_columns_stand_below_each_other() -> None:
    lines = as_table([row(0), row(1, "loss: expected 1")]).splitlines()
    assert len(lines) == 4
    assert lines[3].index("loss") - lines[3].index("FAIL") == lines[0].index("reason") - lines[0].index("verdict")
