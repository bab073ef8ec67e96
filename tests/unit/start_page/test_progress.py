"""What the start page says of each lab: from the notebooks, and from what checks left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from start_page.progress import answers, labs, next_lab

LABS = Path(__file__).resolve().parents[3] / "labs"
EARLY, LATE = "2026-11-28T10:00:00+00:00", "2026-11-28T11:00:00+00:00"
WRONG = "the first claim that does not hold"


def one(lab: str = "01_training_flow", exercise: str | None = None, reason: str | None = None) -> dict[str, Any]:
    return {"lab": lab, "lang": "ja", "exercise": exercise, "reason": reason}


def keep(folder: Path, when: str, *said: dict[str, Any]) -> None:
    place = folder / f"{when}-{len(list(folder.glob('*')))}"
    place.mkdir(parents=True)
    (place / "record.json").write_text(json.dumps({"when": when, "labs": said}), encoding="utf-8")


def test_the_newest_answer_counts_wherever_it_lies(tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    keep(a, LATE, one())
    keep(b, EARLY, one(reason=WRONG))
    keep(a, EARLY, one("02_inference_flow"))
    keep(b, LATE, one("02_inference_flow", reason=WRONG))
    keep(a, LATE, one(exercise="1.2"))
    assert answers([b, a]) == {
        ("01_training_flow", None): True,
        ("02_inference_flow", None): False,
        ("01_training_flow", "1.2"): True,
    }


def test_a_check_of_all_labs_says_nothing_about_a_learner_s_copy(tmp_path: Path) -> None:
    keep(tmp_path, LATE, one(), one("02_inference_flow"))
    assert answers([tmp_path, tmp_path / "nowhere"]) == {}


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"labs": [1], "when": ""}', '{"labs": [{}], "when": ""}', "é"]
)
def test_what_is_no_record_is_passed_over(tmp_path: Path, content: str) -> None:
    keep(tmp_path, LATE, one())
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/record.json").write_bytes(content.encode("latin-1"))
    assert answers([tmp_path]) == {("01_training_flow", None): True}


@pytest.mark.parametrize(
    ("language", "title"), [("en", "01 · See one training step"), ("ja", "01 · 学習の 1 ステップを見る")]
)
def test_the_labs_come_in_their_order_in_the_reader_s_language(language: str, title: str) -> None:
    rows = labs(LABS, language, {("01_training_flow", "1.2"): False})
    assert [row.notebook for row in rows] == [
        f"{path.stem}.{language}.ipynb" for path in sorted(LABS.glob("[0-9]*.py"))
    ]
    assert rows[0].title == title
    assert rows[0].exercises == [("1.1", None), ("1.2", False), ("1.3", None)]
    assert all(int(row.minutes) and row.shows for row in rows)


@pytest.mark.parametrize(
    ("checked", "follows"),
    [
        ({}, 0),
        ({1: True}, 1),
        ({1: False}, 0),
        ({2: True}, 0),
        ({1: True, 2: True, 4: True}, 2),
        ({1: True, 2: False}, 1),
    ],
)
def test_the_next_lab_is_the_first_that_is_not_yet_right(checked: dict[int, bool], follows: int) -> None:
    names = [path.stem for path in sorted(LABS.glob("[0-9]*.py"))]
    rows = labs(LABS, "en", {(names[number - 1], None): done for number, done in checked.items()})
    assert next_lab(rows) is rows[follows]


def test_after_the_last_lab_comes_none() -> None:
    names = [path.stem for path in sorted(LABS.glob("[0-9]*.py"))]
    assert next_lab(labs(LABS, "en", {(name, None): True for name in names})) is None
