"""Runs one notebook under observation.

The notebook's copy gets a first and a last cell (probe.py) and is run by papermill in a worker process of its own;
run_labs.py holds the worker. Nothing in here judges.
"""

from __future__ import annotations

import copy
import os
import secrets
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from judge.cells import lab_notebook, own_cells
from judge.kernels.provisioner import NAME, KeeperProvisioner
from judge.memory import OUT_OF_MEMORY, kills, limit

MIME = "application/vnd.rocm-lab.facts+json"
# In the order in which they import each other; two of them are pasted for the labs that take times.
PARTS = ("describe", "witness", "watch", "clock", "again", "probe")
FOR_TIMES = ("clock", "again")
SOURCES = {part: Path(__file__).with_name(f"{part}.py").read_text("utf-8") for part in PARTS}
PROBE_CELL = "rocm-lab-probe-"
FIRST_CELL, LAST_CELL = (f"{PROBE_CELL}{number}" for number in (0, 1))  # the last asks lab 03 again
CELL_SECONDS, LAB_SECONDS = 60, 180
OPENING_SECONDS = 60  # more than a cell has: torch is imported, a GPU begins, a profiler opens
SAID = ".stderr"  # beside an output: what the kernel's process wrote there itself


@dataclass(frozen=True)
class Job:
    """One notebook to run: where it lies, from which lab it comes and in which language it speaks."""

    path: Path
    lab: str
    lang: str
    names: tuple[str, ...]  # what the probe is to read
    backend: str = "auto"
    observed: str = "all"  # how the probe watches; see probe.py
    exclusive: bool = False  # whether it must not share the machine with another
    profiled: bool = True  # whether a profiler may watch the GPU; without, condition 4 cannot hold
    exercise: str | None = None  # judged by this one's own values
    cell_seconds: float = CELL_SECONDS
    lab_seconds: float = LAB_SECONDS


@dataclass
class Run:
    """What came home from a Job. `end` is "ended", or why it did not: see ENDINGS in words.py."""

    end: str = "ended"
    detail: str = ""
    seconds: float = 0.0
    sha256: str = ""  # of the notebook as it was when it was run
    python: str = ""  # the interpreter that should have run it
    kernel: str | None = None  # how it was made: "fork", "ahead" or "start"; None: there was none
    opening: dict[str, Any] | None = None
    facts: dict[str, Any] | None = None
    strays: int = 0
    printed: list[str] = field(default_factory=list)
    said: str = ""  # the last that the kernel's process wrote to stderr, where no cell catches it
    pictures: dict[str, list[str]] = field(default_factory=dict)  # by cell: a hash over each that flowlab drew
    tried: dict[str, Any] | None = None  # how a first run with the profiler ended, where there had to be a second
    traces: dict[str, bytes] = field(default_factory=dict)  # of profilers, as the lab left them
    notebook: NotebookNode | None = None


@dataclass(frozen=True)
class Nonces:
    """What tells the probe's words from a lab's: drawn anew for each run."""

    start: str = field(default_factory=lambda: secrets.token_hex(16))
    finish: str = field(default_factory=lambda: secrets.token_hex(16))


def between_probes(notebook: NotebookNode, job: Job, nonces: Nonces) -> NotebookNode:
    """A copy of `notebook` between the probe's two cells. The probe's names stay out of the lab's."""
    paste = (
        "import sys as _s, types as _t\n"
        "_s.modules['judge'] = _t.ModuleType('judge')\n"
        "for _name, _source in {sources!r}.items():\n"
        "    _s.modules['judge.' + _name] = _t.ModuleType('judge.' + _name)\n"
        "    setattr(_s.modules['judge'], _name, _s.modules['judge.' + _name])\n"
        "    exec(compile(_source, 'judge.' + _name, 'exec'), _s.modules['judge.' + _name].__dict__)\n"
        "_s.modules['judge.probe'].start({nonce!r}, {mime!r}, {observed!r}, {pictures!r}, {profiled!r})\n"
        "del _s, _t, _name, _source"
    )
    sources = {part: text for part, text in SOURCES.items() if part not in FOR_TIMES or job.observed == "clock"}
    pictures = _pictures(job.lab, notebook)
    start = paste.format(
        sources=sources, nonce=nonces.start, mime=MIME, observed=job.observed, pictures=pictures, profiled=job.profiled
    )
    finish = (
        f"__import__('sys').modules['judge.probe']"
        f".finish({nonces.finish!r}, {list(job.names)!r}, __import__('__main__').__dict__)"
    )
    made = copy.deepcopy(notebook)
    cells = [nbformat.v4.new_code_cell(source, id=f"{PROBE_CELL}{i}") for i, source in enumerate((start, finish))]
    made.cells = [cells[0], *made.cells, cells[1]]
    return made


def _pictures(lab: str, notebook: NotebookNode) -> dict[str, tuple[str, str]]:
    """By the text of a cell of this copy, the name and the text of the lab's own, which draws with flowlab."""
    ours = {cell["id"]: cell["source"] for cell in lab_notebook(lab).cells if ".pictures." in cell["source"]}
    copied = own_cells(lab, notebook.cells)
    return {cell["source"]: (name, ours[name]) for name, cell in copied if name in ours and "(" in cell["source"]}


def leavings(output: Path) -> Path:
    """The folder in which the notebook of this output runs: what it writes there is not litter among the labs."""
    folder = output.with_suffix(".left")
    folder.mkdir(exist_ok=True)
    return folder


def _seconds(job: Job, cell: str) -> float:
    """How long a cell may take."""
    if cell == FIRST_CELL:
        return job.cell_seconds + OPENING_SECONDS
    return job.lab_seconds if cell == LAST_CELL else job.cell_seconds


def execute(job: Job, notebook: NotebookNode, output: Path, tell: Callable[[tuple[str, Any]], None]) -> None:
    """Runs an observed notebook; tells ("cell", index), ("done", index) and ("end", (end, detail)) as it goes."""
    import papermill
    from jupyter_client.provisioning.factory import KernelProvisionerFactory
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    from judge.saving import ENGINE

    KernelProvisionerFactory.instance().default_provisioner_name = NAME
    os.environ |= {"LAB_BACKEND": job.backend, "LAB_LANG": job.lang, "FLOWLAB_KERNELS": str(int(job.profiled))}
    end, before = ("ended", ""), kills()

    def begun(**cell: Any) -> None:
        if cell["cell_index"] == 0 and (kernel := KeeperProvisioner.newest):
            tell(("way", kernel.way))
        tell(("cell", cell["cell_index"]))

    def executed(**cell: Any) -> None:
        if cell["execute_reply"]["content"]["status"] == "ok":
            tell(("done", cell["cell_index"]))

    try:
        papermill.execute_notebook(
            notebook,
            str(output),
            kernel_name="python3",
            cwd=str(leavings(output)),
            progress_bar=False,
            engine_name=ENGINE,
            # Sockets beside the output, no ports: no other process can be faster.
            config=Config(
                KernelManager={"transport": "ipc", "ip": str(output.with_suffix(""))},
                AsyncKernelManager={"client_class": "judge.kernels.client.Client"},
            ),
            shutdown_kernel="immediate",  # nothing of it is waited for any more
            timeout_func=lambda cell: _seconds(job, cell.id),
            on_cell_execute=begun,
            on_cell_executed=executed,
        )
    except PapermillExecutionError as error:
        found = error.ename == "BackendNotFound"
        end = ("backend-not-found" if found else "exception", f"{error.ename}: {error.evalue}")
    except CellTimeoutError:
        end = ("timeout", f"> {job.cell_seconds:g} s")
    except DeadKernelError:
        status = KeeperProvisioner.newest.ended if KeeperProvisioner.newest else None
        name = signal.Signals(-status).name if status and status < 0 else ""
        # Nothing else tells: a process that is ended so has no last words.
        out = name == "SIGKILL" and kills() > before
        end = ("kernel-died", f"{name} {OUT_OF_MEMORY} {limit() / 2**30:.3g} GiB" if out else name)
    tell(("end", end))
