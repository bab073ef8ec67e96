"""What many workers bring and what they cost: times and bytes of a step shared among them."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from flowlab.timing import median_interval

Row = dict[str, Any]


def summarize(measured: Sequence[Row]) -> list[Row]:
    """For each size and number of workers, from what workers.measure brought.

    `step` and `average` are median seconds of a whole step and of its all-reduce; `efficiency` is step(1) ÷ (count ×
    step), with its interval; `predicted` the same from the work of one worker and the all-reduce alone.
    """
    rows = list[Row]()
    for name in dict.fromkeys(row["name"] for row in measured):
        counts = dict.fromkeys(row["count"] for row in measured if row["name"] == name)
        teams = [[row for row in measured if (row["name"], row["count"]) == (name, count)] for count in counts]
        alone = teams[0][0]
        once = {what: median(_seconds(alone, what)) for what in ("gradients", "update")}
        whole = median(_steps(teams[0]))
        for team in teams:
            count, steps = len(team), _steps(team)
            # Who comes last waits for nobody: that time is the all-reduce's own.
            average = median(min(times) for times in zip(*(_seconds(row, "average") for row in team), strict=True))
            shared = (once["gradients"] / count + once["update"]) * count / min(count, alone["places"])
            efficiency, low, high = median_interval([whole / (count * step) for step in steps])
            rows.append({
                "name": name, "count": count, "gradients": alone["gradients"],
                "received": max(row["received"] for row in team), "step": median(steps), "average": average,
                "efficiency": efficiency, "low": low, "high": high, "predicted": whole / (count * (shared + average)),
            })  # fmt: skip
    return rows


def _steps(team: Sequence[Row]) -> list[float]:
    """Seconds of each round's step, which is over when the slowest worker has made it."""
    return [max(times) for times in zip(*(_whole(row) for row in team), strict=True)]


def _whole(row: Row) -> list[float]:
    """Of one worker: from the beginning of its gradients to the end of its update."""
    starts = [sample["start"] for sample in row["samples"] if sample["what"] == "gradients"]
    ends = [sample["end"] for sample in row["samples"] if sample["what"] == "update"]
    return [end - start for start, end in zip(starts, ends, strict=True)]


def _seconds(row: Row, what: str) -> list[float]:
    return [sample["end"] - sample["start"] for sample in row["samples"] if sample["what"] == what]
