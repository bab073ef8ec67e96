"""Which seat has which card: one file that survives restarts. Standard library alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

# The database itself holds the two rules: no card twice, no seat twice.
TABLE = "CREATE TABLE IF NOT EXISTS lease (card TEXT PRIMARY KEY, seat TEXT NOT NULL UNIQUE)"
BUSY_SECONDS = 10.0


class Leases:
    """The leases on `cards`, in the order in which they are given out."""

    def __init__(self, file: Path, cards: Sequence[str]) -> None:
        self.file, self.cards = file, tuple(cards)
        with self._change() as table:
            table.execute(TABLE)

    def take(self, seat: str) -> str | None:
        """The card of `seat`: the one it has, else the first free one; None where none is left."""
        with self._change() as table:
            held = dict(table.execute("SELECT seat, card FROM lease"))
            if seat in held:
                return str(held[seat])
            card = next((card for card in self.cards if card not in held.values()), None)
            if card is not None:
                table.execute("INSERT INTO lease VALUES (?, ?)", (card, seat))
            return card

    def give_back(self, seat: str) -> None:
        """Frees the card of `seat`, if it has one."""
        with self._change() as table:
            table.execute("DELETE FROM lease WHERE seat = ?", (seat,))

    def keep_only(self, seats: Collection[str]) -> list[str]:
        """Frees the cards of all other seats, and names those."""
        gone = [seat for seat in self.held() if seat not in seats]
        for seat in gone:
            self.give_back(seat)
        return gone

    def held(self) -> dict[str, str]:
        """Seat to card."""
        with self._change() as table:
            return dict(table.execute("SELECT seat, card FROM lease"))

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        # isolation_level=None: transactions begin where it says so, and this one locks before it reads.
        with closing(sqlite3.connect(self.file, timeout=BUSY_SECONDS, isolation_level=None)) as table:
            table.execute("BEGIN IMMEDIATE")
            try:
                yield table
            except BaseException:
                table.execute("ROLLBACK")
                raise
            table.execute("COMMIT")
