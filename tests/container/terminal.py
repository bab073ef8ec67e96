"""A verb at a terminal: as a person sees it, with what a person types."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time

from container.engine import Contained


def at_a_terminal(checkout: Contained, verb: str, typed: str = "", **variables: object) -> tuple[int, str]:
    """Make's exit status and all that was shown; `typed` waits to be read. Within two minutes."""
    master, terminal = pty.openpty()
    process = subprocess.Popen(
        checkout.command(verb, **variables),
        cwd=checkout.root,
        env=checkout.environ(),
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    os.write(master, typed.encode())
    try:
        shown = _read(master, time.monotonic() + 120)
        return process.wait(timeout=10), shown
    finally:
        process.kill()
        os.close(master)


def _read(master: int, until: float) -> str:
    shown = b""
    while time.monotonic() < until:
        if not select.select([master], [], [], 0.2)[0]:
            continue
        try:
            shown += os.read(master, 65536)
        except OSError:  # the last one who had it open is gone
            return shown.decode("utf-8", "replace")
    raise AssertionError(f"no end: {shown!r}")
