"""Jupyter's way to a keeper's kernels: a kernel provisioner, found by the entry point in tests/judge.dist-info."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from judge.kernels.kept import Keeper

NAME = "rocm-lab"  # in the entry point, too
READY_SECONDS = 30


class Kernel:
    """A kernel of a keeper's, with what Jupyter uses of subprocess.Popen."""

    stdin = stdout = stderr = None

    def __init__(self, line: socket.socket, pid: int) -> None:
        self.line, self.pid = line, pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """How it ended, or None while it runs."""
        if self.returncode is None:
            try:
                said = self.line.recv(1000, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return None
            except ConnectionResetError:
                said = b""
            # Without a word the keeper itself is gone, and its kernels went with it.
            self.returncode = json.loads(said)["status"] if said else -signal.SIGKILL
            self.line.close()
        return self.returncode

    def wait(self) -> int | None:
        """Jupyter asks only once `poll` has answered."""
        return self.poll()

    def send_signal(self, signum: int) -> None:
        """Reaches the kernel alone."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signum)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class KeeperProvisioner(LocalProvisioner):
    """Takes kernels of this very Python from the keeper; all others, and where there is no keeper, start as ever."""

    alone: ClassVar[bool] = False  # whether the kernels wanted here must have the machine for themselves
    stderr: ClassVar[int] = 2  # where they write to
    newest: ClassVar[KeeperProvisioner | None] = None
    way = "start"  # or "fork", "ahead"
    ended: int | None = None  # the exit status, or minus the signal

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """A kernel of the keeper's; one that dies before it listens is replaced by an ordinary start."""
        type(self).newest, self.ended = self, None
        kernel = await self._from_keeper(cmd, kwargs)
        if kernel is None:
            self.way = "start"
            return await super().launch_kernel(cmd, stderr=self.stderr, **kwargs)
        self.process = kernel  # type: ignore[assignment]  # it has what Popen has, as far as Jupyter asks
        self.pid = self.pgid = kernel.pid
        self.cwd = kwargs.get("cwd", Path.cwd())
        return self.connection_info

    async def poll(self) -> int | None:
        """Remembers how it ended: Jupyter forgets the process."""
        found = await super().poll()
        if self.process is not None:
            self.ended = found
        return found

    async def kill(self, restart: bool = False) -> None:
        """Returns once a kernel of the keeper's is gone: Jupyter itself would look only after 0.1 s."""
        await super().kill(restart)
        while isinstance(self.process, Kernel) and await self.poll() is None:
            await asyncio.sleep(0.002)

    async def _from_keeper(self, cmd: list[str], kwargs: dict[str, Any]) -> Kernel | None:
        ours = cmd[:3] == [sys.executable, "-m", "ipykernel_launcher"]
        if not ours or Keeper.current is None:
            return None
        line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            line.connect(str(Keeper.current.socket))
            self._order(line, cmd[3:], kwargs)
            told = await asyncio.wait_for(self._heard(line), READY_SECONDS)
        except (OSError, ValueError, LookupError, TimeoutError):
            line.close()  # by which the keeper knows that nobody wants it
            return None
        self.way = told["way"]
        return Kernel(line, told["pid"])

    def _order(self, line: socket.socket, arguments: list[str], kwargs: dict[str, Any]) -> None:
        order = {
            "arguments": arguments,
            "cwd": str(kwargs.get("cwd") or Path.cwd()),
            "environ": dict(kwargs.get("env") or os.environ),
            "alone": self.alone,
        }
        with Path(os.devnull).open("rb") as nothing:
            socket.send_fds(line, [json.dumps(order).encode()], [nothing.fileno(), 1, self.stderr])
        line.setblocking(False)

    @staticmethod
    async def _heard(line: socket.socket) -> dict[str, Any]:
        """What keeper and kernel say, in whichever order, until it listens. LookupError where it ends before."""
        told: dict[str, Any] = {}
        while not {"ready", "pid"} <= told.keys():
            told |= json.loads(await asyncio.get_running_loop().sock_recv(line, 1000))
            if "status" in told:
                raise LookupError(told)
        return told
