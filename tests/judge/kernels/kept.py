"""The keeper as the judge and JupyterLab have it: started first, asked for kernels later, ended with whoever has it.

Imports little, so that the keeper can import while whoever starts it does the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

LENT = "ROCM_LAB_KEEPER"  # in the environment of JupyterLab's kernels: the socket of its keeper
PROGRAM = Path(__file__).with_name("keeper.py")
MOST_AT_ONCE = 4
ROOM = 2 * 2**30  # bytes of memory: twice what the largest lab was seen to take
LOAD_SECONDS = 120  # a slow disk; without a keeper, kernels start as ever


class Keeper:
    """A keeper's process, and the socket on which it can be asked once it has imported everything."""

    current: Keeper | None = None  # this process's

    def __init__(self, *options: str) -> None:
        # It goes with this process, whatever interrupts it.
        self.kept = tempfile.TemporaryDirectory(prefix="rocm-lab-kernels-", ignore_cleanup_errors=True)
        self.folder = Path(self.kept.name)
        self.socket = self.folder / "socket"
        with (self.folder / "log").open("wb") as log:
            command = [sys.executable, str(PROGRAM), "--listen", str(self.socket), *options]
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        Keeper.current = self

    def wait(self) -> None:
        """Returns once it can be asked, or never will be."""
        until = time.monotonic() + LOAD_SECONDS
        while not self.socket.exists() and self.process.poll() is None and time.monotonic() < until:
            time.sleep(0.02)

    def end(self) -> None:
        """Ends it, and with it the kernels that still run."""
        Keeper.current = None
        end_processes([self.process.pid])
        self.process.wait()
        self.kept.cleanup()


class Lent(Keeper):
    """JupyterLab's own keeper, for a judge called from within a notebook: it has imported everything already."""

    def __init__(self, listening: Path) -> None:
        self.socket = listening
        Keeper.current = self

    def wait(self) -> None:
        """It listens."""

    def end(self) -> None:
        """It goes on."""
        Keeper.current = None


def at_once() -> int:
    """How many notebooks run side by side: one a core, four at most, as far as the memory goes."""
    room = int(psutil.virtual_memory().available // ROOM)
    return max(1, min(MOST_AT_ONCE, len(os.sched_getaffinity(0)), room))


def end_processes(roots: Sequence[int]) -> None:
    """Ends processes with all their descendants, also those that put themselves into another session."""
    family = dict[int, psutil.Process]()
    for root in roots:
        try:
            process = psutil.Process(root)
            family |= {p.pid: p for p in (process, *process.children(recursive=True))}
        except psutil.NoSuchProcess:
            continue
    for process in family.values():
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(list(family.values()), timeout=3)


@contextmanager
def kept(notebooks: int) -> Iterator[Keeper]:
    """A keeper while it lasts, for so many notebooks; the one that there is, where there is one."""
    if Keeper.current:
        yield Keeper.current
        return
    lent = Path(os.environ.get(LENT, ""))
    keeper = Lent(lent) if lent.is_socket() else Keeper("--ahead", str(min(at_once(), notebooks)))
    try:
        yield keeper
    finally:
        keeper.end()
