"""Which registry a checkout asks without being told to, what an image must say of itself, and what is said of it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from images import bill, image, registry
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
    wrong = registry._other_label(Image(NAME, "sha256:0", None, 1, 1, labels, "linux/amd64"), NAME, gfx)
    assert wrong.endswith(f"says {said}") if said else wrong == ""


def test_a_package_has_the_name_that_others_know_it_by() -> None:
    python = bill._components("pypi", ["Jinja2 3.1.6", "typing_extensions 4.16.0", "torch 2.13.0+cpu"])
    debian = bill._components("deb/debian", ["libc6 2.36-9+deb12u10"])
    assert [one["purl"] for one in (*python, *debian)] == [
        "pkg:pypi/jinja2@3.1.6",
        "pkg:pypi/typing-extensions@4.16.0",
        "pkg:pypi/torch@2.13.0%2Bcpu",
        "pkg:deb/debian/libc6@2.36-9%2Bdeb12u10",
    ]


def test_the_bill_has_what_github_s_attestation_asks_of_it() -> None:
    one, same = (bill.document("ghcr.io/owner/lab", "sha256:0", []) for _ in range(2))
    assert one == same
    assert (one["bomFormat"], one["specVersion"], one["serialNumber"][:9]) == ("CycloneDX", "1.6", "urn:uuid:")
