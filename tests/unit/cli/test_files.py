"""Folders that learners wrote into, where an organizer, root perhaps, works: made, listed, and removed whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.files import make_folder, one_at_a_time, remove, tree
from cli.speech import LabError
from session.notebooks import seed_work
from unit.mischief import as_somebody, nest


def _shut(home: Path, mode: int) -> None:
    (home / ".ipython/startup").mkdir(parents=True)
    (home / ".ipython/startup/mine.py").touch()
    (home / ".ipython/startup").chmod(mode)


@pytest.mark.parametrize("mode", [0, 0o555])
def test_a_folder_that_a_learner_shut_goes(somebodys: Path, mode: int) -> None:
    as_somebody(lambda: _shut(somebodys / "home", mode))
    as_somebody(lambda: remove(somebodys / "home"))
    assert list(somebodys.iterdir()) == []


@pytest.mark.parametrize("deep", [1200, 5000])
def test_folders_deeper_than_python_calls_itself_or_than_a_path_is_long_go(somebodys: Path, deep: int) -> None:
    (somebodys / "home").mkdir()
    nest(somebodys / "home", deep)
    remove(somebodys / "home")
    assert list(somebodys.iterdir()) == []


def test_no_link_is_followed_within_or_at_the_folder_itself(somebodys: Path) -> None:
    (somebodys / "theirs").mkdir()
    (somebodys / "theirs/work").touch()
    (somebodys / "theirs/work").chmod(0o440)
    (somebodys / "theirs").chmod(0o555)
    (somebodys / "home").mkdir()
    (somebodys / "home/folder").symlink_to(somebodys / "theirs")
    (somebodys / "home/file").symlink_to(somebodys / "theirs/work")
    (somebodys / "link").symlink_to(somebodys / "theirs")
    remove(somebodys / "home")
    remove(somebodys / "link")
    assert list(somebodys.iterdir()) == [somebodys / "theirs"]
    assert [oct((somebodys / name).stat().st_mode & 0o777) for name in ("theirs", "theirs/work")] == ["0o555", "0o440"]


def test_what_is_not_there_is_no_error_and_what_stays_is_one(somebodys: Path) -> None:
    remove(somebodys / "nothing")
    (somebodys / "kept").mkdir()
    somebodys.chmod(0o555)
    as_somebody(lambda: _stays(somebodys / "kept"))


def _stays(folder: Path) -> None:
    with pytest.raises(LabError) as refused:
        remove(folder)
    assert refused.value.code == "not-removable"
    assert str(folder) in refused.value.text("en")


def test_a_link_that_a_learner_left_is_neither_followed_nor_taken_away(tmp_path: Path) -> None:
    work, outside = tmp_path / "work", tmp_path / "outside"
    make_folder(work)
    links = [work / ".writable", work / "01_training_flow.en.ipynb"]
    for link in links:
        link.symlink_to(outside)
    seed_work(work)
    assert not outside.exists()
    assert all(link.is_symlink() for link in links)
    assert (work / "01_training_flow.ja.ipynb").is_file()


def test_a_tree_names_links_does_not_follow_them_and_leaves_out_what_is_others(tmp_path: Path) -> None:
    for name in ("lab/mine", "lab/seats/theirs", "elsewhere/secret"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "lab/link").symlink_to(tmp_path / "elsewhere")
    found = {str(path.relative_to(tmp_path)) for path in tree(tmp_path / "lab", without=(tmp_path / "lab/seats",))}
    assert found == {"lab", "lab/mine", "lab/link"}


def test_a_tree_deeper_than_python_calls_itself_is_named_whole(tmp_path: Path) -> None:
    nest(tmp_path, 1200)
    try:
        assert len(list(tree(tmp_path))) == 1201
    finally:
        remove(tmp_path)


def test_a_second_verb_at_once_is_refused_by_its_code() -> None:
    with one_at_a_time("collect-busy"), pytest.raises(LabError) as refused, one_at_a_time("collect-busy"):
        pass
    assert refused.value.code == "collect-busy"
