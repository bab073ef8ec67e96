"""Whose tries the hub counts: asked of tornado's own server, as the hub runs it, behind a proxy and past it."""

from __future__ import annotations

import asyncio
import socket

import pytest
from tornado import httpserver, netutil, web

from workshop.seats.hub.asking_place import asking_place

FORGED = "X-Real-Ip: 192.0.2.9\r\nX-Forwarded-For: 192.0.2.9"


class Ask(web.RequestHandler):
    def get(self) -> None:
        self.write(f"{asking_place(self.request)} {self.request.remote_ip}")


async def _ask(source: str, headers: str) -> str:
    """What the server answers somebody who connects from this address of the machine."""
    server = httpserver.HTTPServer(web.Application([("/", Ask)]), xheaders=True)
    sockets = netutil.bind_sockets(0, "127.0.0.1", family=socket.AF_INET)
    server.add_sockets(sockets)
    port = sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
    writer.write(f"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    server.stop()
    return answer.decode().rpartition("\r\n\r\n")[2]


@pytest.mark.parametrize(
    ("source", "headers", "place"),
    [
        ("127.0.0.1", "X-Forwarded-For: 198.51.100.7", "198.51.100.7"),  # the proxy
        ("127.0.0.1", f"{FORGED},198.51.100.7", "198.51.100.7"),  # the proxy, and a client that forges
        ("127.0.0.1", f"{FORGED}, 192.0.2.8,198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "X-Real-Ip: 192.0.2.9", "127.0.0.1"),
        ("127.0.0.2", FORGED, "127.0.0.2"),  # past the proxy: from a seat, for one
    ],
)
def test_a_client_cannot_say_where_it_is(source: str, headers: str, place: str) -> None:
    assert asyncio.run(_ask(source, headers)).split()[0] == place


def test_tornados_own_answer_would_be_the_clients() -> None:
    assert asyncio.run(_ask("127.0.0.1", f"{FORGED},198.51.100.7")).split()[1] == "192.0.2.9"
