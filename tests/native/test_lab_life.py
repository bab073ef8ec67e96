"""make lab, from start to end: its language, how it is stopped, and what happens when it is not."""

from __future__ import annotations

import json
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil

from container.engine import wait_until
from native.checkout import Checkout
from native.running import LOCAL, Up, free_port, start


def test_jupyterlab_speaks_the_reader_s_language(ready: Checkout) -> None:
    japanese = start(ready, "ja", free_port())
    overrides = json.loads((ready.root / ".lab/jupyter/config/labconfig/default_setting_overrides.json").read_text())
    assert overrides["@jupyterlab/translation-extension:plugin"] == {"locale": "ja_JP"}
    request = urllib.request.Request(
        f"{japanese.base}/lab/api/translations/ja_JP", headers={"Authorization": f"token {japanese.token}"}
    )
    with LOCAL.open(request, timeout=20) as answer:
        assert "カーネル" in str(json.load(answer))
    assert ready.make("stop").returncode == 0


def programs(server: int) -> list[tuple[float, psutil.Process, str, str]]:
    """Since when, which process, the program, and its second word: of every living one below it, in their order."""
    found = []
    for child in psutil.Process(server).children(recursive=True):
        with suppress(psutil.Error, IndexError):  # it ends just now
            found.append((child.create_time(), child, *child.cmdline()[1:4:2]))
    return sorted(found, key=lambda child: child[0])


def kernel(up: Up, server: int) -> str:
    """The program of the kernel that this server starts now."""
    request = urllib.request.Request(
        f"{up.base}/api/kernels", b"{}", {"Authorization": f"token {up.token}", "Content-Type": "application/json"}
    )
    with LOCAL.open(request, timeout=60) as answer:
        assert answer.status == 201
    return programs(server)[-1][2]


def test_kernels_are_the_keeper_s_once_it_is_ready_and_as_ever_before_and_after_its_death(
    ready: Checkout,
) -> None:
    up = start(ready, "en", free_port())
    server = json.loads((ready.root / ".lab/server.json").read_text())["pid"]
    assert kernel(up, server) == "-m"  # python -m ipykernel_launcher
    [(keeper, socket)] = [(child, word) for _, child, name, word in programs(server) if name.endswith("keeper.py")]
    wait_until(Path(socket).is_socket, 60, "what it listens on")
    assert kernel(up, server).endswith("keeper.py")
    work = {file: file.read_bytes() for file in (ready.root / "work").iterdir()}
    keeper.kill()
    assert kernel(up, server) == "-m"
    # The one that went with it comes back as JupyterLab brings back any that dies.
    wait_until(lambda: [name for _, _, name, _ in programs(server)] == ["-m"] * 3, 20, "its kernel")
    assert {file: file.read_bytes() for file in work} == work
    assert ready.make("stop").returncode == 0
    assert ready.processes() == []


def test_stop_takes_a_few_seconds_and_leaves_nothing_running(ready: Checkout) -> None:
    start(ready, "en", free_port())
    started = time.monotonic()
    done = ready.make("stop")
    assert done.returncode == 0
    assert "work/" in done.stdout
    assert ready.processes() == []
    assert time.monotonic() - started < 10


def test_a_killed_lab_is_not_taken_for_a_running_one(ready: Checkout) -> None:
    start(ready, "en", free_port())
    ready.kill()
    assert ready.make("url").returncode != 0
    start(ready, "en", free_port())
    assert ready.make("stop").returncode == 0
