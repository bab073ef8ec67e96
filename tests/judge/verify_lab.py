"""One notebook of a record, judged again from its facts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from judge.backend import Layer, conditions
from judge.claim import Claim
from judge.record import plain
from judge.run_lab import Job, Run
from judge.spec import Spec
from judge.specs import EXERCISES, SPECS
from judge.verdict import Judged, judge

Entry = dict[str, Any]  # of the record's "labs"
LAYERS: tuple[Layer, ...] = ("hip", "cuda")
OWN_FLOWLAB = "/labs/flowlab/__init__.py"  # the end of its path on every machine
SAME = ("end", "detail", "seconds", "sha256", "opening", "facts", "printed", "pictures")  # of a Run


def place(entry: Entry) -> str:
    """How the table names this notebook."""
    return f"{entry['lab']}.{entry['lang']}"


def traces_of(entry: Entry, traces: Mapping[str, str]) -> dict[str, bytes]:
    """Those that its profilers left."""
    stem = f"{Path(entry['notebook']).stem}."
    return {name: text.encode() for name, text in traces.items() if name.startswith(stem)}


def again(entry: Entry, asked: str, traces: Mapping[str, str]) -> Judged | str:
    """The notebook, judged from its facts; or why it cannot be."""
    spec = _spec(entry)
    if spec is None:
        return f"? {entry['exercise'] or entry['lab']}"
    job = Job(Path(entry["notebook"]), entry["lab"], entry["lang"], (), asked, exercise=entry["exercise"])
    left = traces_of(entry, traces)
    try:
        judged = judge(spec, job, _run(entry, left))
        for layer in LAYERS:  # the verdict asks both
            plain([asdict(condition) for condition in conditions(judged.evidence, layer)])
        return replace(judged, claims=[_there(claim, entry, left) for claim in judged.claims])
    except (TimeoutError, MemoryError):  # of the whole, not of these facts
        raise
    except Exception as error:  # made-up facts break the judge's own words for them in more ways than can be named
        return f"{type(error).__name__}: {error}"[:200]


def _spec(entry: Entry) -> Spec | None:
    """By what it has to be judged; None where there is no such lab, or no such exercise of it."""
    if entry["exercise"] is None:
        return SPECS.get(entry["lab"])
    exercise = EXERCISES.get(entry["exercise"])
    return exercise.spec if exercise and exercise.lab == entry["lab"] else None


def _run(entry: Entry, traces: dict[str, bytes]) -> Run:
    """The run as the record tells it. Two things it tells by its claims alone; they are called so in the table."""
    strays, python = _said(entry, "stray-facts").get("measured"), _said(entry, "python").get("expected")
    return Run(
        **{name: entry[name] for name in SAME},
        kernel=entry["kernel"],
        said=entry["said"],
        python=python if isinstance(python, str) else "",
        strays=strays if type(strays) is int else 0,
        traces=traces,
    )


def _said(entry: Entry, name: str) -> Entry:
    return next((claim for claim in entry["claims"] if claim["id"] == name), {})


def _there(claim: Claim, entry: Entry, traces: Mapping[str, bytes]) -> Claim:
    """The claim as it must have been there: flowlab lay elsewhere, and a trace that is not here was seen there."""
    said = _said(entry, claim.id)
    if claim.id == "flowlab" and str(said.get("expected")).endswith(OWN_FLOWLAB):
        own = said["expected"]
        return replace(claim, expected=own, holds=claim.measured in (None, own))
    if claim.id == "trace" and not traces and said:
        return replace(claim, measured=said["measured"], holds=claim.expected == said["measured"] != 0)
    return claim
