"""Jupyter's client, which asks whether everything was said where Jupyter waits 0.2 s for silence."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from queue import Empty

from jupyter_client.asynchronous.client import AsyncKernelClient


class Client(AsyncKernelClient):
    """Ready as soon as the kernel has answered on both of its channels."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Raises RuntimeError where the kernel dies before, TimeoutError after so many seconds."""
        await asyncio.wait_for(self._answered(), timeout)

    async def _answered(self) -> None:
        while await self.is_alive():
            asked = self.kernel_info()
            with suppress(Empty):  # asked before IOPub was connected: nothing is heard there, and it is asked again
                reply = await self.get_shell_msg(timeout=1)
                while True:
                    said = await self.get_iopub_msg(timeout=0.2)
                    ours = said["parent_header"].get("msg_id") == asked
                    if ours and said["content"].get("execution_state") == "idle":
                        self._handle_kernel_info_reply(reply)
                        return
        raise RuntimeError("the kernel died before it answered")
