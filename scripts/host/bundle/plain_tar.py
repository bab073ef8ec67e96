"""A tar that all readers take for the same files: Python's, which looks at it here, and the engine's own, in Go.

They differ in what is bent. A number with a zero byte before it is nothing to one and a number to the other; one stops
in silence at a header whose sum is wrong, and the other reads on. What could be read in two ways is refused.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from typing import IO, Any, Protocol

CHUNK = 1 << 20
SIZE, SUM, TYPE = slice(124, 136), slice(148, 156), slice(156, 157)
# Octal digits with padding around them, or a positive binary number.
NUMBER = re.compile(rb" *[0-7]*[ \0]*|\x80.*", re.DOTALL)
# Files, folders, links, and the two forms of a long name. No global headers and nothing sparse.
TYPES = (b"0", b"\0", b"5", b"2", b"x", b"L")
PAX = {"path", "linkpath", "size", "mtime", "atime", "ctime", "uid", "gid", "uname", "gname"}


class Readable(Protocol):
    """What tarfile asks of a stream."""

    def read(self, size: int = ..., /) -> bytes: ...


def members(stream: Readable) -> Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]]:
    """Every member, with its content where it is a file, to be read before the next. Raises ValueError or TarError."""
    header = _header()
    options: dict[str, Any] = {"mode": "r|", "bufsize": CHUNK, "tarinfo": header, "ignore_zeros": True}
    with tarfile.open(fileobj=stream, **options) as tar:  # type: ignore[call-overload]
        for member in tar:
            if not set(member.pax_headers) <= PAX or (member.size and not member.isfile()):
                raise ValueError(f"{member.name[:80]!r}: {member.type!r}")
            yield member, tar.extractfile(member) if member.isfile() else None
            tar.members = []  # or it keeps them all
    if not header.ended:
        raise ValueError("no end")


def _header() -> Any:
    """How the headers of one tar are read; `ended`: whether its end has come, behind which there are zeros alone."""

    class Header(tarfile.TarInfo):
        ended = False

        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Header:
            try:
                found = super().frombuf(buf, encoding, errors)
            except (tarfile.EOFHeaderError, tarfile.EmptyHeaderError) as error:  # type: ignore[attr-defined]
                cls.ended |= isinstance(error, tarfile.EOFHeaderError)  # type: ignore[attr-defined]
                raise
            except tarfile.HeaderError as error:
                raise ValueError(f"a header: {error}") from error
            bent = [place for place in (SIZE, SUM) if not NUMBER.fullmatch(buf[place])]
            if cls.ended or bent or buf[TYPE] not in TYPES:
                raise ValueError(f"a header that is read in more ways than one: {found.name[:80]!r}")
            return found

    return Header
