"""Signs a learner in: the seats' names and the passwords of the join sheet, and nobody else."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from typing import Any, ClassVar

from jupyterhub.auth import Authenticator
from tornado import web

from workshop.seats.hub.asking_place import asking_place
from workshop.seats.passwords import fits_seat
from workshop.seats.words import SLOW_DOWN

TRIES, WINDOW_SECONDS = 5, 60.0


class Tries:
    """How often somebody was wrong lately; pure but for its memory, which ends with the window."""

    def __init__(self) -> None:
        self.wrong: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)

    def too_many(self, who: tuple[str, str], now: float) -> bool:
        """Whether `who` has to wait."""
        for name in list(self.wrong):
            while self.wrong[name] and now - self.wrong[name][0] > WINDOW_SECONDS:
                self.wrong[name].popleft()
            if not self.wrong[name]:
                del self.wrong[name]
        return who in self.wrong and len(self.wrong[who]) >= TRIES

    def was_wrong(self, who: tuple[str, str], now: float) -> None:
        """Counts one more."""
        self.wrong[who].append(now)


class SeatAuthenticator(Authenticator):  # type: ignore[misc]  # untyped
    """`passwords`: seat to hash, set once by the config."""

    passwords: ClassVar[Mapping[str, str]]
    tries: ClassVar[Tries] = Tries()

    async def authenticate(self, handler: Any, data: Any) -> str | None:
        """The seat's name, or None. Raises HTTPError after too many tries from one place at one seat."""
        seat, password = str(data.get("username", "")).strip().lower(), str(data.get("password", ""))
        who = (asking_place(handler.request), seat if seat in self.passwords else "")
        if self.tries.too_many(who, time.monotonic()):
            raise web.HTTPError(429, " ".join(SLOW_DOWN))
        # Counted before it is tried: many at once must not all find the count at nothing.
        self.tries.was_wrong(who, time.monotonic())
        if not await asyncio.to_thread(fits_seat, seat, password.strip(), self.passwords):
            return None
        self.tries.wrong.pop(who, None)
        return seat
