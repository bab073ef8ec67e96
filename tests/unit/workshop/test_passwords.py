"""The seats' passwords: made, kept, and compared."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from workshop.seats import state
from workshop.seats.passwords import LETTERS, fits, fits_seat, hashed, new_passwords


def test_passwords_are_different_and_can_be_read_from_paper() -> None:
    made = new_passwords(state.names(99))
    assert len(set(made.values())) == len(made) == 99
    assert all(re.fullmatch(f"[{LETTERS}]{{10}}", password) for password in made.values())
    assert not set("ilo01") & set(LETTERS)


def test_only_the_password_itself_fits_and_two_hashes_of_it_differ() -> None:
    kept = hashed("kxmqrdnpab")
    assert fits("kxmqrdnpab", kept)
    assert not fits("kxmqrdnpaB", kept)
    assert not fits("", kept)
    assert kept != hashed("kxmqrdnpab")
    assert "kxmqrdnpab" not in kept


def test_a_name_that_no_seat_has_never_fits() -> None:
    kept = {"seat-01": hashed("kxmqrdnpab")}
    assert fits_seat("seat-01", "kxmqrdnpab", kept)
    for seat, password in (("seat-02", "kxmqrdnpab"), ("", ""), ("seat-02", ""), ("seat-01", "x" * 10**6)):
        assert not fits_seat(seat, password, kept)


def test_a_secret_is_nobody_elses_at_any_moment(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("old")
    file.chmod(0o644)
    state.write_secret(file, "new")
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("new", 0o600)
    assert list(tmp_path.iterdir()) == [file]
