"""Runs several notebooks, some at a time, each in a worker that can be ended with everything it started."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import nbformat
import psutil
from nbformat import NotebookNode

from judge.bring_home import bring_home
from judge.kernels.kept import at_once, end_processes, kept
from judge.kernels.provisioner import KeeperProvisioner
from judge.run_lab import SAID, Job, Nonces, Run, between_probes, execute

fork = multiprocessing.get_context("fork")
FULL = (errno.ENOSPC, errno.EDQUOT)

Progress = Callable[[Job, str, int, int], None]  # job, "cell" or how it ended, cells begun, cells in all


@dataclass
class Worker:
    """A job under way."""

    job: Job
    notebook: NotebookNode  # with the probe's two cells
    sha256: str
    nonces: Nonces
    output: Path
    process: Any
    pipe: Connection
    started: float
    cells: int
    begun: set[int] = field(default_factory=set)
    done: set[int] = field(default_factory=set)
    end: tuple[str, str] | None = None
    way: str | None = None  # how its kernel was made: "fork", "ahead" or "start"


def run_labs(jobs: Sequence[Job], progress: Progress = lambda *_: None) -> dict[Job, Run]:
    """Runs every job; an interrupt ends all of them, and no process is left behind in any case."""
    most = min(at_once(), len(jobs))
    waiting = sorted(jobs, key=lambda job: job.exclusive)
    at_work, runs = list[Worker](), dict[Job, Run]()
    tried = dict[Job, tuple[Job, Run]]()  # by the job of a second run, what was asked and how the first ended
    with _scratch() as scratch, _adopting_orphans(), kept(len(jobs)) as keeper:
        _import_for_workers()  # while the keeper imports, too
        keeper.wait()
        try:
            while waiting or at_work:
                while waiting and _has_room(waiting[0], at_work, most):
                    output = Path(scratch, f"{len(runs) + len(at_work)}-{time.time_ns()}.ipynb")
                    at_work.append(_start(waiting.pop(0), output, most))
                _listen(at_work, progress)
                for worker in [w for w in at_work if w.end]:
                    at_work.remove(worker)
                    run = _finish(worker)
                    if _may_be_the_profiler_s(worker, run):
                        second = replace(worker.job, profiled=False)
                        tried[second] = worker.job, run
                        waiting.insert(0, second)
                        continue
                    asked, first = tried.get(worker.job, (worker.job, None))
                    runs[asked] = _second(run, first) if first else run
                    progress(asked, run.end, len(worker.begun), worker.cells)
        finally:
            end_processes([w.process.pid for w in at_work])
    return runs


def _may_be_the_profiler_s(worker: Worker, run: Run) -> bool:
    """Whether the lab may be sound, and what ended it the profiler: the weakest part on a GPU, and no part of a lab."""
    # A kernel that dies at once may take its first words along; before the lab's first cell nothing else can have died.
    on_gpu = run.opening["torch"]["available"] if run.opening else not worker.begun
    # Lab 05 closes a profiler of its own, which may fail at that.
    ends = ("kernel-died", "timeout", *(["exception"] if worker.job.observed == "self" else []))
    return bool(worker.job.profiled and worker.job.backend != "cpu" and on_gpu and run.end in ends)


def _second(run: Run, first: Run) -> Run:
    """The run without the profiler, and with what became of the one with it: condition 4 quotes that."""
    run.tried = {name: getattr(first, name) for name in ("end", "detail", "seconds", "said")}
    if run.facts:
        run.facts["profiler"] = f"{first.end}: {first.detail}"[:200]
    return run


def _import_for_workers() -> None:
    """Once, here: they are forked from this process."""
    import IPython.paths  # noqa: F401

    import judge.saving  # noqa: F401  papermill with it


def _has_room(job: Job, at_work: list[Worker], most: int) -> bool:
    if job.exclusive or any(worker.job.exclusive for worker in at_work):
        return not at_work
    return len(at_work) < most


def _start(job: Job, output: Path, side_by_side: int) -> Worker:
    original, sha256 = _read(job.path)
    nonces = Nonces()
    notebook = between_probes(original, job, nonces)
    here, there = fork.Pipe(duplex=False)
    process = fork.Process(target=_work, args=(job, notebook, output, there, side_by_side))
    process.start()
    there.close()
    cells = sum(c.cell_type == "code" for c in original.cells)
    return Worker(job, notebook, sha256, nonces, output, process, here, time.monotonic(), cells)


def _read(path: Path) -> tuple[NotebookNode, str]:
    """The notebook and the hash of the very bytes it was read from: a learner may save it meanwhile."""
    content = path.read_bytes()
    # JSON allows half a surrogate pair, which no file can be written with.
    text = json.dumps(json.loads(content), ensure_ascii=False).encode("utf-8", "replace").decode()
    return nbformat.reads(text, as_version=4), hashlib.sha256(content).hexdigest()


def _work(job: Job, notebook: NotebookNode, output: Path, pipe: Connection, side_by_side: int) -> None:
    """The worker: in a session of its own, so that a Ctrl-C at the terminal reaches the judge alone."""
    os.setsid()
    if not job.exclusive:  # side by side, each has its share of the cores: more threads than cores wait for each other
        os.environ.setdefault("OMP_NUM_THREADS", str(max(1, len(os.sched_getaffinity(0)) // side_by_side)))
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Kernels and libraries write to the terminal as they like ("running over TCP without encryption").
    log, said = (os.open(output.with_suffix(end), os.O_WRONLY | os.O_CREAT, 0o600) for end in (".log", SAID))
    os.dup2(log, 1)
    os.dup2(log, 2)
    KeeperProvisioner.stderr, KeeperProvisioner.alone = said, job.exclusive
    try:
        execute(job, notebook, output, pipe.send)
    except BaseException as error:  # what papermill did not foresee has to come home, too
        if isinstance(error, OSError) and error.errno in FULL:  # no fault of the lab's
            pipe.send(("full", error))
            return
        pipe.send(("end", ("exception", f"{type(error).__name__}: {error}")))


def _listen(at_work: list[Worker], progress: Progress) -> None:
    ready = wait([w.pipe for w in at_work], timeout=0.2)
    for worker in at_work:
        if worker.pipe in ready:
            _hear(worker, progress)
        elif time.monotonic() - worker.started > worker.job.lab_seconds:
            worker.end = ("timeout", f"> {worker.job.lab_seconds:g} s")


def _hear(worker: Worker, progress: Progress) -> None:
    try:
        kind, value = worker.pipe.recv()
    except EOFError:
        worker.end = ("kernel-died", "the worker ended without a word")
        return
    if kind == "full":
        raise value
    if kind == "end":
        worker.end = value
    elif kind == "way":
        worker.way = value
    elif 0 < value < len(worker.notebook.cells) - 1:  # the first and the last are the probe's
        (worker.begun if kind == "cell" else worker.done).add(value)
        progress(worker.job, "cell", len(worker.begun), worker.cells)


def _finish(worker: Worker) -> Run:
    end_processes([worker.process.pid])
    worker.process.join()
    assert worker.end
    seconds = round(time.monotonic() - worker.started, 2)
    run = Run(worker.end[0], worker.end[1], seconds, worker.sha256, sys.executable, worker.way)
    bring_home(run, worker.job, worker.output, worker.notebook, worker.nonces, worker.done, worker.begun)
    if run.end == "ended" and (run.facts is None or run.opening is None):
        run.end = "stopped-early"
    return run


@contextmanager
def _adopting_orphans() -> Iterator[None]:
    """While it lasts, what a dying worker leaves behind becomes this process's child, and is ended with it."""
    set_child_subreaper = 36  # <linux/prctl.h>
    libc = ctypes.CDLL(None)
    libc.prctl(set_child_subreaper, 1)
    before = {p.pid for p in psutil.Process().children()}
    try:
        yield
    finally:
        end_processes([p.pid for p in psutil.Process().children() if p.pid not in before])
        libc.prctl(set_child_subreaper, 0)


@contextmanager
def _scratch() -> Iterator[str]:
    """A folder for what runs leave, and an IPython and Jupyter without the habits of this machine's user."""
    names = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    before = dict(os.environ)
    for name in ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "PYTHONSTARTUP"):
        os.environ.pop(name, None)
    try:
        with tempfile.TemporaryDirectory(prefix="rocm-lab-", ignore_cleanup_errors=True) as folder:
            os.environ |= {name: f"{folder}/{name.lower()}" for name in names} | {"JUPYTER_PREFER_ENV_PATH": "1"}
            yield folder
    finally:
        os.environ.clear()
        os.environ.update(before)
        sys.stdout.flush()
