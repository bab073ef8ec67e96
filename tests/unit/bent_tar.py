"""Tars as no honest program writes them."""

from __future__ import annotations

import tarfile

NAME, SIZE, SUM, TYPE, MAGIC, PREFIX, REST = 0, 124, 148, 156, 257, 345, 500


def bent(header: bytes, place: int, field: bytes) -> bytes:
    """The header with another field, and the sum that is right then unless the field is the sum."""
    changed = bytearray(header)
    changed[place : place + len(field)] = field
    if place != SUM:
        changed[SUM : SUM + 8] = b"%06o\0 " % total(changed)
    return bytes(changed)


def total(header: bytes | bytearray) -> int:
    """The sum of a header's bytes, its own field counted as spaces."""
    return sum(header[:SUM]) + 8 * 32 + sum(header[SUM + 8 : 512])


def long(*said: bytes, kind: bytes = tarfile.XHDTYPE) -> bytes:
    """A long header with these records, for the member behind it."""
    records = b"".join(b"%d %s\n" % (len(one) + 4, one) for one in said)  # two digits, a space and a line's end
    info = tarfile.TarInfo("x")
    info.type, info.size = kind, len(records)
    return info.tobuf() + records + bytes(-len(records) % 512)
