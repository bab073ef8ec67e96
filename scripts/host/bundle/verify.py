"""Reads a bundle once, from its first byte to its last, and believes none of them before its sum is right.

The sums lie in the file that they are of: they tell of accidents. Who changes a bundle on purpose writes new ones; the
whole file's sum, carried by a second way, tells of that.
"""

from __future__ import annotations

import hashlib
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from host.bundle.form import (
    BLOCK, END, FACTS, FACTS_SIZE, FILES, IMAGE, MEMBERS, SUMS, SUMS_SIZE, Bundle, FormError, VersionError, header,
    padding, parse_facts, parse_sums,
)  # fmt: skip
from host.bundle.bytes_done import BytesDone
from host.errors import LabError
from host.process import piped
from host.bundle.plain_tar import CHUNK
from host.bundle.saved_image import Saved, look
from host.unpacked import sums_in

UNZSTD = ["zstd", "-q", "--decompress", "--stdout"]


@dataclass(frozen=True)
class Head:
    """The first two members, which every version has, and are small: read before the rest."""

    bundle: Bundle
    sums: dict[str, str]
    mtime: int


@dataclass(frozen=True)
class Verified:
    """A bundle whose every byte was right; `files`: the SHA-256 of each file of the checkout in it."""

    head: Head
    saved: Saved
    files: dict[str, str]
    sum: str

    @property
    def bundle(self) -> Bundle:
        """What its first member says."""
        return self.head.bundle


class Reading:
    """The bundle's file, read in order; every byte goes into the whole file's sum."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self.path, self.file, self.whole = path, file, hashlib.sha256()

    def take(self, size: int) -> bytes:
        """The next bytes. Raises LabError where the file ends before."""
        content = self.file.read(size)
        self.whole.update(content)
        if len(content) < size:
            raise LabError("bundle-truncated", path=self.path)
        return content

    def member(self, name: str, size: int, mtime: int, sink: Callable[[bytes], object]) -> str:
        """The member that comes next: its header, its bytes into the sink, its padding; the sum. Raises LabError."""
        self.expect(header(name, size, mtime), name)
        digest, left = hashlib.sha256(), size
        while left:
            chunk = self.take(min(left, CHUNK))
            digest.update(chunk)
            sink(chunk)
            left -= len(chunk)
        self.expect(bytes(padding(size)), name)
        return digest.hexdigest()

    def expect(self, written: bytes, name: str) -> None:
        """Raises LabError where other bytes come than `make bundle` writes there."""
        if (found := self.take(len(written))) != written:
            raise LabError("bundle-members", found=_named(found), wanted=name)


def read_head(reading: Reading) -> Head:
    """The facts and the sums. Raises LabError."""
    first = reading.take(BLOCK)
    try:
        info = tarfile.TarInfo.frombuf(first, tarfile.ENCODING, "replace")
    except tarfile.TarError as error:
        raise LabError("bundle-not-tar", path=reading.path) from error
    mtime = int(info.mtime)
    if first != header(FACTS, FACTS_SIZE, mtime):
        raise LabError("bundle-members", found=_named(first), wanted=FACTS)
    facts = reading.take(FACTS_SIZE)
    content = bytearray()
    reading.member(SUMS, SUMS_SIZE, mtime, content.extend)
    try:
        sums = parse_sums(bytes(content))
        if sums[FACTS] != hashlib.sha256(facts).hexdigest():
            raise LabError("bundle-damaged", member=FACTS, path=reading.path)
        return Head(parse_facts(facts), sums, mtime)
    except FormError as error:
        raise LabError("bundle-damaged", member=error, path=reading.path) from error
    except VersionError as error:
        raise LabError("bundle-version", version=error) from error


def require_whole(path: Path, bundle: Bundle) -> None:
    """Raises LabError where the file is shorter or longer than its members, before all of it is read."""
    size = path.stat().st_size
    if size < bundle.size:
        raise LabError("bundle-truncated", path=path)
    if size > bundle.size:
        raise LabError("bundle-members", found=f"+{size - bundle.size} B", wanted=", ".join(MEMBERS))


def verify(reading: Reading, head: Head) -> Verified:
    """The rest of the file against its sums, and what the saved image holds. Raises LabError."""
    members = head.bundle.members
    with tempfile.SpooledTemporaryFile(16 * CHUNK) as archive:
        found = {FILES: reading.member(FILES, members[FILES], head.mtime, archive.write)}
        require_sum(head, found, reading.path)
        archive.seek(0)
        files = _files(archive, head.bundle)
    progress = BytesDone("bundle-verifying", head.bundle.size)
    with progress, ThreadPoolExecutor(1) as beside, piped(UNZSTD, subprocess.PIPE) as zstd:
        assert zstd.stdin
        assert zstd.stdout
        looking = beside.submit(look, zstd.stdout)
        sink = Sink(zstd.stdin, progress)
        found[IMAGE] = reading.member(IMAGE, members[IMAGE], head.mtime, sink.write)
        sink.close()
        looking.exception()  # it has read to the end, or has given up
        zstd.stdout.close()
    reading.expect(END, IMAGE)
    require_sum(head, found, reading.path)
    if reading.file.read(1):
        raise LabError("bundle-members", found="?", wanted=", ".join(MEMBERS))
    saved = looking.result()
    _require_the_one(head.bundle, saved)
    return Verified(head, saved, files, reading.whole.hexdigest())


class Sink:
    """A program's input: what it no longer wants is dropped, for the sum says more than its giving up."""

    def __init__(self, pipe: IO[bytes], progress: BytesDone) -> None:
        self.pipe, self.progress, self.open = pipe, progress, True

    def write(self, chunk: bytes) -> None:
        """All of it."""
        view = memoryview(chunk)
        try:
            while view and self.open:  # a raw pipe takes what it has room for
                view = view[self.pipe.write(view) :]
        except BrokenPipeError:
            self.open = False
        self.progress.add(len(chunk))

    def close(self) -> None:
        """No more comes."""
        with suppress(BrokenPipeError):
            self.pipe.close()


def require_sum(head: Head, found: dict[str, str], path: Path) -> None:
    """Raises LabError with the first member whose sum is another."""
    for name, digest in found.items():
        if digest != head.sums[name]:
            raise LabError("bundle-damaged", member=name, path=path)


def _files(archive: IO[bytes], bundle: Bundle) -> dict[str, str]:
    try:
        commit, files = sums_in(archive)
    except ValueError as error:
        raise LabError("bundle-checkout", reason=str(error)[:200]) from error
    if commit != bundle.commit:
        raise LabError("bundle-checkout", reason=f"{commit or '-'} ≠ {bundle.commit}")
    return files


def _require_the_one(bundle: Bundle, saved: Saved) -> None:
    """Raises LabError where an engine would load anything but the one image that the bundle names."""
    if saved.references != {bundle.image.reference}:
        raise LabError(
            "bundle-other-image", found=", ".join(sorted(saved.references)) or "-", wanted=bundle.image.reference
        )
    if saved.id != bundle.image.id:
        raise LabError("bundle-other-image", found=saved.id, wanted=bundle.image.id)


def _named(block: bytes) -> str:
    """What a block says that it is the header of."""
    try:
        info = tarfile.TarInfo.frombuf(block[:BLOCK], tarfile.ENCODING, "replace")
    except tarfile.TarError:
        return "?"
    return f"{info.name[:60]!r} ({info.size} B)"
