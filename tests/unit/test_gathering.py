"""What make collect takes out of the seats' folders, and what it does not let itself be led to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from host.seats.collecting import Row, _result, as_table, exit_status
from host.seats.gathering import gather
from host.settings import parse


@pytest.fixture
def works(tmp_path: Path) -> Path:
    for name in ("seat-01/one.ipynb", "seat-01/deep/two.ipynb", "seat-02/one.ipynb", "seat-01/notes.txt"):
        file = tmp_path / "works" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name.rpartition("/")[2])
    return tmp_path / "works"


def gathered(works: Path, target: Path) -> dict[str, str | None]:
    return {f"{one.seat}/{one.name}": one.left for one in gather(target, works)}


def test_every_notebook_is_copied_and_identical_ones_have_one_hash(works: Path, tmp_path: Path) -> None:
    found = gather(tmp_path / "out", works)
    assert [(one.seat, one.name) for one in found] == [
        ("seat-01", "one.ipynb"), ("seat-01", "deep/two.ipynb"), ("seat-02", "one.ipynb"),
    ]  # fmt: skip
    assert found[0].sha256 == found[2].sha256 != found[1].sha256
    assert (tmp_path / "out/seat-01/deep/two.ipynb").read_text() == "two.ipynb"
    assert not (tmp_path / "out/seat-01/notes.txt").exists()


def test_the_originals_stay_as_they_are(works: Path, tmp_path: Path) -> None:
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in works.rglob("*") if file.is_file()}
    gather(tmp_path / "out", works)
    assert {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in works.rglob("*") if file.is_file()} == before


def test_no_link_is_followed_neither_of_a_file_nor_of_a_folder_nor_of_a_seat(works: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/mine.ipynb").write_text("secret")
    (works / "seat-02/file.ipynb").symlink_to(tmp_path / "secret/mine.ipynb")
    (works / "seat-02/folder").symlink_to(tmp_path / "secret")
    (works / "seat-03").symlink_to(tmp_path / "secret")
    found = gathered(works, tmp_path / "out")
    assert found["seat-02/file.ipynb"] == "link"
    assert "seat-02/folder/mine.ipynb" not in found
    assert not any(name.startswith("seat-03") for name in found)
    assert "secret" not in "".join(f.read_text() for f in (tmp_path / "out").rglob("*") if f.is_file())


def test_what_is_no_plain_file_or_too_large_is_a_row_and_not_an_end(works: Path, tmp_path: Path) -> None:
    os.mkfifo(works / "seat-02/pipe.ipynb")
    with (works / "seat-02/large.ipynb").open("wb") as large:
        large.truncate(60 * 10**6)
    found = gathered(works, tmp_path / "out")
    assert (found["seat-02/pipe.ipynb"], found["seat-02/large.ipynb"]) == ("special", "large")


def test_checkpoints_and_hidden_files_are_not_the_learners_answer(works: Path, tmp_path: Path) -> None:
    for name in (".ipynb_checkpoints/one-checkpoint.ipynb", ".hidden.ipynb"):
        (works / "seat-01" / name).parent.mkdir(exist_ok=True)
        (works / "seat-01" / name).write_text("old")
    assert len(gather(tmp_path / "out", works)) == 3


@pytest.mark.parametrize("left", ["nothing", "a link", "no JSON", "no verdict", "a pipe"])
def test_whatever_a_notebook_leaves_in_the_judges_place_is_a_row(
    left: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("host.seats.collecting.APART", tmp_path)
    folder = tmp_path / "runs/now"
    folder.mkdir(parents=True)
    (tmp_path / "theirs").write_text('{"verdict": {"labs": "PASS"}}')
    record = folder / "record.json"
    if left == "a link":
        record.symlink_to(tmp_path / "theirs")
    elif left == "a pipe":
        os.mkfifo(folder / "pipe")
        record.write_text('{"verdict": {"labs": "PASS"}}')
    elif left != "nothing":
        record.write_text({"no JSON": "{", "no verdict": "[]"}[left])
    result = _result(parse({}), 0, "", tmp_path / "kept")
    assert (result.verdict, result.status, (tmp_path / "kept").exists()) == ("NOT JUDGED", 1, False)


def row(status: int, reason: str = "") -> Row:
    return Row("seat-01", "理由.ipynb", "0" * 64, "PASS" if status == 0 else "FAIL", reason, status, None)


@pytest.mark.parametrize(("statuses", "ends"), [([0, 0], 0), ([0, 1], 1), ([0, 3], 3), ([1, 3], 1), ([], 0)])
def test_the_exit_status_is_as_make_checks(statuses: list[int], ends: int) -> None:
    assert exit_status([row(status) for status in statuses]) == ends


def test_the_table_has_a_line_a_notebook_and_its_columns_stand_below_each_other() -> None:
    lines = as_table([row(0), row(1, "loss: expected 1")]).splitlines()
    assert len(lines) == 4
    assert lines[3].index("loss") - lines[3].index("FAIL") == lines[0].index("reason") - lines[0].index("verdict")
