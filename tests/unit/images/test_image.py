"""The image's name: it changes with whatever goes into the image, and with nothing else."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from images import image
from images.image import base_digest, reference, revision
from native.checkout import make_checkout


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone to change files in."""
    make_checkout(tmp_path / "c")
    monkeypatch.setattr(image, "CHECKOUT", tmp_path / "c")
    return tmp_path / "c"


def change(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes((file.read_bytes() if file.exists() else b"") + b"\n")


@pytest.mark.parametrize(
    "name",
    [
        "docker/Dockerfile",
        "docker/compose.cpu.yaml",
        "docker/build/install.sh",
        "docker/build/base.py",
        "docker/requirements.lock",
        "docker/torch-cpu.txt",
        "docker/jupyter_server_config.py",
        "docker/healthcheck.py",
        "docker/start_page/start.html.j2",
        "labs/01_training_flow.py",
        "labs/01_training_flow.ja.ipynb",
        "labs/flowlab/__init__.py",
        "labs/06_new.py",
        "tests/judge/oracle.py",
        "tests/judge/record.schema.json",
        ".dockerignore",
    ],
)
def test_it_changes_with_each_kind_of_content(checkout: Path, name: str) -> None:
    before = reference("base:1", rocm=True)
    change(checkout / name)
    assert reference("base:1", rocm=True) != before


def test_it_is_made_of_what_dockerignore_lets_in() -> None:
    lines = (image.CHECKOUT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = [line.removeprefix("!") for line in lines if line.startswith("!")]
    assert sorted(image.CONTENT) == sorted([*let_in, ".dockerignore"])


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "Makefile",
        "compose.yaml",
        "scripts/lab.py",
        "tests/unit/images/test_image.py",
        "docker/requirements-dev.lock",
        "docker/requirements-dev.in",
        "docker/requirements-organizer.lock",
        "docker/requirements-seat.lock",
        "docker/README.md",
        "docker/wheelhouse/torch.whl",
        "labs/training_step.trace.json",  # lab 05 leaves it where it runs
        "labs/notes.txt",
        "labs/__pycache__/x.pyc",
        "labs/.ipynb_checkpoints/01_training_flow.en-checkpoint.ipynb",
        "tests/judge/__pycache__/oracle.pyc",
        "work/mine.ipynb",
        "runs/record.json",
        ".lab/token",
        ".env",
    ],
)
def test_it_does_not_change_with_what_stays_outside(checkout: Path, name: str) -> None:
    before = reference("base:1", rocm=True)
    change(checkout / name)
    assert reference("base:1", rocm=True) == before


def test_a_renamed_file_is_another_content(checkout: Path) -> None:
    before = reference("base:1", rocm=True)
    (checkout / "labs/README.md").rename(checkout / "labs/README2.md")
    assert reference("base:1", rocm=True) != before


def test_it_changes_with_the_base_and_with_where_torch_comes_from(checkout: Path) -> None:
    del checkout
    names = {reference(base, rocm) for base in ("base:1", "base:2") for rocm in (True, False)}
    assert len(names) == 4
    assert all(re.fullmatch(r"rocm-lab:[0-9a-f]{12}", name) for name in names)


def test_two_checkouts_with_the_same_content_share_one_image(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = reference("base:1", rocm=False)
    checkout.rename(tmp_path / "elsewhere ü")
    monkeypatch.setattr(image, "CHECKOUT", tmp_path / "elsewhere ü")
    assert reference("base:1", rocm=False) == here


@pytest.mark.parametrize(
    ("base", "digest"),
    [("rocm/pytorch:x@sha256:ab", "sha256:ab"), ("localhost:5000/base:1", ""), ("python:3.12-slim", "")],
)
def test_the_digest_of_a_base_is_the_one_it_is_pinned_by(base: str, digest: str) -> None:
    assert base_digest(base) == digest


def test_the_revision_is_the_commit_marked_where_a_file_differs_or_is_new(checkout: Path) -> None:
    assert revision() == ""  # no clone
    me = ["-c", "user.name=me", "-c", "user.email=me@localhost"]
    for command in (["init", "-q"], ["add", "-A"], [*me, "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=checkout, check=True)
    clean = revision()
    assert re.fullmatch("[0-9a-f]{40}", clean)
    (checkout / "work").mkdir()
    assert revision() == clean  # what git ignores is no difference
    (checkout / "labs/06_new.py").touch()
    assert revision() == f"{clean}-dirty"


@pytest.mark.parametrize(
    ("digests", "found"), [([], None), (None, None), (["rocm-lab@sha256:ab"], "rocm-lab@sha256:ab")]
)
def test_an_image_built_here_has_no_digest(
    digests: list[str] | None, found: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_for = {"Os": "linux", "Architecture": "arm64"}
    facts = {"Id": "sha256:1", "RepoDigests": digests, "Size": 5, "RootFS": {"Layers": ["a", "b"]}, "Config": {}}
    answer = subprocess.CompletedProcess([], 0, json.dumps([{**facts, **made_for}]), "")
    monkeypatch.setattr("images.image.subprocess.run", lambda *_args, **_kwargs: answer)
    there = image.find("rocm-lab:x")
    assert there is not None
    assert (there.id, there.digest, there.size, there.layers) == ("sha256:1", found, 5, 2)
    assert there.platform == "linux/arm64"
