"""The checkout on a machine of a fleet: as the bundle has it, and no file of a learner's is ever lost."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
import torch._dynamo  # noqa: F401  ansible changes sys.intern: after it, this cannot be imported any more

pytest.importorskip("ansible")

import lab_checkout
from lab_checkout import differences, digest, learners, put, take_away, wanted

from images import image

FIRST = {"Makefile": (b"one", 0o644), "labs/01.py": (b"lab", 0o644), "scripts/lab.py": (b"verb", 0o755)}
SECOND = {"Makefile": (b"two", 0o644), "labs/01.py": (b"lab", 0o644)}
OLD = {name: digest(content) for name, (content, _) in FIRST.items()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout from a first bundle."""
    put(tmp_path / "lab", FIRST, {}, "first")
    return tmp_path / "lab"


def test_it_is_unpacked_with_its_modes_and_then_nothing_differs(folder: Path) -> None:
    assert (folder / "labs/01.py").read_bytes() == b"lab"
    assert (folder / "scripts/lab.py").stat().st_mode & 0o777 == 0o755
    assert differences(folder, FIRST, OLD) == []


def test_a_newer_bundle_replaces_what_it_changed_and_removes_what_it_has_no_more(folder: Path) -> None:
    assert differences(folder, SECOND, OLD) == ["Makefile", "scripts/lab.py"]
    put(folder, SECOND, OLD, "second")
    assert (folder / "Makefile").read_bytes() == b"two"
    assert not (folder / "scripts/lab.py").exists()
    assert not (folder / ".lab/yours").exists()


def test_what_a_learner_changed_is_kept_beside(folder: Path) -> None:
    (folder / "Makefile").write_bytes(b"mine")
    (folder / "scripts/lab.py").write_bytes(b"mine, too")
    put(folder, SECOND, OLD, "second")
    assert (folder / ".lab/yours/second/Makefile").read_bytes() == b"mine"
    assert (folder / ".lab/yours/second/scripts/lab.py").read_bytes() == b"mine, too"


def test_what_a_learner_made_stays_where_it_is(folder: Path) -> None:
    (folder / "work").mkdir()
    (folder / "work/mine.ipynb").write_bytes(b"mine")
    (folder / "mine.txt").write_bytes(b"mine")
    put(folder, SECOND, OLD, "second")
    assert (folder / "work/mine.ipynb").read_bytes() == b"mine"
    assert (folder / "mine.txt").read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["labs/Untitled.ipynb", "labs/flowlab/x", "docker/x", "tests/judge/deep/x.py"])
def test_what_would_make_the_image_another_one_is_kept_beside(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(b"mine")
    assert differences(folder, FIRST, OLD) == [name]
    put(folder, FIRST, OLD, "second")
    assert (folder / ".lab/yours/second" / name).read_bytes() == b"mine"
    assert differences(folder, FIRST, OLD) == []


@pytest.mark.parametrize(
    "name",
    [
        "labs/__pycache__/x.pyc",
        "labs/.ipynb_checkpoints/01.py",
        "labs/01.py~",
        "labs/x.trace.json",
        "docker/wheelhouse/x.whl",
    ],
)
def test_what_the_image_leaves_out_stays(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(b"x")
    assert differences(folder, FIRST, OLD) == []


def test_the_module_and_the_image_agree_on_what_goes_in() -> None:
    folders = tuple(name for name in image.CONTENT if not name.startswith("."))
    assert (folders, image.NOT_CONTENT) == (lab_checkout.IN_IMAGE, lab_checkout.NOT_IN_IMAGE)


@pytest.mark.parametrize("content", [None, "", '{"Makefile": '])
def test_a_memory_that_cannot_be_read_makes_every_file_the_learner_s(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    monkeypatch.setattr(lab_checkout, "MANIFEST", tmp_path / "checkout.json")
    if content is not None:
        (tmp_path / "checkout.json").write_text(content)
    old = lab_checkout.unpacked_before()
    put(folder, SECOND, old, "second")
    assert (folder / ".lab/yours/second/Makefile").read_bytes() == b"one"
    lab_checkout.remember(OLD)
    assert lab_checkout.unpacked_before() == OLD
    assert sorted(tmp_path.iterdir()) == [tmp_path / "checkout.json", folder]


def test_taken_away_the_learner_s_files_go_home_and_the_rest_is_gone(folder: Path, tmp_path: Path) -> None:
    (folder / ".env").write_text("# BEGIN make fleet\nLAB_BACKEND=cpu\n# END make fleet\n")
    theirs = {"work/a.ipynb", "runs/x/record.json", ".lab/home/pip", ".lab/yours/t/Makefile", "mine.txt", "labs/01.py"}
    ours = {".lab/token", ".venv/x", "scripts/__pycache__/lab.pyc"}
    for name in theirs | ours:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    kept = tmp_path / "home"
    assert take_away(folder, OLD, kept)
    assert {path.relative_to(kept).as_posix() for path in kept.rglob("*") if path.is_file()} == theirs
    assert not folder.exists()


def test_a_learner_s_own_settings_go_home_without_the_fleet_s(folder: Path, tmp_path: Path) -> None:
    block = "# BEGIN make fleet\nLAB_BACKEND=cpu\n# END make fleet\n"
    (folder / ".env").write_text(f"LAB_PORT=9999\n{block}LAB_LANG=ja\n")
    assert take_away(folder, OLD, tmp_path / "home")
    assert (tmp_path / "home/.env").read_text() == "LAB_PORT=9999\nLAB_LANG=ja\n"


def test_where_a_learner_did_nothing_nothing_is_kept(folder: Path, tmp_path: Path) -> None:
    assert list(learners(folder, OLD)) == []
    assert not take_away(folder, OLD, tmp_path / "home")
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil"])
def test_an_archive_that_leads_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as tar:
        info = tarfile.TarInfo(name)
        info.size = 1
        tar.addfile(info, io.BytesIO(b"x"))
    with pytest.raises(ValueError, match="not a plain file"):
        wanted(tmp_path / "x.tar.gz")
