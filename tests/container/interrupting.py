"""Ends a verb in its middle, as Ctrl-C or a closing machine does."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from container.engine import Contained, wait_until
from native.checkout import Checkout

ENDS = [pytest.param(end, id=end.name) for end in (signal.SIGINT, signal.SIGTERM)]


@dataclass
class Verb:
    """A verb at work, and what it has said so far."""

    checkout: Checkout
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    listener: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.listener = threading.Thread(target=_listen, args=(self.process, self.said), daemon=True)
        self.listener.start()

    def wait_for(self, words: str, seconds: float = 60) -> None:
        """Until it has said `words`."""
        wait_until(lambda: words in "".join(self.said), seconds, words)

    def end(self, how: signal.Signals, *, times: int = 1) -> int:
        """Its exit status after the signal: SIGTERM goes to the one process, others, as from a terminal, to all."""
        for _ in range(times):
            self.process.send_signal(how) if how == signal.SIGTERM else os.killpg(self.process.pid, how)
            time.sleep(0.2)
        return self.wait(30)

    def wait(self, seconds: float) -> int:
        """Its exit status; all that it said has been read then."""
        status = self.process.wait(timeout=seconds)
        self.listener.join(timeout=10)
        return status


def begin(checkout: Checkout, verb: str, **variables: object) -> Verb:
    """Starts the verb in a foreground group of its own; what it says is read as it comes."""
    process = subprocess.Popen(
        # What whoever runs the tests ignores (nohup, &), a person does not.
        ["env", "--default-signal=INT,HUP", *checkout.command(verb, **variables)],
        cwd=checkout.root,
        env=checkout.environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    return Verb(checkout, process)


def _listen(process: subprocess.Popen[str], said: list[str]) -> None:
    assert process.stdout
    said.extend(iter(process.stdout.readline, ""))


def nothing_runs(checkout: Contained, mark: str = "") -> Callable[[], bool]:
    """Whether no process, no container and no build step with `mark` in its lock is left of this checkout."""
    return lambda: not (checkout.processes() or checkout.containers() or (mark and _builds(mark)))


def _builds(mark: str) -> list[int]:
    """The build steps at work that were given a lock with `mark` in it; the engine's processes are in sight."""
    return [p.pid for p in psutil.process_iter() if mark in _lock_of(p.pid)]


def _lock_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/root/lock/requirements.lock").read_text(encoding="utf-8")
    except OSError:
        return ""
