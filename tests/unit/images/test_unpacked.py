"""A checkout without git, unpacked from a bundle: its commit is known, and so is every file that differs since."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from images import image, unpacked
from native.checkout import make_checkout


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """What a bundle holds of a clone, and the clone's commit."""
    clone = make_checkout(tmp_path_factory.mktemp("cloned") / "clone").root
    me = ["-c", "user.name=me", "-c", "user.email=me@localhost"]
    for command in (["init", "-q"], ["add", "-A"], [*me, "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=clone, check=True)
    made = clone.parent / "checkout.tar.gz"
    subprocess.run(["git", "archive", "--format=tar.gz", "-o", made, "HEAD"], cwd=clone, check=True)
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=clone, capture_output=True, text=True, check=True)
    return made, head.stdout.strip()


@pytest.fixture
def commit(archive: tuple[Path, str]) -> str:
    return archive[1]


@pytest.fixture
def checkout(archive: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Unpacked, with what `make load` notes."""
    root = tmp_path / "outer/unpacked ü"
    (root / ".lab").mkdir(parents=True)
    subprocess.run(["tar", "-xzf", archive[0], "-C", root], check=True)
    with archive[0].open("rb") as file:
        unpacked.note(root, *unpacked.sums_in(file))
    monkeypatch.setattr(image, "CHECKOUT", root)
    return root


def test_its_commit_is_the_archive_s(checkout: Path, commit: str) -> None:
    del checkout
    assert image.revision() == commit


@pytest.mark.parametrize("made", ["work/mine.ipynb", "runs/x/record.json", ".env", "scripts/__pycache__/x.pyc"])
def test_what_the_verbs_make_is_no_difference(checkout: Path, commit: str, made: str) -> None:
    (checkout / made).parent.mkdir(parents=True, exist_ok=True)
    (checkout / made).touch()
    assert image.revision() == commit


@pytest.mark.parametrize("name", ["README.md", "labs/01_training_flow.py", "scripts/lab.py"])
def test_a_changed_file_is_told(checkout: Path, commit: str, name: str) -> None:
    with (checkout / name).open("a") as file:
        file.write("\n")
    assert image.revision() == f"{commit}-dirty"


def test_a_missing_or_a_new_file_is_told(checkout: Path, commit: str) -> None:
    (checkout / "labs/06_new.py").touch()
    assert image.revision() == f"{commit}-dirty"
    (checkout / "labs/06_new.py").unlink()
    assert image.revision() == commit
    (checkout / "LICENSE").unlink()
    assert image.revision() == f"{commit}-dirty"


def test_without_a_note_or_with_a_broken_one_nothing_is_claimed(checkout: Path) -> None:
    (checkout / unpacked.NOTE).write_text("{")
    assert image.revision() == ""
    (checkout / unpacked.NOTE).unlink()
    assert image.revision() == ""


def test_a_repository_around_it_is_not_asked(checkout: Path, commit: str) -> None:
    me = ["-c", "user.name=me", "-c", "user.email=me@localhost"]
    for command in (["init", "-q"], [*me, "commit", "-qm", "x", "--allow-empty"]):
        subprocess.run(["git", *command], cwd=checkout.parent, check=True)
    assert image.revision() == commit


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"no archive")
    with (tmp_path / "x").open("rb") as file, pytest.raises(ValueError, match=r"."):
        unpacked.sums_in(file)
