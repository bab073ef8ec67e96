"""How far a long copy is: on a terminal in place, else a line now and then."""

from __future__ import annotations

import sys
import time
from typing import IO

from cli.speech import text
from images.build import QUIET_SECONDS

AT_A_TERMINAL = 0.2  # seconds between two looks


class BytesDone:
    """Bytes done of a total that may be an estimate."""

    def __init__(self, key: str, total: int, out: IO[str] = sys.stdout) -> None:
        self.key, self.total, self.out = key, total, out
        self.done, self.last, self.started = 0, time.monotonic(), time.monotonic()

    def add(self, count: int) -> None:
        """So many bytes more."""
        self.done += count
        if self._due():
            per_second = self.done / 1e6 / max(time.monotonic() - self.started, 1e-3)
            says = {"done": f"{self.done / 1e6:.0f}", "total": f"{max(self.total, self.done) / 1e6:.0f}"}
            self._show(text(self.key, **says, speed=f"{per_second:.0f}"))

    def waiting(self, key: str) -> None:
        """Nothing to count, and still at it: seconds so far."""
        if self._due():
            self._show(text(key, seconds=f"{time.monotonic() - self.started:.0f}"))

    def __enter__(self) -> BytesDone:
        return self

    def __exit__(self, *_: object) -> None:
        """Takes the passing line away."""
        if self.out.isatty():
            self._write("\r\x1b[K")

    def _due(self) -> bool:
        every = AT_A_TERMINAL if self.out.isatty() else QUIET_SECONDS
        return time.monotonic() - self.last >= every

    def _show(self, line: str) -> None:
        self.last = time.monotonic()
        self._write(f"\r\x1b[K{line}" if self.out.isatty() else f"{line}\n")

    def _write(self, what: str) -> None:
        self.out.write(what)
        self.out.flush()
