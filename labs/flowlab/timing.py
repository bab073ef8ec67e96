"""Times that can be trusted: warmed up, synchronized, in turn, and with an interval that says how sure they are."""

from collections.abc import Callable, Sequence
from math import comb
from statistics import median
from typing import Any

import torch
from torch.utils import benchmark

from flowlab.cost import Case, Work
from flowlab.language import lab_language
from flowlab.phases import PHASES

Timed = Callable[..., Any]  # the phase's name, what is called, and what it is called with
FEWEST = 6  # rounds: of fewer, no interval can be given
SECONDS = 8.0  # that all rounds may take, where that allows more of them

TEXT = {
    "en": {
        "apart": "at {name}, one training step takes {ratio:.2f} times as long as one inference "
        "(95% interval {low:.2f} to {high:.2f}); FLOPs alone predict {flop_ratio:.2f}.",
        "alike": "at {name}, training and inference cannot be told apart: the ratio is {ratio:.2f}, "
        "but its 95% interval, {low:.2f} to {high:.2f}, holds 1.",
    },
    "ja": {
        "apart": "{name} では、学習の 1 ステップに、推論 1 回の {ratio:.2f} 倍の時間がかかりました"
        "（95% 区間 {low:.2f}〜{high:.2f}）。計算量（FLOPs）だけから予想すると {flop_ratio:.2f} 倍です。",
        "alike": "{name} では、学習と推論の時間は区別できません。比は {ratio:.2f} ですが、"
        "95% 区間 {low:.2f}〜{high:.2f} に 1 が入っています。",
    },
}


def measure(
    cases: Sequence[Case], rounds: int, inference: Work, training: Work, phases: Callable[[Case, Timed], Any]
) -> list[dict[str, Any]]:
    """Raw samples, with the two readings of the clock that each lies between (seconds).

    In each round every case runs "inference", "training" and the four phases once. PyTorch's own timer waits for the
    GPU before it reads the clock. How many rounds there are, `rounds` at most, a first look at the clock decides.
    Measuring is no training: the models end as they began, so that they are the same however many rounds there were.
    """
    began = [(p, p.detach().clone()) for case in cases for p in case.model.parameters()]
    work = {
        "inference": lambda case, timed: timed("inference", lambda: inference(case)),
        "training": lambda case, timed: timed("training", lambda: training(case)),
        "phases": phases,
    }
    look = benchmark.timer()
    for case in cases:
        for kind in work.values():  # unmeasured: caches, and memory that PyTorch then keeps
            kind(case, lambda _what, part, *given, **named: part(*given, **named))
    look = benchmark.timer() - look  # of a first round, which is slower than those that follow
    samples = list[dict[str, Any]]()
    for number in range(min(rounds, max(FEWEST, int(SECONDS / look) - 1))):
        for index, case in enumerate(cases):
            timed = _timed(samples, {"round": number, "case": index})
            if index == 0:  # unmeasured: the largest, just before it, has emptied the caches
                inference(case), training(case)
            # In turn, and every other round the other way round: what drifts or warms up hits all alike.
            for kind in list(work.values())[:: 1 if number % 2 else -1]:
                kind(case, timed)
    with torch.no_grad():
        for parameter, value in began:
            parameter.copy_(value)
    return samples


def _timed(samples: list[dict[str, Any]], where: dict[str, int]) -> Timed:
    """Runs what it is given, keeps the time as a sample, and passes on what came out."""

    def timed(what: str, part: Callable[..., Any], *given: Any, **named: Any) -> Any:
        start = benchmark.timer()
        result = part(*given, **named)
        end = benchmark.timer()
        samples.append({**where, "what": what, "start": start, "end": end})
        return result

    return timed


def summarize(
    cases: Sequence[Case],
    samples: Sequence[dict[str, Any]],
    flops: Sequence[tuple[int, int]],
    memory: Sequence[tuple[int, int]],
) -> list[dict[str, Any]]:
    """For each case: FLOP ratio, measured ratio with its interval, seconds of each phase, bytes at the peak."""
    rows = []
    for index, case in enumerate(cases):
        own = [sample for sample in samples if sample["case"] == index]
        asked, learned = (_seconds(own, what) for what in ("inference", "training"))
        ratio, low, high = median_interval([b / a for a, b in zip(asked, learned, strict=True)])
        times = {phase: median(_seconds(own, phase)) for phase in PHASES}
        rows.append({
            "name": case.name, "layers": case.layers, "width": case.width, "batch": case.batch,
            "flops": flops[index][0], "flop_ratio": flops[index][1] / flops[index][0],
            "ratio": ratio, "low": low, "high": high,
            "phases": {"inference": median(asked), **times},
            "memory": dict(zip(("inference", "training"), memory[index], strict=True)),
        })  # fmt: skip
    return rows


def _seconds(samples: Sequence[dict[str, Any]], what: str) -> list[float]:
    """The seconds of every sample of this kind, in the order of the rounds."""
    return [sample["end"] - sample["start"] for sample in samples if sample["what"] == what]


def median_interval(values: Sequence[float]) -> tuple[float, float, float]:
    """(median, low, high): the interval holds the true median in at least 95 of 100 cases, however values scatter.

    Its ends are two of the values: so far from the ends of all that only a very odd coin would put the true median
    beyond them. That takes six values; of fewer, it is the smallest and the largest.
    """
    ordered, n = sorted(values), len(values)
    k = 0
    while sum(comb(n, i) for i in range(k + 1)) / 2**n <= 0.025:
        k += 1
    k = max(k - 1, 0)
    return median(ordered), ordered[k], ordered[n - 1 - k]


def finding(row: dict[str, Any]) -> str:
    """What was found at this size, in a sentence; it claims no difference that the noise could have made."""
    text = TEXT[lab_language()]
    return text["alike" if row["low"] <= 1 <= row["high"] else "apart"].format(**row)
