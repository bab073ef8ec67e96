"""A browser that can reach nothing but this machine, and a record of whatever goes wrong in it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, ViewportSize, sync_playwright

ALONE = Path(__file__).with_name("chromium_alone.py")
SCREEN = ViewportSize(width=1366, height=768)  # the commonest laptop
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
ARGUMENTS += ["--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]


@dataclass
class Seen:
    """What a page asked for, and what went wrong in it."""

    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def hosts(self) -> set[str]:
        """Every machine that the page spoke to; a file and what a page carries in itself are of none."""
        return {urlsplit(url).hostname or "" for url in self.asked if urlsplit(url).scheme not in ("data", "blob")}

    def schemes(self) -> set[str]:
        return {urlsplit(url).scheme for url in self.asked}

    def watch(self, page: Page) -> None:
        """From now on, and from the first request if this comes before it."""
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("websocket", lambda socket: self.asked.append(socket.url))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.wrong.append(f"exception: {error}"))

    def _failed(self, request: Request) -> None:
        self.wrong.append(f"failed: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.wrong.append(f"{response.status}: {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.wrong.append(f"console: {message.text} {message.location['url']}")


def require_chromium() -> None:
    """Skips where there is none; where all are wanted, fails."""
    if shutil.which("chromium"):
        return
    if os.environ.get("REQUIRE_ALL"):
        pytest.fail("make test ALL=1, and there is no chromium")
    pytest.skip("no chromium here (apt-get install chromium fonts-noto-cjk)")


@contextmanager
def started() -> Iterator[Browser]:
    """The browser, gone at the end."""
    require_chromium()
    # The program that starts it is for the Python of these tests.
    found_first = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=ALONE, args=ARGUMENTS, env=found_first)
        yield browser
        browser.close()


@contextmanager
def fresh_page(browser: Browser, *, javascript: bool = True) -> Iterator[tuple[Page, Seen]]:
    """A page of somebody who was never here before, watched from its first request."""
    context = browser.new_context(viewport=SCREEN, java_script_enabled=javascript)
    context.set_default_timeout(10_000)
    page, seen = context.new_page(), Seen()
    seen.watch(page)
    yield page, seen
    context.close()
