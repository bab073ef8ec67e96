"""The lab's image: its name says its content, so that "is it there" and "is it the right one" are one question."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.places import CHECKOUT
from cli.process import docker
from images import unpacked

NAME = "rocm-lab"
WHEELS = "rocm-lab.wheels"  # a label
# What .dockerignore lets in, and itself; a trace that lab 05 leaves beside it makes no other image.
CONTENT = (
    "docker", "tests/judge", "tests/judge.dist-info", "labs/*.py", "labs/*.ipynb", "labs/README.md", "labs/flowlab",
    ".dockerignore",
)  # fmt: skip
NOT_CONTENT = {"__pycache__", ".ipynb_checkpoints", "wheelhouse"}
# A lock with a second name (contributors', organizers', seats'), and pages.
FOR_OTHERS = ("docker/requirements-", "docker/README")


@dataclass(frozen=True)
class Image:
    """An image as the engine knows it. `digest` is None until it has been in a registry."""

    reference: str
    id: str
    digest: str | None
    size: int
    layers: int
    labels: Mapping[str, str]
    platform: str  # linux/amd64

    @property
    def wheels(self) -> str:
        """AMD's wheels that came, and with which hash; nothing where none were asked for."""
        return self.labels.get(WHEELS, "")


def reference(base: str, rocm: bool, gfx: Sequence[str] = (), checkout: Path | None = None) -> str:
    """The image's name for a base and AMD's wheels for `gfx`; its tag is made of these and every file in it."""
    root = checkout or CHECKOUT
    digest = hashlib.sha256(" ".join((base, str(rocm), *gfx)).encode())
    for file in content(root):
        digest.update(f"\0{file.relative_to(root).as_posix()}\0".encode() + file.read_bytes())
    return f"{NAME}:{digest.hexdigest()[:12]}"


def base_digest(base: str) -> str:
    """The digest that a base is pinned by, or nothing."""
    return base.rpartition("@")[2] if "@" in base else ""


def find(name: str) -> Image | None:
    """The image of this name, if the engine has it."""
    answer = docker("image", "inspect", name)
    if answer.returncode:
        return None
    facts = json.loads(answer.stdout)[0]
    digests = facts.get("RepoDigests") or [None]
    labels = facts["Config"].get("Labels") or {}
    layers, made_for = len(facts["RootFS"]["Layers"]), f"{facts['Os']}/{facts['Architecture']}"
    return Image(name, facts["Id"], digests[0], facts["Size"], layers, labels, made_for)


def platform() -> str:
    """What kind of machine the engine is on: linux/amd64."""
    return docker("version", "--format", "{{.Server.Os}}/{{.Server.Arch}}").stdout.strip()


def revision() -> str:
    """The commit that the files are, marked where they differ from it; nothing where neither git nor a bundle says."""
    return git_revision() or unpacked.revision(CHECKOUT)


def git_revision() -> str:
    """The same, where git knows it."""
    commit, differs = git_output("rev-parse", "HEAD"), git_output("status", "--porcelain")
    return commit and commit + ("-dirty" if differs else "")


def archived() -> str:
    """The commit that this folder is an archive of, as git wrote it there; what was changed since, it cannot say."""
    file = CHECKOUT / ".git_archival.txt"
    said = file.read_text(encoding="utf-8", errors="replace").strip() if file.is_file() else ""
    return said if re.fullmatch(r"[0-9a-f]{40}", said) else ""


def git(*arguments: str) -> list[str]:
    """The command for git in this checkout."""
    # safe.directory: a root who types in another user's checkout runs that user's scripts anyway.
    return ["git", "-c", f"safe.directory={CHECKOUT}", "-C", str(CHECKOUT), *arguments]


def git_output(*arguments: str) -> str:
    """What git answers in this checkout; nothing where it fails, or is not there."""
    # A checkout that was unpacked inside some other repository is none of its commits.
    ceiling = {**os.environ, "GIT_CEILING_DIRECTORIES": str(CHECKOUT.parent)}
    try:
        answer = subprocess.run(git(*arguments), capture_output=True, text=True, env=ceiling)
    except FileNotFoundError:
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def content(root: Path) -> Iterator[Path]:
    """Every file that the image is made of, and those that say how."""
    for top in (top for pattern in CONTENT for top in sorted(root.glob(pattern))):
        files = [top] if top.is_file() else sorted(top.rglob("*"))
        inside = (f for f in files if f.is_file() and not NOT_CONTENT & set(f.relative_to(root).parts))
        yield from (f for f in inside if not f.relative_to(root).as_posix().startswith(FOR_OTHERS))
