"""make collect: a row for every notebook of every seat, identical ones judged once, and nobody's code trusted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from container.engine import Contained, none_is_left
from native.checkout import error_code

NOTEBOOK = "01_training_flow.en.ipynb"
# Leaves files, and folders that a plain rmtree does not get out of the next one's way.
EVIL = """\
import os, pathlib
for place in ("/lab/runs", "/lab/home"):
    pathlib.Path(place, "evil").write_text("x")
pathlib.Path("/lab/home/shut").mkdir()
pathlib.Path("/lab/home/shut/evil").touch()
os.chmod("/lab/home/shut", 0o555)
"""


@pytest.fixture(scope="module")
def collected(seats_checkout: Contained) -> tuple[dict[str, dict[str, Any]], Path, int, str]:
    """Rows by seat/notebook, the folder, the script's status, and what was said: two seats of a short workshop."""
    works = seats_checkout.root / "work/seats"
    shutil.rmtree(works, ignore_errors=True)
    for seat in ("seat-01", "seat-02"):
        (works / seat).mkdir(parents=True)
        shutil.copyfile(seats_checkout.root / "labs" / NOTEBOOK, works / seat / NOTEBOOK)
    worked = json.loads((works / "seat-01" / NOTEBOOK).read_text())
    worked["cells"][1]["source"] = "What I saw.\n" + "".join(worked["cells"][1]["source"])
    for seat in ("seat-01", "seat-02"):
        (works / seat / "mine.ipynb").write_text(json.dumps(worked))
    notebook = json.loads((works / "seat-02" / NOTEBOOK).read_text())
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell in (cell for cell in code if "optimizer.step()" in "".join(cell["source"])):
        cell["source"] = EVIL + "".join(cell["source"]).replace("optimizer.step()", "pass")
    (works / "seat-02/forgot ü the step.ipynb").write_text(json.dumps(notebook))
    (works / "seat-02/broken.ipynb").write_text('{"cells": [')
    (works / "seat-02/other.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    (works / "seat-02/link.ipynb").symlink_to("/etc/passwd")
    done = seats_checkout.make("collect", BACKEND="cpu")
    (folder,) = (seats_checkout.root / "runs").glob("collect-*")
    rows = json.loads((folder / "collect.json").read_text(encoding="utf-8"))["rows"]
    status = int(done.stderr.rsplit(" ", 1)[1]) if done.returncode else 0
    return {f"{row['seat']}/{row['notebook']}": row for row in rows}, folder, status, done.stdout


Collected = tuple[dict[str, dict[str, Any]], Path, int, str]


def test_every_notebook_is_a_row_and_what_is_broken_is_no_end(collected: Collected) -> None:
    rows, _, status, said = collected
    assert {name: row["verdict"] for name, row in rows.items()} == {
        f"seat-01/{NOTEBOOK}": "UNTOUCHED",
        "seat-01/mine.ipynb": "PASS",
        "seat-02/mine.ipynb": "PASS",
        f"seat-02/{NOTEBOOK}": "UNTOUCHED",
        "seat-02/broken.ipynb": "NOT JUDGED",
        "seat-02/forgot ü the step.ipynb": "FAIL",
        "seat-02/link.ipynb": "NOT JUDGED",
        "seat-02/other.ipynb": "NOT JUDGED",
    }
    assert "step ran (times): expected 1, found 0" in rows["seat-02/forgot ü the step.ipynb"]["reason"]
    assert "not a notebook" in rows["seat-02/broken.ipynb"]["reason"]
    assert "a link, which is not followed" in rows["seat-02/link.ipynb"]["reason"]
    assert "not a copy of a lab" in rows["seat-02/other.ipynb"]["reason"]
    assert all(row["reason"] in said for row in rows.values())
    assert status == 1


def test_a_copy_that_nobody_has_worked_in_is_not_run_and_says_so(collected: Collected) -> None:
    rows, _, _, said = collected
    untouched = rows[f"seat-02/{NOTEBOOK}"]
    assert "nobody has worked in it" in untouched["reason"]
    assert (untouched["report"], f"/3  seat-02/{NOTEBOOK}" in said) == (None, False)
    assert rows["seat-01/mine.ipynb"]["reason"] == ""


def test_identical_notebooks_are_judged_once_and_share_the_judges_page(collected: Collected) -> None:
    rows, folder, _, _ = collected
    one, other = rows["seat-01/mine.ipynb"], rows["seat-02/mine.ipynb"]
    assert (one["sha256"], one["report"]) == (other["sha256"], other["report"])
    assert len(list((folder / "judged").iterdir())) == 2
    assert (folder / one["report"]).is_file()
    record = json.loads((folder / one["report"]).with_name("record.json").read_text())
    assert record["verdict"]["labs"] == "PASS"
    assert record["image"]["id"].startswith("sha256:")


def test_copies_are_there_and_the_originals_are_untouched(collected: Collected, seats_checkout: Contained) -> None:
    _, folder, _, _ = collected
    original = seats_checkout.root / "work/seats/seat-01" / NOTEBOOK
    assert (folder / "seat-01" / NOTEBOOK).read_bytes() == original.read_bytes()
    assert not (folder / "seat-02/link.ipynb").exists()
    assert (seats_checkout.root / "work/seats/seat-02/link.ipynb").is_symlink()


@pytest.mark.usefixtures("collected")
def test_a_notebook_that_is_judged_reaches_no_folder_that_anything_else_relies_on(seats_checkout: Contained) -> None:
    assert [str(f) for place in ("runs", ".lab") for f in (seats_checkout.root / place).rglob("evil")] == []
    assert list((seats_checkout.root / ".lab").glob("collect-*/")) == []
    none_is_left(seats_checkout)


def test_the_page_tells_the_same_and_escapes_what_learners_wrote(collected: Collected) -> None:
    rows, folder, _, _ = collected
    page = (folder / "collect.html").read_text(encoding="utf-8")
    assert page.count('<tr class="bad">') == 4
    assert page.count('<tr class="good">') == 4
    assert "forgot ü the step.ipynb" in page
    assert "http" not in page
    for row in rows.values():
        assert not row["report"] or f'href="{row["report"]}"' in page


def test_without_seats_there_is_nothing_to_collect(seats_checkout: Contained) -> None:
    shutil.rmtree(seats_checkout.root / "work/seats")
    assert error_code(seats_checkout.make("collect")) == ("seats-none", 2)
