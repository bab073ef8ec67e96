"""The checkout in a bundle: one commit, which the working files are, so that its image is theirs."""

from __future__ import annotations

import tarfile
import tempfile
from pathlib import Path

from host import image
from host.errors import LabError
from host.places import CHECKOUT
from host.process import last_line, piped


def clean_commit() -> str:
    """The commit that the working files are. Raises LabError where they are none, or differ from it."""
    commit = image.git_revision()
    if not commit:
        raise LabError("bundle-no-commit", path=CHECKOUT)
    if commit.endswith("-dirty"):
        raise LabError("bundle-dirty")
    return commit


def archive(commit: str) -> bytes:
    """The commit's files as a tar.gz. Raises LabError."""
    with piped(image.git("archive", "--format=tar.gz", commit)) as git:
        assert git.stdout
        assert git.stderr
        content, said = git.stdout.read(), git.stderr.read()
    if git.returncode:
        raise LabError("bundle-pack-failed", reason=last_line(said))
    return content


def require_same(content: bytes, base: str, *, rocm: bool) -> None:
    """Raises LabError where the archive would make another image than the working files: git ignores some of them."""
    with tempfile.TemporaryDirectory() as folder:
        with tempfile.TemporaryFile() as file:
            file.write(content)
            file.seek(0)
            with tarfile.open(fileobj=file) as tar:
                tar.extractall(folder)
        if image.reference(base, rocm, Path(folder)) != image.reference(base, rocm):
            raise LabError("bundle-dirty")
