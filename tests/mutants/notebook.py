"""How a row of the tables becomes a notebook: the lab's own, with some cells edited."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nbformat

from judge.cells import LABS
from judge.jobs import make_job
from judge.run_lab import Job

TRAINING, INFERENCE = "01_training_flow", "02_inference_flow"
RACE, RATES, HOOD = "03_training_vs_inference", "04_learning_rate", "05_under_the_hood"
WORKERS = "06_many_workers"

# (cell, old, new): in the cell of that id, `old` becomes `new`; an empty `old` puts `new` at the cell's end. With a "+"
# before the cell's id, `new` is a cell of its own after it.
Edit = tuple[str, str, str]


@dataclass(frozen=True)
class Row:
    """One way in which a lab can differ, and the reason by which the judge must fail it (None: it must pass)."""

    name: str
    lab: str
    edits: tuple[Edit, ...]
    reason: str | None = None
    cell_seconds: float | None = None  # None: what the lab says
    exercise: str | None = None


def job(row: Row, folder: Path) -> Job:
    """Writes the row's notebook into `folder` and names it as a job."""
    notebook = nbformat.read(LABS / f"{row.lab}.en.ipynb", as_version=4)
    cells = {cell.id: cell for cell in notebook.cells if cell.cell_type == "code"}
    edited = {cell for cell, _, _ in row.edits}
    for name, drawing in cells.items():
        if name.startswith("picture-") and name not in edited:
            drawing.source = "None"  # no reason depends on a picture, and drawing takes a third of the time
    for cell, old, new in row.edits:
        if cell.startswith("+"):
            own = nbformat.v4.new_code_cell(new)
            notebook.cells.insert(notebook.cells.index(cells[cell[1:]]) + 1, own)
            continue
        assert old in cells[cell].source, f"{row.name}: {old!r} is not in cell {cell}"
        cells[cell].source = cells[cell].source.replace(old, new) if old else f"{cells[cell].source}\n{new}"
    path = folder / f"{row.name.replace(' ', '-').replace('/', '-')}.en.ipynb"
    nbformat.write(notebook, path)
    # Two at a time, those that want to be alone as well: no reason depends on how long something took.
    limit = {} if row.cell_seconds is None else {"cell_seconds": row.cell_seconds}
    return make_job(path, row.lab, "en", exclusive=False, exercise=row.exercise, **limit)
