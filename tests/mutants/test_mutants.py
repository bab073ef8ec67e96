"""The judge can say no, and for the right reason; and it says yes to what does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from judge.exercises import EXERCISES
from judge.jobs import spec_of
from judge.run_labs import run_labs
from judge.verdict import Judged, judge
from mutants import series, table
from mutants.notebook import Row, job

MUTANTS, HARMLESS = table.MUTANTS + series.MUTANTS, table.HARMLESS + series.HARMLESS
ROWS = MUTANTS + HARMLESS + series.SOLVED


pytestmark = pytest.mark.timeout(3600)  # the fixture runs all of them, two at a time


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Judged]:
    """Every row run and judged, two at a time, in one go."""
    folder: Path = tmp_path_factory.mktemp("mutants")
    jobs = {row.name: job(row, folder) for row in ROWS}
    runs = run_labs(list(jobs.values()))
    return {name: judge(spec_of(j), j, runs[j]) for name, j in jobs.items()}


@pytest.mark.parametrize("row", MUTANTS, ids=lambda row: row.name)
def test_a_wrong_lab_fails_for_its_reason(row: Row, judged: dict[str, Judged]) -> None:
    assert judged[row.name].reason == row.reason, judged[row.name].run.detail


@pytest.mark.parametrize("row", HARMLESS, ids=lambda row: row.name)
def test_a_harmless_edit_passes(row: Row, judged: dict[str, Judged]) -> None:
    assert judged[row.name].reason is None, [c for c in judged[row.name].claims if not c.holds]


@pytest.mark.parametrize("row", series.SOLVED, ids=lambda row: row.name)
def test_an_exercise_done_as_its_text_says_is_praised(row: Row, judged: dict[str, Judged]) -> None:
    assert judged[row.name].reason is None, [c for c in judged[row.name].claims if not c.holds]


def test_every_exercise_has_a_row() -> None:
    assert [row.exercise for row in series.SOLVED] == list(EXERCISES)


def test_every_row_has_a_name_of_its_own() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)


def test_a_run_that_ended_early_keeps_its_notebook_and_its_marks_are_true(judged: dict[str, Judged]) -> None:
    """By itself, papermill marks every cell of such a run as completed."""
    for name, last in {"the kernel killed": "failed", "an endless cell": "failed", "an exception": "failed"}.items():
        notebook = judged[name].run.notebook
        assert notebook is not None
        marks = {
            cell.id: cell.metadata.papermill.status for cell in notebook.cells if cell.cell_type == "code" and cell.id
        }
        marks = {cell: mark for cell, mark in marks.items() if cell in ("model", "data", "optimizer", "ask-again")}
        assert marks == {"model": "completed", "data": last, "optimizer": "pending", "ask-again": "pending"}, name
