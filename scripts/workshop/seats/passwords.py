"""A password a seat: made here, printed once on the join sheet, and kept as a hash alone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence

# No i, l, o: what is read from paper must not be guessed at. Ten of 23 letters are 45 bits.
LETTERS, LENGTH = "abcdefghjkmnpqrstuvwxyz", 10
COST = {"n": 2**14, "r": 8, "p": 1}  # 16 MiB and some 50 ms a try
NOBODY = "AAAA:AAAA"  # a hash that no password has, so that an unknown name takes as long as a known one


def new_passwords(seats: Sequence[str]) -> dict[str, str]:
    """A password for each seat."""
    return {seat: "".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for seat in seats}


def hashed(password: str) -> str:
    """Salt and scrypt hash."""
    salt = secrets.token_bytes(16)
    return f"{_text(salt)}:{_text(_scrypt(password, salt))}"


def fits(password: str, kept: str) -> bool:
    """Whether this is the password; takes the same time whether it is or not."""
    salt, _, digest = kept.partition(":")
    return hmac.compare_digest(_scrypt(password, base64.b64decode(salt)), base64.b64decode(digest))


def fits_seat(seat: str, password: str, kept: Mapping[str, str]) -> bool:
    """Whether this seat exists and has this password."""
    return fits(password[:100], kept.get(seat, NOBODY)) and seat in kept


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, **COST)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
