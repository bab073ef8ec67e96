"""Programs that end with the verb that called them, and clean-ups that go through."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from host.places import CHECKOUT

END_SECONDS = 10


@contextmanager
def running(
    command: list[str], environ: Mapping[str, str] | None = None, *, out: int | None = None, error: int | None = None
) -> Iterator[subprocess.Popen[str]]:
    """A program that is waited for at the end, and ended when what goes on around it is interrupted."""
    process = subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env=dict(os.environ if environ is None else environ),
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=error,
        encoding="utf-8",
        errors="replace",
        # Ctrl-C ends it through us, once; and a group of its own: `docker` may not pass a signal on to its plugin.
        start_new_session=True,
    )
    try:
        yield process
        process.wait()
    except BaseException:
        with undisturbed():
            _end(process)
        raise


@contextmanager
def undisturbed() -> Iterator[None]:
    """Lets a clean-up go through: a second Ctrl-C is too late to matter."""
    ends = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(end, lambda *_: None) for end in ends]
    try:
        yield
    finally:
        for end, handler in zip(ends, before, strict=True):
            signal.signal(end, handler)


def _end(process: subprocess.Popen[str]) -> None:
    for end in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, end)
        # communicate, not wait: one that still has something to say would wait for a reader.
        with suppress(subprocess.TimeoutExpired, ValueError):
            process.communicate(timeout=END_SECONDS)
        if process.poll() is not None:
            return


def born(pid: int) -> str | None:
    """When the process started, in clock ticks since boot; None when it is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]
