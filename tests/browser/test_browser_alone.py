"""Requests to this machine hold while an engine beside the tests makes and removes its networks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep

from playwright.sync_api import Browser

from browser.watching import fresh_page
from container.engine import docker, require_engine

NETWORK = "rocm-lab-comes-and-goes"
# More at once than Chromium has connections to one server: the rest wait for one.
ASK = """async () => {
    const asked = Array.from({length: 40}, (_, i) => fetch("/" + i).then(() => 1, () => 0))
    return (await Promise.all(asked)).reduce((a, b) => a + b)
}"""


class Slow(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        sleep(0.3)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@contextmanager
def slow_server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Slow) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_no_request_is_lost_when_a_network_comes_and_goes(browser: Browser) -> None:
    require_engine()
    with slow_server() as address, fresh_page(browser) as (page, _seen):
        page.goto(address)
        come_and_go = threading.Thread(target=lambda: [docker("network", word, NETWORK) for word in ("create", "rm")])
        come_and_go.start()
        assert page.evaluate(ASK) == 40
        come_and_go.join()
    assert NETWORK not in docker("network", "ls").stdout
