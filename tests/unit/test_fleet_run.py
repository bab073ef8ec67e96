"""Whether a machine's lab answers is asked of the lab: that its container is up is not enough."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

pytest.importorskip("ansible")

from lab_run import answers

from native.running import free_port


class Lab(BaseHTTPRequestHandler):
    """Knows its token."""

    def do_GET(self) -> None:
        good = (self.path, self.headers.get("Authorization")) == ("/api/status", "token right")
        self.send_response(200 if good else 403)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    """Of a server that answers."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Lab) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def said(port: int, token: str = "right") -> str:
    return f"The lab is up.\n\n  http://127.0.0.1:{port}/lab/tree/01_training_flow.en.ipynb?token={token}\n"


def test_a_lab_that_knows_its_token_answers(port: int) -> None:
    assert answers(said(port), 5)


@pytest.mark.parametrize("text", ["", "The lab is up.\n"])
def test_where_no_address_was_printed_nothing_answers(text: str) -> None:
    assert not answers(text, 0.5)


def test_another_server_with_another_token_is_not_the_lab(port: int) -> None:
    assert not answers(said(port, "wrong"), 0.5)


def test_nobody_at_the_door_and_one_who_never_speaks_are_no_answer() -> None:
    assert not answers(said(free_port()), 0.5)
    with ThreadingHTTPServer(("127.0.0.1", 0), Lab) as deaf:  # listens, and nobody serves
        assert not answers(said(deaf.server_port), 0.5)
