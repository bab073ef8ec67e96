"""A running lab, as `make lab` describes it, and requests to it."""

from __future__ import annotations

import re
import socket
import urllib.error
import urllib.request
from dataclasses import dataclass

from native.checkout import Checkout

# Straight to this machine, whatever proxy the environment names.
LOCAL = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Up:
    """The running lab: what `make lab` printed, and where it is."""

    said: str
    base: str
    token: str


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def start(checkout: Checkout, lang: str, port: int) -> Up:
    done = checkout.make("lab", checkout.environ(LAB_LANG=lang, LC_ALL="C"), PORT=port)
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"(http://127\.0\.0\.1:\d+)/start/(\w+)\?token=(\S+)", done.stdout)
    assert found
    assert found[2] == lang
    return Up(done.stdout, found[1], found[3])


def status(url: str, method: str = "GET", **headers: str) -> int:
    """The HTTP status of a request."""
    request = urllib.request.Request(url, headers=headers, method=method)
    try:
        with LOCAL.open(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
