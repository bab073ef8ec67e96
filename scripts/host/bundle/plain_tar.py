"""A tar that all readers take for the same files: Python's, which looks at it here, and the engine's own, in Go.

They differ in what is bent: a number with a zero byte before it is nothing to one and a number to the other; one stops
in silence at a header whose sum is wrong, and the other reads on; one knows a name's first half only from some makers.
What could be read in two ways is refused. tarfile alone cannot say so: what its stream passes over, it does not tell.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

BLOCK, CHUNK = tarfile.BLOCKSIZE, 1 << 20
SIZE, SUM, MAGIC, PREFIX, REST = slice(124, 136), slice(148, 156), slice(257, 265), slice(345, 500), slice(500, 512)
# Octal digits with padding around them, or a positive binary number.
NUMBER = re.compile(rb" *[0-7]*[ \0]*|\x80.*", re.DOTALL)
FILES, LONG = (tarfile.REGTYPE, tarfile.AREGTYPE), tarfile.XHDTYPE
TYPES = (*FILES, tarfile.DIRTYPE, tarfile.SYMTYPE, LONG)  # no global headers, nothing sparse
# In a long header: what is over 8 GiB has its size there.
RECORD = re.compile(rb"(\d{1,4}) ([a-z]+)=([^\n]*)\n")
NAMES = {b"path", b"linkpath", b"size", b"mtime", b"atime", b"ctime", b"uid", b"gid", b"uname", b"gname"}


class Readable(Protocol):
    """What gives bytes, in their order."""

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True)
class Member:
    """A file, a folder or a link; `size` in bytes."""

    name: str
    type: bytes
    size: int
    linkname: str


class Content:
    """The bytes of a member, to be read before the next member; what is not read is passed over."""

    def __init__(self, stream: Readable, size: int) -> None:
        self.stream, self.left, self.padding = stream, size, -size % BLOCK

    def read(self) -> bytes:
        """All of them. Raises ValueError where the tar ends before."""
        found, self.left = taken(self.stream, self.left), 0
        return found

    def pass_over(self) -> None:
        """What is left of them, and their padding. Raises ValueError."""
        while self.left:
            self.left -= len(taken(self.stream, min(self.left, CHUNK)))
        taken(self.stream, self.padding)


def members(stream: Readable) -> Iterator[tuple[Member, Content]]:
    """Every member, to the end of the stream. Raises ValueError or TarError where readers could differ."""
    said: dict[bytes, str] = {}  # by a long header, of the member that comes next
    while any(block := taken(stream, BLOCK)):
        info = _header(block)
        content = Content(stream, int(said.get(b"size", info.size)))
        if info.type == LONG:
            if said or info.size > CHUNK:
                raise ValueError("a long header before another, or too long")
            said = _records(content.read())
        else:
            if content.left and info.type not in FILES:
                raise ValueError(f"{info.name[:80]!r} has content")
            path, link = said.get(b"path", info.name), said.get(b"linkpath", info.linkname)
            yield Member(path, info.type, content.left, link), content
            said = {}
        content.pass_over()
    while rest := stream.read(CHUNK):
        if said or any(rest):
            raise ValueError("something behind the end")


def taken(stream: Readable, size: int) -> bytes:
    """So many bytes. Raises ValueError where the stream ends before."""
    found = b""
    while len(found) < size:
        part = stream.read(size - len(found))
        if not part:
            raise ValueError("it ends too early")
        found += part
    return found


def _header(block: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
    bent = not (NUMBER.fullmatch(block[SIZE]) and NUMBER.fullmatch(block[SUM]))
    halves = any(block[PREFIX]) and block[MAGIC] != tarfile.POSIX_MAGIC
    if bent or halves or any(block[REST]) or block[156:157] not in TYPES:
        raise ValueError(f"a header that can be read in two ways: {info.name[:80]!r}")
    return info


def _records(content: bytes) -> dict[bytes, str]:
    found: dict[bytes, str] = {}
    at = 0
    while at < len(content):
        record = RECORD.match(content, at)
        if not record or int(record[1]) != len(record[0]) or record[2] not in NAMES or record[2] in found:
            raise ValueError(f"a long header: {content[at : at + 80]!r}")
        if record[2] == b"size" and not record[3].isdigit():
            raise ValueError(f"a size: {record[3][:40]!r}")
        found[record[2]] = record[3].decode()
        at = record.end()
    return found
