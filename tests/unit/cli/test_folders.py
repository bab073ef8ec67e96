"""What a learner can put into a folder that an organizer, root perhaps, works in."""

from __future__ import annotations

from pathlib import Path

from cli.files import make_folder, remove, tree
from session.notebooks import seed_work
from unit.mischief import nest


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
