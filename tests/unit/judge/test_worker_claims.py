"""Lab 06's claims on made-up facts: what workers can do wrong besides what tests/mutants runs, each for its reason."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from judge.claim import Claim, floats
from judge.labs.workers import TEAMS, WORKERS, from_the_run, split
from judge.labs.workers_times import PARTS, measured_claims, said
from judge.oracle import Step

Facts = dict[str, Any]


def numbers(step: Step, what: str) -> Facts:
    return {name: floats(getattr(step, f"{name}_{what}")) for name in ("weight", "bias")}


def team(count: int) -> list[Facts]:
    """What `count` workers tell where all goes well."""
    step, start = WORKERS.step.step, {"weight": floats(WORKERS.step.weight), "bias": floats(WORKERS.step.bias)}
    return [
        {
            "rank": rank, "count": count, "engine": "gloo", "device": "cpu", "start": start,
            "x": floats(split(WORKERS.step.x, count)[rank]), "own": numbers(WORKERS.own(count, rank), "grad"),
            "used": numbers(step, "grad"),
            "after": numbers(step, "after"), "steps": 1, "restarts": 0,
        }
        for rank in range(count)
    ]  # fmt: skip


def measured(count: int, rank: int, size: int) -> Facts:
    """What one worker tells of six rounds."""
    times = [(number, what, 3 * number + place) for number in range(6) for place, what in enumerate(PARTS)]
    samples = [{"round": n, "what": w, "start": at + 0.1 * rank, "end": at + 0.5 + 0.1 * rank} for n, w, at in times]
    return {
        "rank": rank, "count": count, "engine": "gloo", "name": f"4×{size}", "places": 2, "batch": 512 // count,
        "gradients": size, "received": int(2 * (count - 1) / count * size), "samples": samples,
        "began": "a0", "weights": "a1",
    }  # fmt: skip


@pytest.fixture
def facts() -> Facts:
    sizes, counts = (1000, 100_000, 10_000_000), (1, 2, 4)
    rows = [measured(count, rank, size) for count in counts for size in sizes for rank in range(count)]
    summary = [said(rows, f"4×{size}", count) for size in sizes for count in counts]
    return {"team": team(2), "larger_team": team(4), "measured": rows, "summary": summary}


def reason(facts: Facts) -> str | None:
    """The first claim about the workers that does not hold."""
    told: list[Claim] = [*WORKERS.team_claims([facts[name] for name in TEAMS], "cpu")]
    told += measured_claims(facts["measured"], facts["summary"])
    return next((claim.id for claim in told if not claim.holds), None)


def put(*path: Any, to: Any) -> Callable[[Facts], None]:
    """Puts `to` at the end of the path; a function is given what is there."""

    def edit(facts: Facts) -> None:
        thing: Any = facts
        for step in path[:-1]:
            thing = thing[step]
        thing[path[-1]] = to(thing[path[-1]]) if callable(to) else to

    return edit


def at(*path: Any, by: float) -> Callable[[Facts], None]:
    return put(*path, to=lambda value: value + by)


WRONG = {
    "a worker missing": (put("larger_team", to=lambda t: t[:3]), "teams"),
    "a worker twice": (put("team", 1, "rank", to=0), "teams"),
    "on another device": (put("team", 1, "device", to="cuda:1"), "workers' device"),
    "the neighbour's shard": (put("team", to=lambda t: [t[0], {**t[1], "x": t[0]["x"]}]), "shares"),
    "the whole batch": (put("team", 0, "x", to=floats(WORKERS.step.x)), "shares"),
    "a sample short": (put("team", 0, "x", to=lambda x: x[:1]), "shares"),
    "another start": (at("team", 1, "start", "bias", 0, by=1e-3), "workers' start"),
    "no gradient": (put("team", 1, "own", to={}), "own gradients"),
    "a summed loss": (put("team", 0, "own", "bias", to=[-3.2]), "own gradients"),
    "not a number": (put("team", 0, "own", "bias", to=["nan"]), "own gradients"),
    "a gradient of its own": (put("larger_team", to=lambda t: [*t[:3], {**t[3], "used": t[3]["own"]}]), "averaged"),
    "a sum for the mean": (
        put("team", 0, "used", "weight", to=lambda rows: [[2 * g for g in row] for row in rows]),
        "averaged",
    ),
    "the bias not averaged": (put("team", 0, "used", "bias", to=[-1.6]), "averaged"),
    "no step": (put("team", 1, "steps", to=0), "steps by worker"),
    "two steps": (put("team", 1, "steps", to=2), "steps by worker"),
    "weights of another rate": (at("team", 1, "after", "weight", 0, 0, by=0.16), "workers' weights"),
    "the last bit": (at("team", 1, "after", "bias", 0, by=1e-7), "alike"),
    "started again": (put("team", 0, "restarts", to=1), "restarts"),
    "nobody alone": (put("measured", to=lambda rows: [row for row in rows if row["count"] > 1]), "counts"),
    "a rank that did not tell": (put("measured", to=lambda rows: rows[:-1]), "measured workers"),
    "models that shrink": (put("measured", to=lambda rows: rows[::-1]), "counts"),
    "five rounds": (put("measured", 3, "samples", to=lambda samples: samples[:15]), "rounds"),
    "a slow round left out": (put("measured", 3, "samples", to=lambda samples: samples[3:]), "rounds"),
    "update before average": (put("measured", 3, "samples", to=lambda s: [s[0], s[2], s[1], *s[3:]]), "rounds"),
    "a time that runs back": (at("measured", 3, "samples", 4, "end", by=-2.0), "in turn"),
    "a batch not shared": (put("measured", 5, "batch", to=512), "shared batch"),
    "too few bytes": (put("measured", -1, "received", to=10_000_000), "received"),
    "twice the bytes": (put("measured", -1, "received", to=30_000_000), "received"),
    "a model that never changed": (put("measured", -1, "began", to="a1"), "measured models"),
    "asked for another number of samples": (put("measured", 5, "batch", to=0), "shared batch"),
    "models that drift apart": (put("measured", -1, "weights", to="b2"), "measured models"),
    "bytes of another model": (put("summary", -1, "gradients", to=7), "summary of bytes"),
    "a shorter step": (put("summary", -1, "step", to=0.1), "step times"),
    "a nicer efficiency": (put("summary", -1, "efficiency", to=0.99), "efficiency"),
    "a narrower interval": (put("summary", -1, "low", to=0.98), "efficiency"),
    "another prediction": (put("summary", -1, "predicted", to=0.99), "predicted efficiency"),
}
HARMLESS: dict[str, Callable[[Facts], None]] = {
    "nothing": lambda _facts: None,
    "rounding": at("team", 0, "own", "weight", 0, 0, by=3e-7),
    "another order of adding": put(
        "team", to=lambda t: [{**one, "after": one["after"] | {"bias": [0.5400001]}} for one in t]
    ),
    "envelopes": put("measured", -1, "received", to=15_060_000),
    "a card's own ways": put("measured", to=lambda rows: [{**row, "engine": "nccl", "received": 0} for row in rows]),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_workers_do_wrong_is_found_for_its_reason(name: str, facts: Facts) -> None:
    edit, wanted = WRONG[name]
    edit(facts)
    assert reason(facts) == wanted


@pytest.mark.parametrize("name", HARMLESS)
def test_what_does_no_harm_passes(name: str, facts: Facts) -> None:
    HARMLESS[name](facts)
    facts["summary"] = [said(facts["measured"], row["name"], row["count"]) for row in facts["summary"]]
    assert reason(facts) is None


def test_facts_that_did_not_come_from_the_workers_are_found(facts: Facts) -> None:
    told = [facts[name] for name in (*TEAMS, "measured")]
    objects = {name: {"data": value} for name, value in copy.deepcopy(facts).items()}
    assert from_the_run(objects, told, *TEAMS).holds
    assert from_the_run(objects, told, "measured").holds
    objects["team"]["data"][1]["after"] = objects["team"]["data"][0]["after"] | {"bias": [0.5400001]}
    assert from_the_run(objects, told, *TEAMS).measured == ["team"]
    assert from_the_run(objects, told[:2], "measured").measured == ["measured"]
