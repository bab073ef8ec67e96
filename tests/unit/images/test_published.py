"""Which registry a checkout asks without being told to, what an image must say of itself, and what is said of it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from images import image, registry
from images.image import WHEELS, Image
from images.registry import VERSION

NAME = "rocm-lab:0123456789ab"
GITHUB = "https://github.com/Owner/Lab.git"


def repository(folder: Path, origin: str, tag: str) -> None:
    """A clone with one commit, at this tag."""
    (folder / "file").write_text("one")
    git = ["git", "-C", str(folder), "-c", "user.name=me", "-c", "user.email=me@localhost"]
    more = [["remote", "add", "origin", origin]] if origin else []
    tags = [["tag", tag]] if tag else []
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"], *more, *tags):
        subprocess.run([*git, *command], check=True)


@pytest.mark.parametrize(
    ("origin", "tag", "asks"),
    [
        (GITHUB, "v1.0.0", "ghcr.io/owner/lab"),
        ("https://token@github.com/Owner/Lab/", "v1.0.0", "ghcr.io/owner/lab"),
        ("git@github.com:owner/lab.git", "v1.0.0", "ghcr.io/owner/lab"),
        ("ssh://git@github.com/owner/lab", "v1.0.0", "ghcr.io/owner/lab"),
        (GITHUB, "", ""),
        (GITHUB, "tried", ""),  # no release
        ("https://github.com.example.org/owner/lab", "v1.0.0", ""),
        ("https://example.org/github.com/lab", "v1.0.0", ""),
        ("", "v1.0.0", ""),
    ],
)
def test_a_release_s_clone_knows_where_its_images_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, origin: str, tag: str, asks: str
) -> None:
    repository(tmp_path, origin, tag)
    monkeypatch.setattr(image, "CHECKOUT", tmp_path)
    assert registry.published() == asks
    (tmp_path / "file").write_text("changed")
    assert registry.published() == ""


def wheels(*gfx: str) -> str:
    return json.dumps({"gfx": gfx, "wheels": []})


@pytest.mark.parametrize(
    ("labels", "gfx", "said"),
    [
        ({VERSION: "0123456789ab"}, (), ""),
        ({VERSION: "0123456789ab", WHEELS: wheels("gfx942")}, ("gfx942",), ""),
        ({VERSION: "0123456789ac"}, (), "0123456789ac"),
        ({}, (), "-"),
        ({VERSION: "\x1b[2J"}, (), "\ufffd[2J"),
        ({VERSION: "0123456789ab"}, ("gfx942",), "[]"),
        ({VERSION: "0123456789ab", WHEELS: wheels("gfx1201")}, ("gfx942",), "['gfx1201']"),
        ({VERSION: "0123456789ab", WHEELS: wheels("gfx1201")}, (), "['gfx1201']"),
        ({VERSION: "0123456789ab", WHEELS: "no json"}, ("gfx942",), "no json"),
    ],
)
def test_its_labels_must_say_that_it_is_this_image(labels: dict[str, str], gfx: tuple[str, ...], said: str) -> None:
    wrong = registry._other_label(Image(NAME, "sha256:0", None, 1, 1, labels), NAME, gfx)
    assert wrong.endswith(f"says {said}") if said else wrong == ""
