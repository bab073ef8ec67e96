"""Lab 06's times and bytes: complete, by the ring's rule, and every figure computed again from the raw samples."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import Any

from judge.claim import Claim, Facts, equal, number
from judge.labs.cost_times import FEWEST, SAME, interval

PARTS = ["gradients", "average", "update"]
LARGE = 1_000_000  # bytes of gradients: from here on, what a message costs by itself hardly counts
ENVELOPES, ROOM = 64 * 1024, 1.05  # bytes a step that messages and a barrier may take besides, and times the rule
Team = list[Facts]


def measured_claims(measured: list[Facts], summary: list[Facts]) -> Iterator[Claim]:
    """What came from the workers; and what the lab says of it, where it can be computed again."""
    whole = list(_complete(measured))
    yield from whole
    if all(claim.holds for claim in whole):
        yield from _summary_claims(summary, [said(measured, *key) for key in _teams(measured)])


def _complete(measured: list[Facts]) -> Iterator[Claim]:
    """That every worker told all of its rounds, in order, and that bytes and models are what they must be."""
    counts = list(dict.fromkeys(row["count"] for row in measured))
    grows = len(counts) > 1 and counts[0] == 1 and counts == sorted(counts)
    yield Claim("counts", "1, then more", counts, grows)
    teams = _teams(measured)
    yield equal(
        "measured workers", [list(range(c)) for (_, c) in teams], [[r["rank"] for r in t] for t in teams.values()]
    )
    sizes = list(dict.fromkeys(row["gradients"] for row in measured))
    yield Claim("gradient bytes", f"growing, to {LARGE} bytes or more", sizes,
                len(sizes) >= 3 and sizes == sorted(sizes) and sizes[-1] >= LARGE)  # fmt: skip
    rounds = sorted({_rounds(row) for row in measured})
    yield Claim("rounds", f"{FEWEST} or more, complete", rounds, len(rounds) == 1 and rounds[0] >= FEWEST)
    yield equal("in turn", True, all(_in_turn(row) for row in measured))
    batches = {name: {len(team) * row["batch"] for (n, _), team in teams.items() if n == name for row in team}
               for name, _ in teams}  # fmt: skip
    yield equal("shared batch", [1] * len(batches), [len(found) for found in batches.values()])
    yield equal(
        "received",
        [],
        [f"{row['name']}, N={row['count']}: {row['received']}" for row in measured if not _by_the_rule(row)],
    )
    models = [len({row["weights"] for row in team} - {row["began"] for row in team}) for team in teams.values()]
    yield equal("measured models", [1] * len(models), models)


def _teams(measured: list[Facts]) -> dict[tuple[str, int], Team]:
    """By name and count, in the order of the sizes."""
    names = dict.fromkeys(row["name"] for row in measured)
    keys = [(name, row["count"]) for name in names for row in measured if row["name"] == name]
    return {key: [row for row in measured if (row["name"], row["count"]) == key] for key in keys}


def _rounds(row: Facts) -> int:
    """How many are complete, each with its parts in their order; 0 where one is not."""
    samples = row["samples"]
    wanted = [(number, what) for number in range(len(samples) // len(PARTS)) for what in PARTS]
    return len(wanted) // len(PARTS) if [(s["round"], s["what"]) for s in samples] == wanted else 0


def _in_turn(row: Facts) -> bool:
    times = [time for sample in row["samples"] for time in (sample["start"], sample["end"])]
    return all(before <= after for before, after in pairwise(times))


def _by_the_rule(row: Facts) -> bool:
    """Whether 2(N-1)/N of the gradients came in; a GPU's own ways are not counted."""
    if row["engine"] != "gloo":
        return True
    rule = 2 * (row["count"] - 1) / row["count"] * row["gradients"]
    return bool(rule <= row["received"] <= ROOM * rule + ENVELOPES)


def said(measured: list[Facts], name: str, count: int) -> Facts:
    """A row of the summary, from raw samples."""
    teams = _teams(measured)
    team, alone = teams[name, count], teams[name, 1]
    steps, whole = _steps(team), median(_steps(alone))
    average = median(map(min, zip(*(_seconds(row, "average") for row in team), strict=True)))
    work, update = (median(_seconds(alone[0], what)) for what in ("gradients", "update"))
    turns = count / min(count, alone[0]["places"])
    efficiency, low, high = interval([whole / (count * step) for step in steps])
    return {
        "name": name, "count": count, "gradients": alone[0]["gradients"], "received": max(r["received"] for r in team),
        "step": median(steps), "average": average, "efficiency": efficiency, "low": low, "high": high,
        "predicted": whole / (count * ((work / count + update) * turns + average)),
    }  # fmt: skip


def _steps(team: Team) -> list[float]:
    """Of each round, the seconds of the slowest worker."""
    each = [[b["end"] - a["start"] for a, _, b in _three(row["samples"])] for row in team]
    return [max(times) for times in zip(*each, strict=True)]


def _three(samples: list[Facts]) -> Iterator[list[Facts]]:
    for first in range(0, len(samples), len(PARTS)):
        yield samples[first : first + len(PARTS)]


def _seconds(row: Facts, what: str) -> list[float]:
    return [sample["end"] - sample["start"] for sample in row["samples"] if sample["what"] == what]


def _summary_claims(summary: list[Facts], wanted: list[Facts]) -> Iterator[Claim]:
    about = ("name", "count", "gradients", "received")
    yield equal(
        "summary of bytes", [[row[k] for k in about] for row in wanted], [[r.get(k) for k in about] for r in summary]
    )
    for claim, keys, unit in (
        ("step times", ("step", "average"), 1e3),
        ("efficiency", ("efficiency", "low", "high"), 1.0),
        ("predicted efficiency", ("predicted",), 1.0),
    ):
        expected = [[row[k] * unit for k in keys] for row in wanted]
        yield number(claim, expected, [[_times(row.get(k), unit) for k in keys] for row in summary], SAME)


def _times(value: Any, unit: float) -> Any:
    return value * unit if isinstance(value, float) else value


def measured_lines(summary: list[Facts]) -> list[str]:
    """What the lab prints of its summary, which agrees with the samples."""
    names = [f"{row['name']}, N={row['count']}" for row in summary]
    rows = list(zip(names, summary, strict=True))
    return [
        *[f"bytes {name}: {row['received']} for {row['gradients']} of gradients" for name, row in rows],
        *[f"times {n}: step {1000 * r['step']:.2f} ms, all-reduce {1000 * r['average']:.2f} ms" for n, r in rows],
        *[f"efficiency {n}: {r['efficiency']:.2f} ({r['low']:.2f} to {r['high']:.2f}), predicted {r['predicted']:.2f}"
          for n, r in rows],
    ]  # fmt: skip
