"""Which cells of a copy are the lab's own, and what of a cell's outputs is kept."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import nbformat
import pytest

from judge.bring_home import LARGEST, bring_home
from judge.cells import lab_notebook, own_cells
from judge.run_lab import Job, Nonces, Run

LAB = "01_training_flow"


def cells(*, ids: bool) -> list[dict[str, Any]]:
    """The lab's cells, with one of the learner's behind the third code cell; as nbformat 4.4 has them, without ids."""
    found = copy.deepcopy(lab_notebook(LAB).cells)
    third = [index for index, cell in enumerate(found) if cell.cell_type == "code"][2]
    found.insert(third + 1, nbformat.v4.new_code_cell("print('loss =', 1)"))
    if not ids:
        for cell in found:
            del cell["id"]
    return found


@pytest.mark.parametrize("ids", [True, False])
@pytest.mark.parametrize("edit", [None, "lr=0.5"])
def test_a_learner_s_own_cell_is_none_of_the_lab_s(edit: str | None, *, ids: bool) -> None:
    ours = [cell["id"] for cell in lab_notebook(LAB).cells if cell.cell_type == "code"]
    copied = cells(ids=ids)
    if edit:
        changed = next(cell for cell in copied if "lr=0.1" in cell["source"])
        changed["source"] = changed["source"].replace("lr=0.1", edit)
    found = own_cells(LAB, copied)
    assert [name for name, _ in found] == ours
    assert not any("'loss ='" in cell["source"] for _, cell in found)


def test_of_a_cell_s_outputs_a_megabyte_is_kept_with_what_it_said_first_and_last(tmp_path: Path) -> None:
    spam = f"{'spam ' * 100}\n"
    before, after = "y = 1.0\n" + spam * 3000, spam * 3000 + "loss = 2.0\n"
    for talk in ([before + after], [before, after], [before[:8], before[8:], after, "pred = 3.0\n"]):
        told = [nbformat.v4.new_output("stream", name="stdout", text=text) for text in talk]
        run = brought_home(tmp_path, told)
        assert run.notebook is not None
        kept, other = run.notebook.cells
        assert sum(len(output.text) for output in kept.outputs) < 1.1 * LARGEST
        assert ["1 MB を超えました" in output.text for output in kept.outputs].count(True) == 1
        assert set(run.printed) <= {"y = 1.0", spam[:-1], "loss = 2.0", "pred = 3.0"}  # no half of a line
        assert (run.printed[0], run.printed[-1]) == ("y = 1.0", talk[-1].splitlines()[-1])
        assert [output.text for output in other.outputs] == ["1\n"]


def brought_home(folder: Path, outputs: list[nbformat.NotebookNode]) -> Run:
    """What is left of a run in which a cell of the lab's put this out, and the next one prints 1."""
    own = next(cell for cell in lab_notebook(LAB).cells if cell.cell_type == "code")
    loud = nbformat.v4.new_code_cell(own["source"], outputs=outputs)
    quiet = nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("stream", name="stdout", text="1\n")])
    probes = [nbformat.v4.new_code_cell(""), nbformat.v4.new_code_cell("")]
    notebook = nbformat.v4.new_notebook(cells=[probes[0], loud, quiet, probes[1]])
    for cell, name in ((loud, own["id"]), (quiet, "mine")):
        cell["id"] = name
    output, run = folder / "o.ipynb", Run()
    nbformat.write(notebook, output)
    bring_home(run, Job(output, LAB, "ja", ()), output, notebook, Nonces(), {1, 2}, {1, 2})
    return run
