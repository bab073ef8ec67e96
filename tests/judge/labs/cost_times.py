"""The times of lab 03: where they come from, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import comb
from statistics import median
from typing import Any

from judge.claim import Claim, Facts, equal, number, of
from judge.labs.cost_cases import flops

FEWEST = 6  # rounds: of fewer, no interval holds the median in 95 of 100 cases
PHASES = ("forward", "loss", "backward", "update")
KINDS = ("inference", "training", *PHASES)
INFERENCE, TRAINING = ("inference", ("forward",)), ("training", PHASES)  # a whole, and its parts
# What each function of the lab must give and leave when it is asked once more, on a copy; see again.py.
AGAIN: dict[str, dict[str, list[Any]]] = {
    "inference": {"gave": ["pred"], "history": [False], "gradients": ["none"], "parameters": ["before"]},
    "training": {"gradients": ["batch", "none"], "parameters": ["after"], "rate": ["more"]},
    "forward": {"gave": ["pred"], "gradients": ["none"], "parameters": ["before"]},
    "loss": {"gave": ["loss"], "gradients": ["none"], "parameters": ["before"]},
    "backward": {"gradients": ["batch"], "parameters": ["before"]},
    "backward again": {"gradients": ["batch"]},
    "update": {"gradients": ["batch", "none"], "parameters": ["after"]},
}
ALIKE = 2.5  # times: how far the same work, done whole and in parts, may lie apart; its fastest were 1.05 (2026-11-28)
SAME = 1e-9  # relative: the lab and the judge compute the same from the same samples


def time_claims(cases: int, objects: Facts, readings: list[list[Any]], *, against_itself: bool) -> Iterator[Claim]:
    """That the samples are complete, in turn, by the clock that waits, and of what they are said to be of."""
    samples = _samples(objects)
    rounds = sorted({sample["round"] for sample in samples})
    wanted = sorted((r, c, kind) for r in rounds for c in range(cases) for kind in KINDS)
    complete = sorted((s["round"], s["case"], s["what"]) for s in samples) == wanted
    complete = complete and rounds == list(range(len(rounds)))  # none of them left out
    yield Claim("rounds", f"{FEWEST} or more, complete", len(rounds), complete and len(rounds) >= FEWEST)
    ran: dict[float, list[str]] = dict(readings)
    following = dict(pairwise(ran))
    strangers = sum(following.get(s["start"]) != s["end"] for s in samples)
    yield equal("clock", 0, strangers)
    spans = [_span([s for s in samples if s["round"] == r]) for r in rounds]
    yield equal("in turn", True, all(a[1] <= b[0] for a, b in pairwise(spans)))
    wrong = [s for s in samples if ran.get(s["start"]) not in _expected(s, against_itself=against_itself)]
    yield equal("what was timed", [], [f"{s['what']}: {ran.get(s['start'])}" for s in wrong[:1]])


def whole_and_parts(cases: list[Facts], objects: Facts, *, against_itself: bool) -> Claim:
    """That the same work took as long whole as in parts: what waits or works besides shows up in one of the two.

    Off only where it is in every round, and between the quickest of each: on a busy machine, some are.
    """
    off = []
    for index, case in enumerate(cases):
        for whole, parts in (INFERENCE,) if against_itself else (INFERENCE, TRAINING):
            seconds = [_seconds(objects, index, kind) for kind in (whole, *parts)]
            quickest = [min(each, default=0.0) for each in seconds]
            rounds = [*zip(*seconds, strict=False), quickest]
            ratios = [took / sum(of_parts) for took, *of_parts in rounds if sum(of_parts) > 0]
            if not ratios or min(ratios) > ALIKE or max(ratios) < 1 / ALIKE:
                off.append(f"{whole} {case['name']}: {median(ratios or [0]):.1f} times its parts")
    return equal("whole and parts", [], off[:1])


def again_claim(cases: list[Facts], told: list[Facts], *, against_itself: bool) -> Claim:
    """That inference, training and the phases do what they are called, each asked alone on a copy of every case."""
    asked = {name: wanted for name, wanted in AGAIN.items() if not (against_itself and name == "training")}
    off = [
        f"{name} {case['name']}: {what} {did.get('error', of(did, name, what))}"
        for case, did in zip(cases, told, strict=True)
        for name, wanted in asked.items()
        for what, allowed in wanted.items()
        if of(did, name, what) not in allowed
    ]
    return equal("again", [], off[:1])


def summary_claims(cases: list[Facts], objects: Facts, ratios: list[float]) -> Iterator[Claim]:
    """That what the lab says of the samples follows from them, and has the FLOP `ratios` that were asked for."""
    rows = of(objects, "summary", "data")
    rows = rows if isinstance(rows, list) and len(rows) == len(cases) else [{}] * len(cases)
    memory = of(objects, "memory", "data")
    about = [[case["name"], flops(case)[0], *pair] for case, pair in zip(cases, memory, strict=True)]
    said_of = [[r.get("name"), r.get("flops"), *[of(r, "memory", k) for k in ("inference", "training")]] for r in rows]
    yield equal("summary rows", about, said_of)
    yield number("flop ratio", ratios, [row.get("flop_ratio") for row in rows], SAME)
    races = [list(race(objects, index)) for index in range(len(cases))]
    yield number("ratio", [r[0] for r in races], [row.get("ratio") for row in rows], SAME)
    yield number("interval", [r[1:] for r in races], [[row.get("low"), row.get("high")] for row in rows], SAME)
    medians = [[_median(objects, i, kind) * 1e6 for kind in ("inference", *PHASES)] for i in range(len(cases))]
    said = [[_micro(of(row, "phases", kind)) for kind in ("inference", *PHASES)] for row in rows]
    yield number("phase medians", medians, said, SAME)


def race(objects: Facts, case: int) -> tuple[float, float, float]:
    """Training over inference, round by round: the median, and the ends of its interval."""
    asked, learned = (_seconds(objects, case, kind) for kind in ("inference", "training"))
    return interval([b / a for a, b in zip(asked, learned, strict=False) if a > 0])


def interval(values: list[float]) -> tuple[float, float, float]:
    """The median, and the ends of its interval; zeros for too few values."""
    ordered, n = sorted(values), len(values)
    if n < FEWEST:
        return (0.0, 0.0, 0.0)
    # So many values may lie beyond each end: a fair coin falls that seldom with 2.5 % at most.
    beyond = max(k for k in range(n // 2) if sum(comb(n, i) for i in range(k + 1)) <= 0.025 * 2**n)
    return median(ordered), ordered[beyond], ordered[n - 1 - beyond]


def _expected(sample: Facts, *, against_itself: bool) -> list[list[str]]:
    """What may have run in its time; a loss that is a function, not a module, is not seen."""
    case, what = sample["case"], sample["what"]
    if what == "inference" or (what == "training" and against_itself):
        return [[f"answer {case}"]]
    if what == "training":
        return [[f"{phase} {case}" for phase in phases] for phases in (PHASES, ("forward", "backward", "update"))]
    return [[f"{what} {case}"]]


def _samples(objects: Facts) -> list[Facts]:
    found = of(objects, "samples", "data")
    needed = {"round", "case", "what", "start", "end"}
    return [s for s in found if isinstance(s, dict) and needed <= set(s)] if isinstance(found, list) else []


def _span(samples: list[Facts]) -> tuple[float, float]:
    return min(s["start"] for s in samples), max(s["end"] for s in samples)


def _seconds(objects: Facts, case: int, what: str) -> list[float]:
    own = [s for s in _samples(objects) if s["case"] == case and s["what"] == what]
    return [s["end"] - s["start"] for s in sorted(own, key=lambda s: int(s["round"]))]


def _median(objects: Facts, case: int, what: str) -> float:
    seconds = _seconds(objects, case, what)
    return median(seconds) if seconds else 0.0


def _micro(seconds: Any) -> Any:
    return seconds * 1e6 if isinstance(seconds, float) else seconds
