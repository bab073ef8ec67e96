"""A checkout that was unpacked from a bundle and has no git: which commit it is, and whether its files still are."""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

NOTE = Path(".lab/commit.json")  # what `make load` leaves
MADE = {"__pycache__", ".ipynb_checkpoints", "node_modules"}  # by programs, as .gitignore has them


def sums_in(archive: IO[bytes]) -> tuple[str, dict[str, str]]:
    """The commit that `git archive` wrote into its tar.gz, and the SHA-256 of each file. Raises ValueError."""
    try:
        with tarfile.open(fileobj=archive, mode="r:gz") as tar:
            sums = {member.name: _content_sum(tar, member) for member in tar if not member.isdir()}
            return str(tar.pax_headers.get("comment", "")), sums
    except (tarfile.TarError, OSError, EOFError) as error:
        raise ValueError(str(error)) from error


def _content_sum(tar: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    file = None if member.issym() else tar.extractfile(member)
    return hashlib.sha256(file.read() if file else member.linkname.encode()).hexdigest()


def note(checkout: Path, commit: str, sums: Mapping[str, str]) -> None:
    """Leaves what the bundle says of the commit."""
    (checkout / NOTE).write_text(json.dumps({"commit": commit, "files": sums}, indent=0), encoding="utf-8")


def revision(checkout: Path) -> str:
    """The noted commit, marked where a file differs, is missing or is new; nothing where none is noted."""
    commit, files = noted(checkout)
    with suppress(OSError):
        same = {name: _sum(checkout / name) for name in _files(checkout, files)} == files
        return commit and commit + ("" if same else "-dirty")
    return ""


def noted(checkout: Path) -> tuple[str, dict[str, str]]:
    """The commit and the SHA-256 of each of its files, as the bundle had them; nothing where none is noted."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        said = json.loads((checkout / NOTE).read_text(encoding="utf-8"))
        return str(said["commit"]), dict(said["files"])
    return "", {}


def _files(checkout: Path, noted: Mapping[str, str]) -> Iterator[str]:
    """The noted files that are there, and all others in the folders that they lie in."""
    for top in {name.partition("/")[0] for name in noted}:
        if not (checkout / top).is_dir():
            yield from [top] if (checkout / top).exists() else []
            continue
        for root, folders, files in os.walk(checkout / top):
            folders[:] = [name for name in folders if name not in MADE]
            yield from (Path(root, name).relative_to(checkout).as_posix() for name in files)


def _sum(file: Path) -> str:
    return hashlib.sha256(os.fsencode(file.readlink()) if file.is_symlink() else file.read_bytes()).hexdigest()
