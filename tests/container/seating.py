"""Seats as learners use them: over HTTP, with the name and the password of the join sheet."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
import websocket

from container.browser_like import printed_by
from container.engine import Contained, docker
from native.checkout import PROJECT
from native.running import free_port

MODULES = "scripts/workshop/seats/hub/node_modules"


def give_proxy(checkout: Contained) -> None:
    """The hub's proxy, as npm installs it; skips where nobody did, unless all are wanted."""
    if (PROJECT / MODULES).is_dir():
        shutil.copytree(PROJECT / MODULES, checkout.root / MODULES, symlinks=True)
    elif os.environ.get("REQUIRE_ALL"):
        pytest.fail("make test ALL=1, and the hub's proxy is not here: npm ci --prefix scripts/workshop/seats/hub")
    else:
        pytest.skip("the hub's proxy is not here: npm ci --prefix scripts/workshop/seats/hub")


@dataclass
class Room:
    """Seats that are open: where, and what is printed on the join sheet."""

    checkout: Contained
    said: str
    base: str
    passwords: dict[str, str]
    trusted: str | bool = False  # the certificate to trust

    @property
    def hub(self) -> Path:
        return self.checkout.root / ".lab/hub"

    @property
    def project(self) -> str:
        return self.checkout.project.replace("rocm-lab", "rocm-seats")

    def facts(self) -> dict[str, Any]:
        """What the hub was told."""
        found: dict[str, Any] = json.loads((self.hub / "seats.json").read_text())
        return found

    def processes(self) -> dict[str, int]:
        """The ids of hub and proxy."""
        hub = json.loads((self.hub / "processes.json").read_text())["hub"]["pid"]
        return {"hub": hub, "proxy": int((self.hub / "jupyterhub-proxy.pid").read_text())}

    def cullers(self) -> list[int]:
        """The processes that end seats by this hub's word; a session of their own hides them from all else."""
        facts = self.facts()
        hub = f"--url=http://{facts['gateway']}:{facts['hub_port']}/hub/api"
        return [one.pid for one in psutil.process_iter(["cmdline"]) if hub in (one.info["cmdline"] or ())]

    def container(self, seat: str) -> str:
        return f"{self.project}-{seat}"

    def containers(self) -> list[str]:
        """The names of all seats' containers, running or not."""
        listed = docker("ps", "--all", "--format", "{{.Names}}", "--filter", f"label=rocm-lab.seats={self.project}")
        return sorted(listed.stdout.split())

    def leases(self) -> dict[str, str]:
        """Seat to card."""
        with closing(sqlite3.connect(self.hub / "leases.sqlite")) as table:
            return dict(table.execute("SELECT seat, card FROM lease"))

    def run(self, seat: str, code: str) -> str:
        """What Python prints in the seat's container."""
        done = docker("exec", self.container(seat), "python", "-c", code)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def learner(self, seat: str, password: str | None = None, **headers: str) -> Learner:
        """Somebody who has signed in, or tried to; the browser sends these headers, too."""
        session = requests.Session()
        session.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
        session.trust_env, session.verify = False, self.trusted
        session.hooks["response"] = [_as_utf8]
        learner = Learner(self, seat, session)
        learner.sign_in(self.passwords[seat] if password is None else password)
        return learner

    def all_at_once(self, seats: Sequence[str]) -> list[Learner]:
        """These learners sign in at one moment, each on a thread of its own."""
        with ThreadPoolExecutor(max(1, len(seats))) as people:
            return list(people.map(lambda seat: self.learner(seat).until_settled(), seats))

    @staticmethod
    def all_leave(learners: Sequence[Learner]) -> None:
        """These learners stop their seats at one moment."""
        with ThreadPoolExecutor(max(1, len(learners))) as people:
            list(people.map(Learner.stop, learners))


@dataclass
class Learner:
    """A browser at one seat. `page` is the last answer."""

    room: Room
    seat: str
    session: requests.Session
    page: requests.Response = field(default_factory=requests.Response)

    def sign_in(self, password: str) -> None:
        form = self.session.get(f"{self.room.base}/hub/login", timeout=30)
        found = re.search(r'name="_xsrf" value="([^"]+)"', form.text)
        assert found
        data = {"username": self.seat, "password": password, "_xsrf": found[1]}
        self.page = self.session.post(f"{self.room.base}/hub/login", data=data, timeout=60)

    def until_settled(self, seconds: float = 120) -> Learner:
        """Until JupyterLab is there or the hub says why not, as the page that waits would show it."""
        until = time.monotonic() + seconds
        while "spawn-pending" in self.page.url and self.page.status_code == 200:
            assert time.monotonic() < until, self.page.url
            time.sleep(0.2)
            self.page = self.session.get(f"{self.room.base}/user/{self.seat}/lab", timeout=30)
        return self

    @property
    def is_in(self) -> bool:
        """Whether the last page is the seat's JupyterLab."""
        return self.page.status_code == 200 and self.page.url.startswith(f"{self.room.base}/user/{self.seat}/")

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        """A request to the seat's own server or to the hub, with the cookies and the XSRF token of its pages."""
        tokens = {c.path: c.value for c in self.session.cookies if c.name == "_xsrf"}
        token = next((value for at, value in tokens.items() if path.startswith(at)), "") or ""
        url = f"{self.room.base}{path}"
        return self.session.request(method, url, json=body, headers={"X-XSRFToken": token, **headers}, timeout=60)

    def stop(self) -> None:
        """Stops the seat, as the button on the hub's page does, and waits until it is gone."""
        done = self.ask("DELETE", f"/hub/api/users/{self.seat}/server")
        assert done.status_code in (202, 204), done.text

    def start(self) -> None:
        """Starts it again, and waits until it is there."""
        done = self.ask("POST", f"/hub/api/users/{self.seat}/server", {})
        assert done.status_code in (201, 202), done.text
        self.page = self.session.get(f"{self.room.base}/user/{self.seat}/lab", timeout=60)
        self.until_settled()

    def token(self) -> str:
        """A token of this user, as its token page gives."""
        return str(self.ask("POST", f"/hub/api/users/{self.seat}/tokens", {}).json()["token"])

    def kernel(self) -> str:
        """A new kernel's id."""
        return str(self.ask("POST", f"/user/{self.seat}/api/kernels", {}).json()["id"])

    def execute(self, kernel: str, code: str) -> str:
        """What the code prints in this kernel."""
        with self.channels(kernel) as channels:
            return printed_by(channels, code, time.monotonic() + 60).strip()

    @contextmanager
    def channels(self, kernel: str, seconds: float = 60) -> Iterator[websocket.WebSocket]:
        """The kernel's websocket, on which nothing may be said for so long."""
        path = f"/user/{self.seat}/api/kernels/{kernel}/channels"
        cookies = "; ".join(f"{c.name}={c.value}" for c in self.session.cookies if path.startswith(c.path))
        address = self.room.base.replace("http", "ws", 1) + path
        options: dict[str, Any] = {"http_no_proxy": ["127.0.0.1"], "origin": self.room.base, "timeout": seconds}
        with closing(websocket.create_connection(address, header=[f"Cookie: {cookies}"], **options)) as channels:
            yield channels


def _as_utf8(answer: requests.Response, **_: Any) -> None:
    """The hub names its pages' encoding within them; requests would guess another."""
    answer.encoding = "utf-8"


def open_room(checkout: Contained, seats: int, **settings: object) -> Room:
    """`make seats`; what the sheet says is read from the sheet."""
    given: dict[str, Any] = {"PORT": free_port(), **settings}
    done = checkout.make("seats", N=seats, **given)
    assert done.returncode == 0, done.stdout + done.stderr
    base, passwords = read_sheet((checkout.root / ".lab/hub/join-sheet.html").read_text(encoding="utf-8"))
    return Room(checkout, done.stdout + done.stderr, base, passwords)


def read_sheet(page: str) -> tuple[str, dict[str, str]]:
    """The address, and each name with its password."""
    text = page.replace("<wbr>", "")  # where a long address may break
    cells: Callable[[str], list[str]] = lambda name: re.findall(rf'class="{name}">([^<]+)<', text)  # noqa: E731
    addresses = set(cells("address"))
    assert len(addresses) == 1
    return addresses.pop().rstrip("/"), dict(zip(cells("name"), cells("password"), strict=True))
