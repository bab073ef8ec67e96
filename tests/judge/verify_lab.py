"""One notebook of a record, judged again from its facts, and what of the record does not follow from them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from judge.backend import Layer, conditions
from judge.claim import Claim
from judge.exercises import EXERCISES
from judge.run_lab import Job, Run
from judge.specs import SPECS, Spec
from judge.verdict import Judged, judge
from judge.verify_finding import Finding, compared, plain

Entry = dict[str, Any]  # of the record's "labs"
LAYERS: tuple[Layer, ...] = ("hip", "cuda")
OWN_FLOWLAB = "/labs/flowlab/__init__.py"  # the end of its path on every machine


def place(entry: Entry) -> str:
    """How the table names this notebook."""
    return f"{entry['lab']}.{entry['lang']}"


def spec_for(entry: Entry) -> Spec | None:
    """By what it has to be judged; None where there is no such lab, or no such exercise of it."""
    if entry["exercise"] is None:
        return SPECS.get(entry["lab"])
    exercise = EXERCISES.get(entry["exercise"])
    return exercise.spec if exercise and exercise.lab == entry["lab"] else None


def again(entry: Entry, asked: str, traces: Mapping[str, str]) -> Judged | Finding:
    """The notebook, judged from its facts; or why it cannot be."""
    spec = spec_for(entry)
    if spec is None:
        return Finding("differs", place(entry), "unknown-lab", said=entry["exercise"] or entry["lab"])
    job = Job(Path(entry["notebook"]), entry["lab"], entry["lang"], (), asked, exercise=entry["exercise"])
    stem = Path(entry["notebook"]).stem
    left = {name: text.encode() for name, text in traces.items() if name.startswith(f"{stem}.")}
    try:
        judged = judge(spec, job, _run(entry, left))
        for layer in LAYERS:  # the verdict asks both
            plain([asdict(condition) for condition in conditions(judged.evidence, layer)])
        return replace(judged, claims=[_there(claim, entry, left) for claim in judged.claims])
    except (TimeoutError, MemoryError):  # of the whole, not of these facts
        raise
    except Exception as error:  # made-up facts break the judge's own words for them in more ways than can be named
        return Finding("differs", place(entry), "facts-form", now=f"{type(error).__name__}: {error}"[:200])


def _run(entry: Entry, traces: dict[str, bytes]) -> Run:
    """The run as the record tells it. Two things it tells by its claims alone; they are called so in the table."""
    strays, python = _said(entry, "stray-facts").get("measured"), _said(entry, "python").get("expected")
    return Run(
        end=entry["end"],
        detail=entry["detail"],
        seconds=entry["seconds"],
        sha256=entry["sha256"],
        python=python if isinstance(python, str) else "",
        opening=entry["opening"],
        facts=entry["facts"],
        strays=strays if type(strays) is int else 0,
        printed=entry["printed"],
        pictures=entry["pictures"],
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


def compare(entry: Entry, judged: Judged, traces: Mapping[str, str]) -> Iterator[Finding]:
    """Every claim and condition of the record beside the one that its facts give."""
    where = place(entry)
    now = {claim.id: asdict(claim) for claim in judged.claims}
    names = [claim["id"] for claim in entry["claims"]]
    yield from (Finding("differs", where, "claim-missing", name) for name in now if name not in names)
    yield from (Finding("differs", where, "claim-added", name) for name in dict.fromkeys(names) if name not in now)
    yield from (Finding("differs", where, "claim-twice", name) for name, n in Counter(names).items() if n > 1)
    for said in entry["claims"]:
        yield from _claim(where, said, now.get(said["id"]))
    judged_conditions = {c.number: asdict(c) for c in conditions(judged.evidence)}
    for number, said in enumerate(entry["hip"], 1):
        finding = compared(where, "condition", said, judged_conditions[number], str(number))
        yield replace(finding, said=_short(finding.said), now=_short(finding.now))
    yield compared(where, "reason", entry["reason"], judged.reason)
    if "trace" in now and not any(name.startswith(f"{Path(entry['notebook']).stem}.") for name in traces):
        yield Finding("untold", where, "trace")


def _claim(where: str, said: Entry, now: Entry | None) -> Iterator[Finding]:
    if now is None:
        return
    wrong = [
        f for f in (compared(where, k, said[k], now[k], said["id"]) for k in said if k != "id") if f.kind != "same"
    ]
    yield from wrong or [Finding("same", where, "claim", said["id"])]


def _short(condition: Entry) -> str:
    return f"{condition['name']}: {'✓' if condition['holds'] else '✗'} {condition['found']}"
