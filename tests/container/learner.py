"""What a learner does in JupyterLab: saves a notebook, and starts what does not end."""

from __future__ import annotations

import json
import urllib.parse
from contextlib import closing

from container.browser_like import ask, open_socket
from container.engine import Lab


def answers(lab: Lab) -> bool:
    """Whether JupyterLab answers a request with the token."""
    return "kernels" in ask(lab, "GET", "/api/status")


def save(lab: Lab, name: str, text: str) -> None:
    """Saves a notebook with one Markdown cell, as Ctrl-S does."""
    cell = {"id": "one", "cell_type": "markdown", "metadata": {}, "source": text}
    content = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    body = {"type": "notebook", "format": "json", "content": content}
    ask(lab, "PUT", f"/api/contents/{urllib.parse.quote(name)}", body)


def begin_cell(lab: Lab, code: str) -> None:
    """Lets a new kernel begin `code`; returns once it is at it."""
    kernel = ask(lab, "POST", "/api/kernels", {})["id"]
    header = {"msg_id": "1", "msg_type": "execute_request", "session": "test", "username": "", "version": "5.3"}
    content = {"code": code, "silent": False}
    request = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
    with closing(open_socket(lab, f"/api/kernels/{kernel}/channels", Authorization=f"token {lab.token}")) as channels:
        channels.send(json.dumps(request))
        for _ in range(100):
            if json.loads(channels.recv())["msg_type"] == "execute_input":
                return
    raise AssertionError(f"the kernel never began {code!r}")
