"""The judge can say no, and for the right reason; and it says yes to what does no harm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from judge.exercise_lines import lines
from judge.jobs import spec_of
from judge.kernels.kept import kept
from judge.run_lab import Run
from judge.run_labs import run_labs
from judge.specs import EXERCISES, SPECS
from judge.verdict import Judged, judge
from judge.words import Language
from mutants.notebook import TRAINING, Row, job

LABS = {lab: import_module(f"mutants.lab_{lab}") for lab in SPECS}
MUTANTS, HARMLESS, SOLVED = (
    [row for lab in LABS.values() for row in getattr(lab, kind)] for kind in ("MUTANTS", "HARMLESS", "SOLVED")
)
LANGUAGES: tuple[Language, ...] = ("en", "ja")
ROWS = MUTANTS + HARMLESS + SOLVED


@pytest.fixture(scope="module", autouse=True)
def _one_import_of_torch() -> Iterator[None]:
    """A keeper for all rows of this worker; its kernels take one core each, as the workers do."""
    with pytest.MonkeyPatch.context() as patch, kept(1):
        patch.setenv("OMP_NUM_THREADS", "1")
        yield


def judged(row: Row, folder: Path) -> Judged:
    """The row, run and judged."""
    made = job(row, folder)
    return judge(spec_of(made), made, run_labs([made])[made])


def marks_are_true(run: Run) -> None:
    """Of a run that ended early: papermill by itself marks every cell as completed."""
    assert run.notebook is not None
    own = [cell for cell in run.notebook.cells if cell.cell_type == "code" and "papermill" in cell.metadata]
    marks = [cell.metadata.papermill.status for cell in own]
    assert marks == sorted(marks, key=["completed", "failed", "pending"].index)
    assert marks.count("failed") == 1


@pytest.mark.parametrize("row", MUTANTS, ids=lambda row: row.name)
def test_a_wrong_lab_fails_for_its_reason(row: Row, tmp_path: Path) -> None:
    found = judged(row, tmp_path)
    assert found.reason == row.reason, found.run.detail
    if found.run.end != "ended":
        marks_are_true(found.run)


@pytest.mark.parametrize("row", HARMLESS, ids=lambda row: row.name)
def test_a_harmless_edit_passes(row: Row, tmp_path: Path) -> None:
    found = judged(row, tmp_path)
    assert found.reason is None, [claim for claim in found.claims if not claim.holds]


@pytest.mark.parametrize("row", SOLVED, ids=lambda row: row.name)
def test_an_exercise_done_as_its_text_says_is_praised(row: Row, tmp_path: Path) -> None:
    found = judged(row, tmp_path)
    assert found.reason is None, [claim for claim in found.claims if not claim.holds]
    assert row.exercise
    for language in LANGUAGES:
        done = list(lines(row.exercise, found, language))
        assert done[0].startswith("✓"), done
        assert not any("✗" in line for line in done)


@pytest.mark.parametrize("lab", SPECS)
def test_an_exercise_that_nobody_has_done_is_told_what_is_missing(lab: str, tmp_path: Path) -> None:
    """The lab as it is, held against each of its exercises."""
    made = job(Row("undone", lab, getattr(LABS[lab], "QUICK", ())), tmp_path)
    run = run_labs([made])[made]
    for number, exercise in EXERCISES.items():
        if exercise.lab == lab:
            found = judge(exercise.spec, made, run)
            assert found.reason is not None
            for language in LANGUAGES:
                told = list(lines(number, found, language))
                assert told[0].startswith("✗")
                assert any(line.startswith("  ✗ ") for line in told)
                assert told[-1].startswith("  → ")
            if number == "3.2":
                assert re.search(r"\[2\.0, 1\.25, .*\[2\.0, 2\.75, ", " ".join(told))


FAULT = "Memory access fault by GPU node-1 (Agent handle: 0x55) on address 0x7f. Reason: Page not present or so."
LAST_WORDS = [
    (f"import os; os.write(2, b'{FAULT}\\nand more\\n'); os.abort()", f"[step] SIGABRT {FAULT}"),
    ("import os; os.write(2, b'x' * 9000 + b'\\nthe end\\n'); os.kill(os.getpid(), 11)", "[step] SIGSEGV the end"),
    ("import os; os.kill(os.getpid(), 9)", "[step] SIGKILL"),
]


@pytest.mark.parametrize(("code", "told"), LAST_WORDS)
def test_what_a_kernel_said_before_it_died_is_kept(code: str, told: str, tmp_path: Path) -> None:
    """On a GPU it is the diagnosis, and no cell can catch it."""
    found = judged(Row("last words", TRAINING, (("step", "", code),)), tmp_path)
    assert (found.reason, found.run.detail) == ("kernel-died", told)
    assert len(found.run.said) <= 4096
    assert (FAULT in told) is ("and more" in found.run.said)


def test_every_exercise_has_a_row() -> None:
    assert [row.exercise for row in SOLVED] == list(EXERCISES)


def test_every_row_has_a_name_of_its_own() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
