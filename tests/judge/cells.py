"""Which cells of a copy are the lab's own: by their ids; by their order where no id is the lab's."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

LABS = Path(__file__).resolve().parents[2] / "labs"
Cell = dict[str, Any]


@cache
def lab_notebook(lab: str) -> NotebookNode:
    """The lab as it is; its code is the same in both languages."""
    found: NotebookNode = nbformat.read(LABS / f"{lab}.en.ipynb", as_version=4)
    return found


def own_cells(lab: str, cells: Sequence[Cell]) -> list[tuple[str, Cell]]:
    """Those code cells of a copy that came from the lab, edited or not, with their names; the rest is the learner's."""
    ours = [cell for cell in lab_notebook(lab).cells if cell["cell_type"] == "code"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    ids = {cell["id"] for cell in ours}
    if any(cell.get("id") in ids for cell in code):
        return [(cell["id"], cell) for cell in code if cell.get("id") in ids]
    ours_text, code_text = ([cell["source"] for cell in some] for some in (ours, code))
    return [
        (ours[our]["id"], code[copied])
        for what, *ends in SequenceMatcher(None, ours_text, code_text, autojunk=False).get_opcodes()
        if what in ("equal", "replace")
        for our, copied in zip(range(*ends[:2]), range(*ends[2:]), strict=False)
    ]
