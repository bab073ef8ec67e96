"""Programs that end with the verb that called them, those that outlive it, and clean-ups that go through."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from cli.interrupted import ENDS
from cli.places import CHECKOUT

END_SECONDS = 10
TICK = 0.05  # seconds between two looks


@contextmanager
def running(
    command: list[str], environ: Mapping[str, str] | None = None, *, out: int | None = None, error: int | None = None
) -> Iterator[subprocess.Popen[str]]:
    """A program that is waited for at the end, and ended when what goes on around it is interrupted."""
    begin = partial(
        subprocess.Popen,
        command,
        env=dict(os.environ if environ is None else environ),
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=error,
        encoding="utf-8",
        errors="replace",
    )
    # communicate, not wait: one that still has something to say would wait for a reader.
    with _with_us(begin, subprocess.Popen.communicate) as process:
        yield process


@contextmanager
def piped(command: list[str], source: IO[bytes] | int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[bytes]]:
    """A program in a pipe, whose output is read as bytes; it ends with what goes on around it, as with `running`."""
    pipe = subprocess.PIPE
    begin = partial(subprocess.Popen, command, stdin=source, stdout=pipe, stderr=pipe, bufsize=0)
    with _with_us(begin, subprocess.Popen.wait) as process:
        try:
            yield process
        finally:
            for end in filter(None, (process.stdin, process.stdout, process.stderr)):
                with suppress(OSError):
                    end.close()


@contextmanager
def _with_us(
    begin: Callable[..., subprocess.Popen[Any]], wait: Callable[..., object]
) -> Iterator[subprocess.Popen[Any]]:
    """A program in a group of its own, waited for, or ended when we are interrupted, by signals and `wait`."""
    process = None
    try:
        with held() as came:
            # Ctrl-C ends it through us, once; and `docker` may not pass a signal on to its plugin.
            process = begin(cwd=CHECKOUT, start_new_session=True)
        if came:
            raise KeyboardInterrupt
        yield process
        process.wait()
    except BaseException:
        if process:
            with undisturbed():
                _end(process, wait)
        raise


@contextmanager
def let_end(process: subprocess.Popen[Any], stop: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Where what goes on meanwhile is interrupted, a client of the engine is not killed: `stop` lets it end.

    The engine makes a container whether or not anybody waits, and until it is there says that none is to be taken away.
    """
    try:
        yield
    except BaseException:
        with undisturbed():
            until = time.monotonic() + END_SECONDS
            while process.poll() is None and time.monotonic() < until:
                stop()
                time.sleep(TICK)
        raise


def docker(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`docker ARGUMENTS`, to its end, with its output: Ctrl-C at the terminal does not reach it."""
    return subprocess.run(
        ["docker", *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, start_new_session=True
    )


def last_line(said: bytes | str) -> str:
    """The last line that says something, of what a program said."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return next((line.strip()[:200] for line in reversed(text.splitlines()) if line.strip()), "?")


@contextmanager
def held() -> Iterator[list[int]]:
    """Lets a program begin: one that is interrupted between fork and return would run on, and nobody would know of it.

    Gives the list of what came meanwhile. What the caller has ignored (nohup) stays ignored.
    """
    came: list[int] = []
    before = {end: handler for end in ENDS if (handler := signal.getsignal(end)) != signal.SIG_IGN}
    for end in before:
        signal.signal(end, lambda number, _: came.append(number))
    try:
        yield came
    finally:
        for end, handler in before.items():
            signal.signal(end, handler)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Lets a clean-up go through: a second Ctrl-C is too late to matter."""
    before = [signal.signal(end, lambda *_: None) for end in ENDS]
    try:
        yield
    finally:
        for end, handler in zip(ENDS, before, strict=True):
            signal.signal(end, handler)


def _end(process: subprocess.Popen[Any], wait: Callable[..., object]) -> None:
    for end in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, end)
        with suppress(subprocess.TimeoutExpired, ValueError):
            wait(process, timeout=END_SECONDS)
        if process.poll() is not None:
            return


def born(pid: int) -> str | None:
    """When the process started, in clock ticks since boot; None when it is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]


@dataclass(frozen=True)
class Process:
    """One that outlives the verb which began it. `born` tells it from a later one with the same id."""

    pid: int
    born: str

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return born(self.pid) == self.born

    def end(self, send: Callable[[int, int], None] = os.kill) -> None:
        """Asks it to end, and ends it where it does not. `send`: os.killpg for all of its group."""
        for how, seconds in ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)):
            if self.alive:
                with suppress(ProcessLookupError):
                    send(self.pid, how)
                comes_true(lambda: not self.alive, seconds)


def comes_true(what: Callable[[], bool | None], seconds: float) -> bool:
    """Whether `what` does within so many seconds; it answers None where it no longer can."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and (so := what()) is not None:
        if so:
            return True
        time.sleep(TICK)
    return False
