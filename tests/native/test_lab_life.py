"""make lab, from start to end: its language, how it is stopped, and what happens when it is not."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.request

import psutil

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


def kernel(up: Up, pids: set[int]) -> str:
    """The program of the kernel that is started now, next to these processes."""
    request = urllib.request.Request(
        f"{up.base}/api/kernels", b"{}", {"Authorization": f"token {up.token}", "Content-Type": "application/json"}
    )
    with LOCAL.open(request, timeout=60) as answer:
        assert answer.status == 201
    children = [child for pid in pids for child in psutil.Process(pid).children(recursive=True)]
    return max(children, key=lambda child: child.create_time()).cmdline()[1]


def test_kernels_come_from_the_keeper_once_it_has_imported_and_before_that_as_ever(ready: Checkout) -> None:
    up = start(ready, "en", free_port())
    server = {json.loads((ready.root / ".lab/server.json").read_text())["pid"]}
    assert kernel(up, server) == "-m"  # python -m ipykernel_launcher
    until = time.monotonic() + 60
    while not kernel(up, server).endswith("keeper.py"):
        assert time.monotonic() < until
        time.sleep(1)
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
    for process in ready.processes():
        process.kill()
    assert ready.make("url").returncode != 0
    start(ready, "en", free_port())
    assert ready.make("stop").returncode == 0


def test_an_interrupted_start_leaves_nothing_running(ready: Checkout) -> None:
    lab = subprocess.Popen(
        ready.command("lab", PORT=free_port()),
        cwd=ready.root,
        env=ready.environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert lab.stdout
    while b"Starting" not in lab.stdout.readline():
        assert lab.poll() is None
    time.sleep(0.5)
    lab.terminate()
    _, said = lab.communicate(timeout=20)
    assert b"interrupted" in said
    assert ready.processes() == []
