"""The notebooks of the labs and the learner's copies of them."""

from __future__ import annotations

import codecs
import filecmp
import json
import os
import time
from pathlib import Path

from cli.files import make_folder, put
from cli.places import LABS, WORK
from cli.speech import LabError


def labs() -> dict[str, str]:
    """Every lab's name by its number: {"01": "01_training_flow", …}."""
    return {source.name[:2]: source.stem for source in sorted(LABS.glob("[0-9][0-9]_*.py"))}


def exercises(lab: str) -> list[str]:
    """The numbers of a lab's exercises, as its notebook has them: ["1.1", "1.2", …]."""
    cells = json.loads((LABS / f"{lab}.en.ipynb").read_text(encoding="utf-8"))["cells"]
    found = [cell["id"].removeprefix("exercise-") for cell in cells if cell["id"].startswith("exercise-")]
    return [f"{int(lab[:2])}.{number}" for number in found]


def require_exercise(exercise: str, notebook: Path | None) -> None:
    """Refuses an exercise without a copy, or one that this copy's lab does not have. Raises LabError."""
    if notebook is None:
        raise LabError("exercise-alone", exercise=exercise)
    lab = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]["lab"]["name"]
    if exercise not in exercises(lab):
        raise LabError("exercise-unknown", exercise=exercise, lab=lab, known=", ".join(exercises(lab)))


def seed_work(work: Path = WORK) -> None:
    """Copies into `work` whatever notebook is not there yet; what is there is the learner's."""
    make_folder(work)
    for notebook in sorted(LABS.glob("*.ipynb")):
        # A link that leads nowhere is there, too: to copy onto it would write where it points.
        if not os.path.lexists(work / notebook.name):
            put(work, notebook.name, notebook.read_bytes())


def reset(number: str) -> list[tuple[str, str | None]]:
    """Puts fresh copies of a lab into work/; returns each name with that of the copy kept beside it."""
    if number not in labs():
        raise LabError("lab-unknown", lab=number, known=", ".join(labs()))
    make_folder(WORK)
    return [(fresh.name, _replace(fresh)) for fresh in sorted(LABS.glob(f"{number}_*.ipynb"))]


def _replace(fresh: Path) -> str | None:
    target, kept = WORK / fresh.name, None
    # What nobody has touched needs no keeping.
    if target.is_symlink() or (target.exists() and not filecmp.cmp(target, fresh, shallow=False)):
        kept = target.with_name(f"{target.stem}.{time.strftime('%Y-%m-%dT%H-%M-%S')}.{time.time_ns() % 10**6:06}.ipynb")
        target.rename(kept)
    put(WORK, fresh.name, fresh.read_bytes())
    if os.getuid() == 0:  # still the learner's, whoever asks for it
        os.chown(target, WORK.stat().st_uid, WORK.stat().st_gid, follow_symlinks=False)
    return kept.name if kept else None


def _is_cell(cell: dict[str, object]) -> bool:
    needed = {"cell_type", "source", "metadata"}
    return needed | ({"outputs", "execution_count"} if cell["cell_type"] == "code" else set()) <= set(cell)


def require_lab_copy(path: Path) -> None:
    """Refuses, before anything is started, what the judge could not judge. Raises LabError."""
    if path.is_dir():
        raise LabError("notebook-folder", path=path)
    if not path.is_file():
        raise LabError("notebook-missing", path=path)
    try:
        content = path.read_bytes()
        if content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise LabError("notebook-encoding", path=path)
        notebook = json.loads(content.decode("utf-8"))
        if notebook["nbformat"] != 4:
            raise LabError("notebook-format", path=path, found=f"nbformat {notebook['nbformat']}"[:40])
        for cell in notebook["cells"]:
            if cell["cell_type"] not in ("code", "markdown", "raw"):
                raise LabError("notebook-format", path=path, found=f"cell_type {cell['cell_type']!r}"[:40])
        lab = notebook["metadata"].get("lab")
        if not all(_is_cell(cell) for cell in notebook["cells"]):
            raise ValueError("cell")
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise LabError("notebook-unreadable", path=path, reason=f"{type(error).__name__}: {error}"[:100]) from error
    if not isinstance(lab, dict) or lab.get("name") not in labs().values() or lab.get("lang") not in ("ja", "en"):
        raise LabError("notebook-no-lab", path=path)
