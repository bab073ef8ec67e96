"""What git, or the bundle that this checkout came in, knows of a record's commit: its notebooks, and its rules."""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import PurePath
from typing import Any

from cli.places import CHECKOUT
from images import unpacked
from images.image import archived, git, revision

COMMIT = re.compile(r"[0-9a-f]{40}")
RULES = ("tests/judge", "labs")


def notebooks_at(commit: object) -> tuple[dict[str, str], str | None]:
    """The SHA-256 of each notebook of labs/ at this commit; or none, and why (a key of WHY in verify_words.py)."""
    if commit is None:
        return {}, "no-commit"
    if _git("rev-parse", "--git-dir") is None:
        own, files = unpacked.noted(CHECKOUT)
        if own != commit:
            return {}, "no-git"
        return {PurePath(n).name: digest for n, digest in files.items() if PurePath(n).match("labs/*.ipynb")}, None
    if not is_known(commit):
        return {}, "unknown-commit"
    listed = _git("ls-tree", "-r", "--name-only", "-z", str(commit), "labs") or b""
    names = [name for name in listed.decode("utf-8", "replace").split("\0") if name.endswith(".ipynb")]
    contents = {name: _git("cat-file", "blob", f"{commit}:{name}") for name in names}
    return {
        name.rpartition("/")[2]: hashlib.sha256(content).hexdigest()
        for name, content in contents.items()
        if content is not None
    }, None


def is_known(commit: object) -> bool:
    """Whether this checkout has the commit."""
    named = isinstance(commit, str) and COMMIT.fullmatch(commit)
    return bool(named) and _git("cat-file", "-e", f"{commit}^{{commit}}") is not None


def rules_beside(commit: object) -> dict[str, Any]:
    """By which commit this checkout judges, and whether the other judged alike (None: that cannot be told)."""
    own = revision()
    same = True if own and own == commit else None
    if own and is_known(commit):
        same = _git("diff", "--quiet", str(commit), "--", *RULES) is not None  # files as they are now
    return {"commit": own.removesuffix("-dirty") or archived() or None, "dirty": own.endswith("-dirty"), "same": same}


def _git(*arguments: str) -> bytes | None:
    """What git says; None where it says no, or is not there."""
    try:
        answer = subprocess.run(git(*arguments), capture_output=True)
    except FileNotFoundError:
        return None
    return answer.stdout if answer.returncode == 0 else None
