"""A keeper for tests, and whoever runs cells in a kernel."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from judge.kernels.kept import Keeper
from judge.kernels.provisioner import KeeperProvisioner

SECONDS = 30
# In the keeper alone, as Python starts. It only notes what it would import: that takes three seconds a process.
NOTED = (
    "import importlib, sys; importing, sys.noted = importlib.import_module, []\n"
    "importlib.import_module = lambda name, *more: (\n"
    "    sys.noted.append(name) if name.startswith(('torch', 'matplotlib')) else importing(name, *more))\n"
)


@dataclass
class Notebook:
    """A kernel and whoever runs cells in it."""

    manager: KernelManager
    client: BlockingKernelClient
    heard: list[dict[str, Any]] = field(default_factory=list)

    @property
    def provisioner(self) -> KeeperProvisioner:
        assert isinstance(self.manager.provisioner, KeeperProvisioner)
        return self.manager.provisioner

    def run(self, code: str, answer: str = "") -> str:
        """What a cell prints or answers; `answer` is typed where it asks."""
        self.heard = []
        self.client.execute_interactive(
            code,
            allow_stdin=True,
            output_hook=self.heard.append,
            stdin_hook=lambda _asked: self.client.input(answer),
            timeout=SECONDS,
        )
        contents = [said["content"] for said in self.heard]
        return "".join(c.get("text") or c.get("data", {}).get("text/plain") or c.get("ename") or "" for c in contents)

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """The debugger's answer."""
        content = {"type": "request", "seq": 1, "command": command, "arguments": arguments}
        self.client.control_channel.send(self.client.session.msg("debug_request", content))
        found: dict[str, Any] = self.client.get_control_msg(timeout=SECONDS)["content"]
        return found

    @property
    def ended(self) -> bool:
        return not self.manager.is_alive()


@contextmanager
def opened(**how: Any) -> Iterator[Notebook]:
    """A kernel, until the end."""
    with tempfile.TemporaryDirectory() as folder:  # sockets there, no ports: no other process can be faster
        yield from _opened(KernelManager(kernel_name="python3", transport="ipc", connection_file=f"{folder}/k"), how)


def _opened(manager: KernelManager, how: dict[str, Any]) -> Iterator[Notebook]:
    manager.start_kernel(**how)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=SECONDS)
        yield Notebook(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@contextmanager
def kept(*options: str, changed: str = "", folder: Path | None = None) -> Iterator[Keeper]:
    """A keeper; `changed` is run in it before anything else."""
    with pytest.MonkeyPatch.context() as patch:
        if folder:
            (folder / "sitecustomize.py").write_text(
                f"import sys\nif any(word.endswith('keeper.py') for word in sys.orig_argv):\n    exec({changed!r})\n"
            )
            patch.setenv("PYTHONPATH", str(folder))
        keeper = Keeper(*options)
    keeper.wait()
    try:
        yield keeper
    finally:
        keeper.end()


def until(true: Any, seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
