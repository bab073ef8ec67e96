"""What a run left, brought home: facts, prints, pictures, traces, last words, and the executed notebook."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from judge.cells import Cell, own_cells
from judge.run_lab import MIME, SAID, Job, Nonces, Run, leavings
from judge.words import say

PICTURE = "application/vnd.flowlab.picture+json"  # beside every PNG of flowlab's
LAST_BYTES = 4096  # of that are kept
SIGNS = ("Memory access fault by GPU", "HSA_STATUS_ERROR", "HIP error", "CUDA error", "Fatal Python error")
LINE = 200  # characters of it
LARGEST = 1_000_000  # characters of a cell's outputs that are kept


def bring_home(
    run: Run, job: Job, output: Path, notebook: NotebookNode, nonces: Nonces, done: set[int], begun: set[int]
) -> None:
    """Fills `run` from the executed notebook: facts, prints, and the notebook itself without the probe's cells."""
    try:
        executed = nbformat.read(output, as_version=4)
    except (OSError, ValueError):  # ended before, or while, it was written
        executed = notebook
    cells: list[Cell] = [c for c in executed.cells if c.metadata.get("tags") != ["papermill-error-cell-tag"]]
    markers = [c for c in executed.cells if c.metadata.get("tags") == ["papermill-error-cell-tag"]]
    own = cells[1:-1]
    run.opening = _facts(cells[0], nonces.start)
    run.facts = _facts(cells[-1], nonces.finish)
    run.strays = sum(MIME in output.get("data", {}) for cell in own for output in cell.get("outputs", []))
    run.said = _last_words(output.with_suffix(SAID))
    run.traces = _traces(leavings(output))
    for cell in own:
        _cut(cell, job)
    by_lab = own_cells(job.lab, own)
    run.printed = [line for _, cell in by_lab for line in _stdout(cell).splitlines()]
    run.pictures = {name: drawn for name, cell in by_lab if (drawn := list(_drawn(cell)))}
    for index, cell in enumerate(own, start=1):
        if cell["cell_type"] == "code" and "papermill" in cell["metadata"]:
            cell["metadata"]["papermill"]["status"] = _status(index, done, begun)
    stopped = sorted(begun - done)
    if run.end in ("exception", "timeout", "kernel-died") and stopped:
        run.detail = f"[{_place(own[stopped[0] - 1])}] {run.detail}".rstrip()
    if run.end == "kernel-died":
        run.detail = f"{run.detail} {_telling(run.said)}".rstrip()
    executed.cells = [*markers, *own]
    run.notebook = executed


def _place(cell: Cell) -> str:
    """In which cell, by its name, and in which line of it, where that is known."""
    told = "".join(line for output in cell["outputs"] for line in output.get("traceback", ()))
    lines = re.findall(r"Cell In\[\d+\], line (\d+)", re.sub(r"\x1b\[[0-9;]*m", "", told))
    return f"{cell['id']}:{lines[-1]}" if lines else str(cell["id"])


def _cut(cell: Cell, job: Job) -> None:
    """Keeps the first and the last of what a cell put out; a loop that prints would fill the disk with its record."""
    outputs = cell.get("outputs", [])
    pieces = [piece for output in outputs for piece in _pieces(output)]
    first = _first(pieces)
    last = _first(pieces[len(first) :][::-1])[::-1]
    if len(pieces) > min(len(outputs), len(first) + len(last)):
        sentence = say("cut", "ja" if job.lang == "ja" else "en", size=LARGEST // 1_000_000)
        cell["outputs"] = [*first, nbformat.v4.new_output("stream", name="stderr", text=f"{sentence}\n"), *last]


def _pieces(output: NotebookNode) -> list[NotebookNode]:
    """An output; of too long a text its beginning and its end, in whole lines: half of one would say something else."""
    if output["output_type"] != "stream" or len(output["text"]) <= LARGEST:
        return [output]
    begins, ends = output["text"][: LARGEST // 2], output["text"][-LARGEST // 2 :]
    parts = (begins.rpartition("\n")[0] or begins) + "\n", ends.partition("\n")[2] or ends
    return [NotebookNode(output, text=part) for part in parts]


def _first(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """The first of them, up to the one with which half of the room is full, and none that is too large by itself."""
    kept, room = [], LARGEST // 2
    for output in outputs:
        size = len(json.dumps(output))
        if room <= 0 or size > 2 * LARGEST:  # letters that JSON has to write otherwise take more
            break
        kept.append(output)
        room -= size
    return kept


def _drawn(cell: Cell) -> Iterator[str]:
    """For each picture of flowlab's that the cell shows, a hash over what was drawn."""
    for output in cell.get("outputs", []):
        if (drawn := output.get("data", {}).get(PICTURE)) is not None:
            yield hashlib.sha256(json.dumps(drawn, sort_keys=True).encode()).hexdigest()


def _traces(folder: Path) -> dict[str, bytes]:
    """The traces in it, those that are packed (PyTorch packs what is to be called .json.gz) unpacked."""
    found = {trace.name: trace.read_bytes() for trace in folder.glob("*.json")}
    for packed in folder.glob("*.json.gz"):
        with suppress(OSError, EOFError, zlib.error):
            found[packed.name.removesuffix(".gz")] = gzip.decompress(packed.read_bytes())
    return found


def _last_words(file: Path) -> str:
    """What the kernel's process said to stderr, without what every kernel says."""
    content = file.read_bytes() if file.exists() else b""
    lines = content[-LAST_BYTES:].decode("utf-8", "replace").splitlines()
    return "\n".join(
        line for line in lines if not line.startswith("[IPKernelApp] WARNING | Kernel is running over TCP")
    )


def _telling(said: str) -> str:
    """The line that says why the process died: one that is known to, or the last."""
    lines = [line for line in said.splitlines() if line.strip()]
    return next((line for line in lines if any(sign in line for sign in SIGNS)), lines[-1] if lines else "")[:LINE]


def _status(index: int, done: set[int], begun: set[int]) -> str:
    # papermill calls every cell of a run that ended early "completed"; these are the true words.
    if index in done:
        return "completed"
    return "failed" if index in begun else "pending"


def _facts(cell: Cell, nonce: str) -> dict[str, Any] | None:
    for output in cell.get("outputs", []):
        facts = output.get("data", {}).get(MIME)
        if isinstance(facts, str):
            facts = json.loads(facts)
        if isinstance(facts, dict) and facts.get("nonce") == nonce:
            return dict(facts)
    return None


def _stdout(cell: Cell) -> str:
    return "".join(o["text"] for o in cell.get("outputs", []) if o["output_type"] == "stream" and o["name"] == "stdout")
