"""How far a long copy is: on a terminal in place, else a line now and then."""

from __future__ import annotations

import sys
import time
from typing import IO

from cli.speech import PassingLine, text

AT_A_TERMINAL = 0.2  # seconds between two looks


class BytesDone(PassingLine):
    """Bytes done of a total that may be an estimate."""

    def __init__(self, key: str, total: int, out: IO[str] = sys.stdout) -> None:
        super().__init__(out, AT_A_TERMINAL)
        self.key, self.total = key, total
        self.done, self.started = 0, time.monotonic()

    def add(self, count: int) -> None:
        """So many bytes more."""
        self.done += count
        per_second = self.done / 1e6 / max(time.monotonic() - self.started, 1e-3)
        says = {"done": f"{self.done / 1e6:.0f}", "total": f"{max(self.total, self.done) / 1e6:.0f}"}
        self.pass_by(text(self.key, **says, speed=f"{per_second:.0f}"))

    def waiting(self, key: str) -> None:
        """Nothing to count, and still at it: seconds so far."""
        self.pass_by(text(key, seconds=f"{time.monotonic() - self.started:.0f}"))

    def __enter__(self) -> BytesDone:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
