"""What the labs and their judge cost, and what lab 03 finds, run after run: used by bench.py."""

import json
import statistics
from pathlib import Path
from typing import Any

import nbformat

from host.places import RUNS
from judge.cells import LABS
from judge.jobs import make_job
from judge.run_labs import run_labs

RACES = 3
LARGEST_CELLS = 5


def newest_check() -> dict[str, Any]:
    """Of the last `make check`: seconds of each notebook and of its slowest cells, bytes of what it left."""
    folder = max(path.parent for path in RUNS.glob("*/record.json"))
    labs = json.loads((folder / "record.json").read_text(encoding="utf-8"))["labs"]
    return {
        "seconds of each notebook": {f"{lab['lab']}.{lab['lang']}": lab["seconds"] for lab in labs},
        "slowest cells": {name.stem: _slowest(name) for name in sorted(folder.glob("*.en.ipynb"))},
        "bytes": {name: (folder / name).stat().st_size for name in ("report.html", "record.json")},
    }


def _slowest(executed: Path) -> dict[str, float]:
    """Seconds by cell."""
    cells = [cell for cell in nbformat.read(executed, as_version=4).cells if cell.cell_type == "code"]
    seconds = {cell.id: round(cell.metadata.papermill.duration or 0, 2) for cell in cells}
    return dict(sorted(seconds.items(), key=lambda item: -item[1])[:LARGEST_CELLS])


def races() -> dict[str, Any]:
    """Lab 03, run alone several times: training over inference at its largest model, beside what the FLOPs predict."""
    lab = "03_training_vs_inference"
    job = make_job(LABS / f"{lab}.en.ipynb", lab, "en")
    runs = [run_labs([job])[job] for _ in range(RACES)]
    rows = [(run.facts or {})["objects"]["summary"]["data"][-1] for run in runs]
    ratios = sorted(row["ratio"] for row in rows)
    return {
        "largest model": rows[0]["name"],
        "FLOPs predict": rows[0]["flop_ratio"],
        f"ratio, median (smallest to largest) of {RACES} runs": [
            round(r, 3) for r in (statistics.median(ratios), ratios[0], ratios[-1])
        ],
        "median over prediction": round(statistics.median(ratios) / rows[0]["flop_ratio"], 3),
        "seconds of a run": [run.seconds for run in runs],
    }
