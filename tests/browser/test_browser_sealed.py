"""A report that came from elsewhere: what it wants to do it cannot, and a good one looks as it did."""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.watching import fresh_page
from workshop.sealed_page import sealed

# Each marks the page, or asks somebody for something.
HOSTILE = """<!doctype html><html lang="ja"><head><title>before</title>
<meta http-equiv="Content-Security-Policy" content="default-src *; script-src 'unsafe-inline'">
<script>document.title = "a script ran"</script></head>
<body onload="document.title = 'onload ran'">
<img src="x" onerror="document.title = 'onerror ran'">
<img src="http://127.0.0.1:PORT/beacon.png"><iframe src="http://127.0.0.1:PORT/frame"></iframe>
<iframe srcdoc="<script>parent.document.title = 'a frame ran'</script>"></iframe>
<style>@import url("http://127.0.0.1:PORT/style.css");
body { background: url("http://127.0.0.1:PORT/picture.png") }</style>
<object data="http://127.0.0.1:PORT/object"></object><meta HTTP-Equiv="refresh" content="0;url=http://127.0.0.1:PORT/">
<p id="said">shown</p></body></html>"""
LOOK = """() => ({
  mode: document.compatMode,
  lang: document.documentElement.lang,
  heights: [...document.querySelectorAll('main *')].map(element => element.getBoundingClientRect().height),
})"""


def requests(somebody: socket.socket) -> bytes:
    """What arrives within a second of silence. (Chromium connects for a frame before it knows that it may not ask.)"""
    somebody.settimeout(1)
    arrived = b""
    with suppress(TimeoutError):
        while True:
            connection, _ = somebody.accept()
            connection.settimeout(1)
            with connection, suppress(TimeoutError):
                arrived += connection.recv(1000)
    return arrived


@pytest.mark.parametrize("seal", [False, True], ids=["as it came", "sealed"])
def test_a_hostile_report_shows_its_text_and_sealed_it_does_nothing_else(
    browser: Browser, tmp_path: Path, seal: bool
) -> None:
    file = tmp_path / "report.html"
    with socket.create_server(("127.0.0.1", 0)) as somebody, fresh_page(browser) as (page, _):
        hostile = HOSTILE.replace("PORT", str(somebody.getsockname()[1])).encode()
        file.write_bytes(sealed(hostile) if seal else hostile)
        page.goto(file.as_uri(), wait_until="commit")  # nobody answers: it would never be loaded
        page.locator("#said").wait_for()
        asked = requests(somebody)
        assert (page.title() == "before") == seal
        assert (asked == b"") == seal


def test_a_good_report_looks_as_before(browser: Browser, report: Path, tmp_path: Path) -> None:
    page_sealed = tmp_path / "report.html"
    page_sealed.write_bytes(sealed(report.read_bytes()))
    looks = []
    for file in (report, page_sealed):
        with fresh_page(browser) as (page, seen):
            page.goto(file.as_uri())
            looks.append(page.evaluate(LOOK))
            assert seen.wrong == []
    assert looks[0] == looks[1]
    assert (looks[1]["mode"], looks[1]["lang"]) == ("CSS1Compat", "en")
    assert looks[1]["heights"]
