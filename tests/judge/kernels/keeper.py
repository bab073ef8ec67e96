"""Has torch imported before anybody asks for a kernel, and makes kernels out of that. A program: `keeper.py --help`.

It listens on a Unix socket. Who wants a kernel (provisioner.py) connects and sends one order: JSON, with the files
that become stdin, stdout and stderr. Back come {"pid", "way"}, {"ready"} from the kernel itself once it listens,
and {"status"} when it has ended. Who hangs up wants the kernel ended.

Two ways: "fork", or "ahead" where a fork is not known to be safe: processes that import the same and stand ready, and
become one kernel each.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import warnings
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

# HIP forbids a fork after it was initialised, and nothing here initialises it. That torch's ROCm build does not do so
# while it is imported, no AMD card has shown yet: a record from one, made with True here, would.
HIP_FORKS = False

# What a lab imports or pulls in with its first optimizer and its first picture. Nothing here may ask for a GPU.
LOADED = (
    "torch", "torch._dynamo", "torch.autograd.profiler", "torch.utils.flop_counter", "numpy",
    "IPython", "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger",
    "matplotlib.figure", "matplotlib.style", "matplotlib.backends.backend_agg",
)  # fmt: skip
LARGEST_ORDER = 1 << 20


@dataclass(frozen=True)
class Order:
    """A kernel that somebody wants: Jupyter's arguments for it, and where it is to run."""

    arguments: list[str]
    cwd: str
    environ: dict[str, str]
    alone: bool  # whether nothing else may be busy while it runs
    files: list[int]  # its stdin, stdout, stderr
    line: socket.socket  # to whoever ordered it


@dataclass
class Kernels:
    """Those that run, and how the next one is made."""

    wanted: int  # stand-bys that are to be there; none: by fork
    background: bool
    loaded: list[StandBy] = field(default_factory=list)
    running: dict[int, socket.socket] = field(default_factory=dict)  # by pid

    def make(self, order: Order) -> int:
        """The new kernel's pid; 0 in the kernel itself."""
        if not self.wanted:
            gc.freeze()  # the collector leaves alone what every kernel shares
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # numpy's threads end at a fork, and it sees to that
                return os.fork()
        if order.alone:
            for stand_by in self.loaded:
                stand_by.wait()
        chosen = self.loaded.pop(0)
        pid = chosen.take(order)
        if not order.alone:
            self.refill()
        return pid

    def refill(self) -> None:
        """As many stand-bys as are wanted."""
        while len(self.loaded) < self.wanted:
            self.loaded.append(StandBy(["--background"] if self.background else []))


class StandBy:
    """A process that imports what a kernel needs, and then waits for the one order that it becomes."""

    def __init__(self, options: list[str]) -> None:
        self.line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, __file__, "--stand-by", str(theirs.fileno()), *options]
        self.process = subprocess.Popen(command, pass_fds=[theirs.fileno()], start_new_session=True)
        theirs.close()
        self.is_loaded = False

    def wait(self) -> None:
        """Returns once it has imported everything, or died."""
        if not self.is_loaded:
            with suppress(OSError):
                self.line.recv(1)
            self.is_loaded = True

    def take(self, order: Order) -> int:
        """Its pid, from now on the kernel's. Raises OSError where it has died."""
        said = {"arguments": order.arguments, "cwd": order.cwd, "environ": order.environ, "alone": order.alone}
        # Its "+", unread when the line is closed, would break the line, and the order would be lost.
        self.line.shutdown(socket.SHUT_RD)
        with suppress(OSError):
            self.line.recv(1, socket.MSG_DONTWAIT)
        socket.send_fds(self.line, [json.dumps(said).encode()], [*order.files, order.line.fileno()])
        self.line.close()
        self.process.returncode = 0  # whoever waits for kernels waits for this one: Popen has no part in it any more
        return self.process.pid


def main() -> None:
    """Serves until its parent ends; in a kernel it returns, and the kernel runs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--listen", type=Path, help="the socket; it is there once everything is imported")
    parser.add_argument("--ahead", type=int, default=1, help="where a fork is not safe: how many stand ready")
    parser.add_argument("--stand-by", type=int, metavar="FD", help="be one of those; FD leads to the keeper")
    parser.add_argument("--background", action="store_true", help="import behind whatever else is to be done")
    asked = parser.parse_args()
    del sys.path[0]  # the folder of this file is in no kernel's path
    die_with(os.getppid())
    if asked.stand_by is None:
        become(serve(asked.listen, Kernels(0 if forks() else asked.ahead, asked.background)))
    become(stand_by(asked.stand_by, background=asked.background))


def forks() -> bool:
    """Whether kernels of this torch may be forked; it is not imported to know."""
    found = find_spec("torch")
    assert found
    assert found.origin
    return HIP_FORKS or runpy.run_path(str(Path(found.origin).with_name("version.py")))["hip"] is None


def load(*, background: bool = False) -> None:
    """Imports what kernels share: in the main thread, because PyTorch's profiler asks to be used where it was imported.

    In the background others go first. (Not by `nice`: an ordinary user cannot take it back, and kernels would keep it.)
    """
    # As ipykernel sets it before a kernel can import matplotlib, which reads it once.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    if background:
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    for name in LOADED:
        with suppress(Exception):  # what cannot be imported, a lab will say in its own words
            importlib.import_module(name)
    if background:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def stand_by(descriptor: int, *, background: bool) -> Order:
    """Loads, waits for its order, and returns it."""
    line = socket.socket(fileno=descriptor)
    load(background=background)
    with suppress(OSError):  # nobody waits for the word where the order came first
        line.send(b"+")
    return receive(line, 4)


def serve(path: Path, kernels: Kernels) -> Order:
    """Makes kernels; returns only in a forked one, with its order."""
    if not kernels.wanted:
        load(background=kernels.background)
    kernels.refill()
    for one in kernels.loaded:
        one.wait()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(str(path))
    path.chmod(0o600)
    listener.listen(64)
    with selectors.DefaultSelector() as events:
        events.register(listener, selectors.EVENT_READ)
        while True:
            for key, _ in events.select():
                if order := attend(kernels, events, listener, key):
                    for other in list(events.get_map().values()):
                        close(other.fileobj)
                    return order


def attend(
    kernels: Kernels, events: selectors.BaseSelector, listener: socket.socket, key: selectors.SelectorKey
) -> Order | None:
    """One event: somebody calls, orders or hangs up, or a kernel ends. Its order, in a forked kernel alone."""
    if key.fileobj is listener:
        events.register(listener.accept()[0], selectors.EVENT_READ)
    elif isinstance(key.fileobj, int):
        ended(kernels, events, key.fileobj, key.data)
    elif key.data is None:
        return ordered(kernels, events, key.fileobj)  # type: ignore[arg-type]
    else:  # whoever ordered it is gone, or does not want it any more
        events.unregister(key.fileobj)
        end(key.data)
    return None


def ordered(kernels: Kernels, events: selectors.BaseSelector, line: socket.socket) -> Order | None:
    """Makes the kernel that `line` asks for."""
    events.unregister(line)
    try:
        order = receive(line, 3)
        pid = kernels.make(order)
    except (OSError, ValueError, LookupError):  # a caller that left, a stand-by that died: there is no kernel
        line.close()
        return None
    if not pid:
        os.setsid()
        return order
    for descriptor in order.files:
        os.close(descriptor)
    say(line, pid=pid, way="ahead" if kernels.wanted else "fork")
    kernels.running[pid] = line
    events.register(line, selectors.EVENT_READ, pid)
    events.register(os.pidfd_open(pid), selectors.EVENT_READ, pid)
    return None


def ended(kernels: Kernels, events: selectors.BaseSelector, descriptor: int, pid: int) -> None:
    """Tells whoever ordered it how the kernel ended."""
    events.unregister(descriptor)
    os.close(descriptor)
    line = kernels.running.pop(pid)
    say(line, status=os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    with suppress(KeyError):  # who hung up is not listened to any more
        events.unregister(line)
    line.close()
    kernels.refill()


def end(pid: int) -> None:
    """Ends the kernel with all that it started, also in sessions of their own."""
    import psutil

    with suppress(psutil.NoSuchProcess):
        for process in [*psutil.Process(pid).children(recursive=True), psutil.Process(pid)]:
            with suppress(psutil.NoSuchProcess):
                process.kill()


def close(file: Any) -> None:
    """Closes a socket or a bare descriptor."""
    os.close(file) if isinstance(file, int) else file.close()


def receive(line: socket.socket, files: int) -> Order:
    """The order that comes over `line`. Raises ValueError where something else does."""
    said, descriptors, _, _ = socket.recv_fds(line, LARGEST_ORDER, files)
    asked = json.loads(said)
    if files == 4:  # a stand-by: the caller's own line comes along
        line = socket.socket(fileno=descriptors.pop())
    return Order(**asked, files=descriptors, line=line)


def say(line: socket.socket, **what: Any) -> None:
    """A message; who does not listen any more does not get it."""
    with suppress(OSError):
        line.send(json.dumps(what).encode())


def die_with(parent: int) -> None:
    """Lets this process end when `parent` does, however that ends."""
    set_parent_death_signal = 1  # <linux/prctl.h>
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
    if os.getppid() != parent:  # it was faster
        sys.exit(1)


def become(order: Order) -> NoReturn:
    """Turns this process into the kernel that was ordered; from here on it is an ordinary one."""
    for target, descriptor in enumerate(order.files):
        os.dup2(descriptor, target)
        os.close(descriptor)
    at_import = os.environ.get("OMP_NUM_THREADS")
    os.environ.clear()
    os.environ.update(order.environ)
    os.chdir(order.cwd)
    sys.argv = ["ipykernel_launcher.py", *order.arguments]
    run(order.line, threads_changed=order.environ.get("OMP_NUM_THREADS") != at_import)


def run(line: socket.socket, *, threads_changed: bool) -> NoReturn:
    """IPython's kernel, to its end."""
    import numpy as np
    import torch
    from ipykernel.kernelapp import IPKernelApp

    # Else every kernel would draw the same numbers. Python's own generator sees to itself.
    np.random.seed()
    torch.default_generator.seed()
    if threads_changed:  # OpenMP read it when torch was imported
        torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS") or len(os.sched_getaffinity(0))))
    app = IPKernelApp.instance(parent_handle=os.getppid())  # it ends when the keeper does
    app.initialize(sys.argv[1:])
    say(line, ready=True)
    line.close()
    app.start()
    sys.exit(0)


if __name__ == "__main__":
    main()
