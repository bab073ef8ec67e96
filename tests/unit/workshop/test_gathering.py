"""What make collect takes out of the seats' folders, and what it does not let itself be led to."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from cli.files import remove
from cli.speech import LabError
from session.notebooks import require_lab_copy
from unit.mischief import as_somebody, nest
from workshop.seats.gathering import gather


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


def test_the_seats_of_a_cluster_are_gathered_too(works: Path, tmp_path: Path) -> None:
    (works / "seat-02").rename(works / "seat-120")
    (works / "seat-120-old").mkdir()
    assert {one.seat for one in gather(tmp_path / "out", works)} == {"seat-01", "seat-120"}


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
    assert {name: left for name, left in found.items() if name.startswith("seat-03")} == {"seat-03/.": "link"}
    assert "secret" not in "".join(f.read_text() for f in (tmp_path / "out").rglob("*") if f.is_file())


def test_a_seat_without_a_notebook_is_a_row(works: Path, tmp_path: Path) -> None:
    (works / "seat-02/one.ipynb").unlink()
    (works / "seat-04").symlink_to(tmp_path / "moved away")
    found = gathered(works, tmp_path / "out")
    assert (found["seat-02/."], found["seat-04/."], found["seat-01/one.ipynb"]) == ("none", "link", None)


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


def test_folders_nested_without_end_are_a_row_and_the_next_seat_is_collected(works: Path, tmp_path: Path) -> None:
    (works / "seat-01/nest").mkdir()
    nest(works / "seat-01/nest", 1200)
    (works / "seat-01/nest/x/x/mine.ipynb").write_text("mine")
    try:
        found = gathered(works, tmp_path / "out")
    finally:
        remove(works / "seat-01/nest")
    assert [name for name, left in found.items() if left == "deep"] == ["seat-01/nest" + "/x" * 19 + "/"]
    assert found["seat-01/nest/x/x/mine.ipynb"] is None
    assert found["seat-02/one.ipynb"] is None


def test_a_name_too_long_to_be_copied_is_a_row(works: Path, tmp_path: Path) -> None:
    place = works / "seat-01"
    for _ in range(15):
        place /= "n" * 250
    try:
        subprocess.run(["mkdir", "-p", place], check=True)
        (place / "mine.ipynb").write_text("mine")
        found = gathered(works, tmp_path / "out" / ("o" * 250) / ("o" * 250))
    finally:
        remove(works / "seat-01")
    assert found[f"seat-01/{(place / 'mine.ipynb').relative_to(works / 'seat-01')}"] == "unread"
    assert found["seat-02/one.ipynb"] is None


def test_a_shut_seat_and_a_shut_folder_are_rows(somebodys: Path) -> None:
    as_somebody(lambda: _shut_and_gather(somebodys))


def _shut_and_gather(works: Path) -> None:
    for name in ("seat-01/shut", "seat-02", "seat-03"):
        (works / name).mkdir(parents=True)
    (works / "seat-03/one.ipynb").write_text("one")
    for name in ("seat-01/shut", "seat-02"):
        (works / name).chmod(0)
    shut = {"seat-01/shut/": "unread", "seat-02/.": "unread"}
    assert gathered(works, works / "out") == {**shut, "seat-03/one.ipynb": None}


def test_a_notebook_nested_deeper_than_python_reads_is_refused_as_one(tmp_path: Path) -> None:
    (tmp_path / "deep.ipynb").write_text("[" * 100_000)
    with pytest.raises(LabError) as refused:
        require_lab_copy(tmp_path / "deep.ipynb")
    assert refused.value.code == "notebook-unreadable"
