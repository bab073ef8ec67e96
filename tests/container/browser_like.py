"""JupyterLab as a browser talks to it: requests with a token, and a kernel behind its websocket."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from uuid import uuid4

import websocket

from container.engine import Lab
from native.running import LOCAL


def ask(lab: Lab, method: str, path: str, body: Any = None) -> Any:
    """What JupyterLab answers to a request with the token."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"token {lab.token}"}
    request = urllib.request.Request(f"{lab.base}{path}", data=data, headers=headers, method=method)
    with LOCAL.open(request, timeout=30) as answer:
        return json.loads(answer.read() or b"null")


@contextmanager
def created(lab: Lab, kind: str) -> Iterator[str]:
    """A new one of /api/`kind`: "kernels" or "terminals"; gone at the end."""
    made = ask(lab, "POST", f"/api/{kind}", {})
    name = str(made.get("id") or made["name"])
    yield name
    ask(lab, "DELETE", f"/api/{kind}/{name}")


def open_socket(lab: Lab, path: str, origin: str | None = None, **headers: str) -> websocket.WebSocket:
    """A websocket of a page from `origin`: the lab's own unless another is named."""
    address = lab.base.replace("http", "ws", 1) + path
    sent = [f"{name}: {value}" for name, value in headers.items()]
    return websocket.create_connection(
        address, header=sent, timeout=30, origin=origin or lab.base, http_no_proxy=["127.0.0.1"]
    )


def execute(lab: Lab, cells: list[str], seconds: float = 60) -> str:
    """What the cells print, run one after the other in one new kernel, through its websocket."""
    with created(lab, "kernels") as kernel:
        channels = open_socket(lab, f"/api/kernels/{kernel}/channels", Authorization=f"token {lab.token}")
        with closing(channels):
            until = time.monotonic() + seconds
            return "".join(printed_by(channels, cell, until) for cell in cells)


def printed_by(channels: websocket.WebSocket, code: str, until: float) -> str:
    """What a cell prints; by `until`, of the monotonic clock, it has to be through."""
    asked = uuid4().hex
    channels.send(json.dumps(_request(asked, code)))
    printed = ""
    while time.monotonic() < until:
        message = json.loads(channels.recv())
        if message["parent_header"].get("msg_id") != asked:
            continue
        kind, content = message["msg_type"], message["content"]
        assert kind != "error", content
        if kind == "stream":
            printed += content["text"]
        if kind == "display_data":
            printed += content["data"].get("text/plain", "")
        if kind == "status" and content["execution_state"] == "idle":
            return printed
    raise AssertionError(f"no end of {code!r}; it printed {printed!r}")


def _request(asked: str, code: str) -> dict[str, Any]:
    header = {"msg_id": asked, "msg_type": "execute_request", "session": "test", "username": "", "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False, "stop_on_error": True}
    return {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
