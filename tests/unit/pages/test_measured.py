"""The figures that the pages name are those of one `make bench`, and of one with N: scripts/measured.json."""

from __future__ import annotations

import json
import re
import statistics
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
MEASURED: dict[str, Any] = json.loads((ROOT / "scripts/measured.json").read_text(encoding="utf-8"))
# Between two comments, and with a unit.
BLOCK = re.compile(r"<!-- (measured.*?) -->(.*?)<!-- /measured -->", re.DOTALL)
FIGURE = re.compile(r"(\d+(?:\.\d+)?) (?:s\b|秒|MiB|MB)")


def median(contest: str, name: str) -> str:
    return f"{statistics.median(MEASURED[contest][name]):.1f}"


def first(part: str, name: str, digits: int = 1) -> str:
    """The median where it stands with the smallest and the largest."""
    return f"{MEASURED[part][name][0]:.{digits}f}"


def scripts() -> list[str]:
    clicks = "JupyterLab in Chromium, lab 01, s"
    seats = "seats on the CPU"
    return [
        median("check of all notebooks", "make check"),
        median("check of all notebooks", "pytest --nbmake -n 2"),
        first(clicks, "restart and run all, by fork"),
        first(clicks, "restart and run all, as ever"),
        first(clicks, "MiB of an idle lab, by fork", 0),
        first(clicks, "MiB of an idle lab, as ever", 0),
        first(seats, "MiB of an idle seat, median (most)", 0),
    ]


def bundle() -> list[str]:
    return [
        f"{MEASURED['bundle']['bundle, MB']:.0f}",
        str(MEASURED["bundle"]["make bundle, s"]),
        str(MEASURED["bundle"]["make load, image not here, s"]),
    ]


def seats() -> list[str]:
    found = MEASURED["seats on the CPU"]
    waits = [value for name, value in found.items() if " at once: " in name]
    memory = [f"{value:.0f}" for name, values in found.items() if name.startswith("MiB") for value in values]
    collected = next(value for name, value in found.items() if name.startswith("make collect"))
    return [*(f"{value:.1f}" for pair in waits for value in pair), *memory, f"{collected:.1f}"]


def fleet() -> list[str]:
    found = MEASURED["a machine of a fleet, on the CPU"]["without an engine, s"]
    steps = ("engine", "checkout", "doctor", "image", "service", "check", "all", "again, but its check")
    return [f"{found['MB received']:.0f}", *(f"{found[step]:.1f}" for step in steps)]


def at_once() -> list[str]:
    sides = [found for name, found in MEASURED.items() if " learners at once, " in name]
    times = [value for part in sides[0] if part.endswith("p50, p95, s") for side in sides for value in side[part]]
    rest = [side[part] for part in sides[0] if part.startswith(("CPU", "MiB")) for side in sides]
    return [*(f"{value:.1f}" for value in times), *map(str, rest)]


@pytest.mark.parametrize("language", ["", ".ja"])
@pytest.mark.parametrize(
    ("page", "kind", "figures", "when"),
    [
        ("scripts/README", "measured", scripts, MEASURED["when"]),
        ("scripts/workshop/README", "measured", bundle, MEASURED["when"]),
        ("scripts/workshop/seats/README", "measured", seats, MEASURED["when"]),
        (
            "scripts/workshop/seats/README",
            "measured at once",
            at_once,
            MEASURED["20 learners at once, make seats"]["when"],
        ),
        ("scripts/workshop/fleet/README", "measured", fleet, MEASURED["when"]),
    ],
)
def test_every_figure_of_a_page_is_the_measured_one(
    page: str, kind: str, figures: Any, when: str, language: str
) -> None:
    text = (ROOT / f"{page}{language}.md").read_text(encoding="utf-8")
    blocks = [block for name, block in BLOCK.findall(text) if name == kind]
    assert [figure for block in blocks for figure in FIGURE.findall(block)] == figures()
    assert blocks
    assert all(when in block for block in blocks)
