"""Starts a seat: the lab's container with a share of the machine and, where there are cards, one card of its own."""

from __future__ import annotations

import asyncio
import time
from typing import Any, ClassVar

from docker.errors import APIError
from dockerspawner import DockerSpawner
from tornado import web

from workshop.seats import engine
from workshop.seats.hub.leases import Leases
from workshop.seats.hub.seat_container import create_options, environment, host_options, stop_seconds
from workshop.seats.state import HOMES, LABEL, WORKS, Seats, Service
from workshop.seats.words import DIED, NO_CARD, NO_FOLDER

LAST_LINES, TICK = 20, 0.1
GONE, BEING_REMOVED = 404, 409  # what the engine's API answers


class NotOpened(web.HTTPError):
    """Why a seat does not open, as its page says it: in both languages."""

    def __init__(self, status: int, lines: tuple[str, str], **values: object) -> None:
        english, japanese = (line.format(**values) for line in lines)
        super().__init__(status, english)
        self.jupyterhub_message = f"{english} {japanese}"
        self.jupyterhub_html_message = f"{english}<br><span lang='ja'>{japanese}</span>"


class SeatSpawner(DockerSpawner):  # type: ignore[misc]  # untyped
    """What the config sets once for all seats: `seats` as `make seats` wrote them down, and the leases."""

    seats: ClassVar[Seats]
    leases: ClassVar[Leases]
    opening: ClassVar[set[str]] = set()  # the seats that open at this moment
    service: Service

    async def start(self) -> Any:
        """Takes a card, where there are any, and starts the container; whatever goes wrong, nothing of it stays."""
        self.opening.add(self.user.name)
        try:
            self.service = await self._service()
            self.extra_create_kwargs = create_options(self.service, self.user.name, LABEL)
            work, home = WORKS / self.user.name, HOMES / self.user.name
            if not work.is_dir():  # the engine would make an empty one, root's
                raise NotOpened(500, NO_FOLDER, folder=work)
            self.extra_host_config = host_options(self.service, work, home)
            where = await super().start()
            await self._until_it_listens(*where)
            return where
        except BaseException:
            await self.discard()
            raise
        finally:
            self.opening.discard(self.user.name)

    async def get_object(self) -> Any:
        """The container as the engine knows it; None only where the engine says that there is none.

        DockerSpawner takes an engine's error 500 for the same, and the card of a seat that runs would be given away.
        """
        try:
            found = await self.docker("inspect_container", self.object_name)
        except APIError as error:
            if error.status_code != GONE:
                raise
            self.object_id = ""
            return None
        self.object_id = found[self.object_id_key]
        return found

    def get_env(self) -> dict[str, str]:
        """The hub's variables and the lab's."""
        ends = time.time() + 60 * self.seats.longest  # the culler counts from a moment ago
        return {**super().get_env(), **environment(self.service, self.seats.cpus, ends)}

    async def stop_object(self) -> None:
        """Ends the container within the time that compose.yaml gives it."""
        try:
            await self.docker("stop", self.container_id, timeout=stop_seconds(self.seats.service))
        except APIError as error:
            if error.status_code != GONE:
                raise

    async def give_back(self) -> None:
        """Frees the card once the container has ended; while it runs, it has the device open."""
        if await self.poll() is not None:
            await self.discard()

    async def discard(self) -> None:
        """Takes away a container that ended by itself or never started, and keeps in the log what it said last."""
        try:
            if await self.get_object():
                said = await self.docker("logs", self.container_id, tail=LAST_LINES)
                self.log.warning("%s ended; the last it said:\n%s", self.user.name, said.decode(errors="replace"))
                await self.docker("remove_container", self.container_id, v=True, force=True)
        except APIError as error:  # somebody else takes it away at this moment: it has ended
            if error.status_code not in (GONE, BEING_REMOVED):
                raise
        self.leases.give_back(self.user.name)

    async def _until_it_listens(self, ip: str, port: int) -> None:
        """The hub would wait for a seat that died at once until its time is up."""
        while await self.poll() is None:
            try:
                _, writer = await asyncio.open_connection(ip, port)
            except OSError:
                await asyncio.sleep(TICK)
            else:
                writer.close()
                return
        raise NotOpened(500, DIED)

    async def _service(self) -> Service:
        if not self.seats.cards:
            return self.seats.service
        card = self.leases.take(self.user.name) or await self._left_over()
        if card is not None:
            return self.seats.cards[card]
        if self.seats.overflow == "cpu":
            return self.seats.service
        raise NotOpened(409, NO_CARD, cards=len(self.seats.cards))

    async def _left_over(self) -> str | None:
        """A card whose seat has ended without giving it back, as where the engine failed at that moment."""
        before = set(self.opening)  # a seat that opens has its lease before the engine knows of it
        running = await asyncio.to_thread(engine.running_seats)
        for seat in self.leases.keep_only({*before, *running, *self.opening}):
            self.log.warning("%s has ended, and had not given its card back", seat)
        return self.leases.take(self.user.name)
