"""Lab 05: what a profiler saw of one inference and of the page's training step."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from judge.claim import Claim, Facts, equal, number, of
from judge.labs.step import BIAS, WEIGHT, MakesTheStep, StepSpec, X, step_claims
from judge.oracle import forward
from judge.printed import head, prints
from judge.run_lab import Run

PHASES = ("forward", "loss", "backward", "update")
# What a step must have run, and how often: names that every device has.
TRAINING = {
    "aten::linear": 1,
    "aten::mse_loss": 1,
    "MseLossBackward0": 1,
    "AddmmBackward0": 1,
    "Optimizer.step#SGD.step": 1,
}
PHASE_OF = dict(zip(TRAINING, ("forward", "loss", "backward", "backward", "update"), strict=True))
INFERENCE = {"aten::linear": 1, **dict.fromkeys(list(TRAINING)[1:], 0)}
GRAPH = [
    ["AddmmBackward0", "AccumulateGrad bias"],
    ["AddmmBackward0", "TBackward0"],
    ["MseLossBackward0", "AddmmBackward0"],
    ["TBackward0", "AccumulateGrad weight"],
]
MICROSECOND = 1e-6


@dataclass(frozen=True)
class OperatorsSpec(MakesTheStep):
    """The step that is profiled, and the inference beside it: on how many samples, its history kept or not."""

    step: StepSpec = StepSpec(training=True, asks_again=False)  # noqa: RUF009  frozen
    samples: int = 1
    tracked: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which the lab holds its live objects."""
        return (
            *self.step.names,
            "answer",
            "inference_profile",
            "training_profile",
            "inference_rows",
            "training_rows",
            "kernel_rows",
            "edges",
        )

    def claims(self, run: Run) -> Iterator[Claim]:
        """Every claim; `run` came to its end."""
        assert run.facts
        objects = run.facts["objects"]
        yield from step_claims(self.step, run.facts)
        yield equal("profiled", True, run.facts["watched"]["profiled"])
        yield equal("answer.requires_grad", self.tracked, of(objects, "answer", "requires_grad"))
        yield from _profiles(objects, self.samples)
        yield number("answer", forward(WEIGHT, BIAS, X) * self.samples, of(objects, "answer", "values"))
        # What a mode does to a Linear layer is nothing, and what detach() hides is the history: asked as it happened.
        yield equal("asked", [False, self.tracked, True], run.facts["watched"]["answer"])
        seen = sum(len(event["kernels"]) for _, _, event in _aten(objects, "training_profile"))
        yield equal("kernel rows", seen, sum(row["count"] for row in of(objects, "kernel_rows", "data")))
        yield equal("phases", {k: [v] for k, v in PHASE_OF.items()}, _phases(objects))
        yield self._operators(objects, run.facts["reference"])
        yield equal("graph", GRAPH, sorted(of(objects, "edges", "data") or []))
        yield _trace(run.traces, objects)
        yield self._prints(run)

    def _operators(self, objects: Facts, reference: Facts | None) -> Claim:
        """That the lab's phases ran what a step runs, and nothing besides; the inference, what forward does."""
        wanted = _counts({"reference": reference or {}}, "reference")
        named = {"training": _counts(objects, "training_profile")}
        if self.samples == 1:  # to make many of one sample takes operators, too
            named["inference"] = _counts(objects, "inference_profile")
        off = {
            f"{name} {phase} {operator}": [wanted[phase, operator], found[phase, operator]]
            for name, found in named.items()
            for phase, operator in {*wanted, *found}
            if wanted[phase, operator] != found[phase, operator] and (name == "training" or phase == "forward")
        }
        return equal("operators", {}, dict(sorted(off.items())[:2]))

    def _prints(self, run: Run) -> Claim:
        assert run.facts
        objects = run.facts["objects"]
        ran = _aten(objects, "training_profile")
        counts = Counter(phase for phase, _, _ in ran)
        return prints(
            [
                *head(run),
                f"weight changed = {self.step.step.weight_after != self.step.weight}",
                *(
                    f"{row['phase']:<9} {row['operator']:<26} {row['count']:>2} {row['us']:>8.1f} µs"
                    for row in of(objects, "training_rows", "data")
                ),
                *(f"operators in {phase} = {counts[phase]}" for phase in PHASES),
                f"operators in inference = {len(_aten(objects, 'inference_profile'))}",
                f"GPU kernels seen = {sum(len(event['kernels']) for _, _, event in ran)}",
                *(f"{start} -> {end}" for start, end in of(objects, "edges", "data")),
            ],
            run.printed,
        )


def _profiles(objects: Facts, samples: int) -> Iterator[Claim]:
    """That the two sessions saw one inference and one step of this model, and that the rows say what they saw."""
    for name, wanted, batch in (("inference", INFERENCE, samples), ("training", TRAINING, 1)):
        events = of(objects, f"{name}_profile", "events") or []
        seen = Counter(event["name"] for event in events)
        yield equal(f"{name} profile", wanted, {operator: seen[operator] for operator in wanted})
        shapes = [event["shapes"][:2] for event in events if event["name"] == "aten::linear"]
        wanted_shapes = [[[batch, 3], [1, 3]]]
        yield Claim(f"{name} shapes", wanted_shapes, shapes, shapes in (wanted_shapes, [[]]))  # none: not recorded
        recounted = _rows(_aten(objects, f"{name}_profile"))
        rows = {(r["phase"], r["operator"]): [r["count"], r["us"]] for r in of(objects, f"{name}_rows", "data") or []}
        agree = rows.keys() == recounted.keys() and number("", *_values(recounted, rows), MICROSECOND).holds
        yield Claim(f"{name} rows", len(recounted), len(rows), agree)


def _phases(objects: Facts) -> dict[str, list[str]]:
    """In which of the named phases each of the step's marks began."""
    events = of(objects, "training_profile", "events") or []
    spans = [(event["name"], event["start"], event["end"]) for event in events if event["name"] in PHASES]
    return {
        event["name"]: [phase for phase, start, end in spans if start <= event["start"] < end]
        for event in events
        if event["name"] in PHASE_OF
    }


def _aten(objects: Facts, session: str) -> list[tuple[str, str, Facts]]:
    """(phase, operator, event) for each ATen operator, by the phase in whose time it began."""
    events = of(objects, session, "events") or []
    spans = [(event["name"], event["start"], event["end"]) for event in events if event["name"] in PHASES]
    return [
        (phase, event["name"], event)
        for event in events
        for phase, start, end in spans
        if event["name"].startswith("aten::") and start <= event["start"] < end
    ]


def _counts(objects: Facts, session: str) -> Counter[tuple[str, str]]:
    """How often each operator ran in each phase."""
    return Counter((phase, operator) for phase, operator, _ in _aten(objects, session))


def _rows(seen: list[tuple[str, str, Facts]]) -> dict[tuple[str, str], list[Any]]:
    rows = dict[tuple[str, str], list[Any]]()
    for phase, operator, event in seen:
        count, us = rows.get((phase, operator), [0, 0.0])
        rows[phase, operator] = [count + 1, us + event["self_us"]]
    return rows


def _values(wanted: dict[Any, Any], found: dict[Any, Any]) -> tuple[list[Any], list[Any]]:
    return [wanted[key] for key in sorted(wanted)], [found[key] for key in sorted(wanted)]


def _trace(traces: dict[str, bytes], objects: Facts) -> Claim:
    """That a trace was left which a viewer can open, with every operator of the step in it."""
    ran = {operator for _, operator, _ in _aten(objects, "training_profile")}
    for content in traces.values():
        try:
            events = json.loads(content)["traceEvents"]
            spans = {
                event["name"] for event in events if event.get("ph") == "X" and event["dur"] >= 0 and event["ts"] >= 0
            }
        except (ValueError, KeyError, TypeError):
            continue
        if ran and ran <= spans:
            return Claim("trace", len(ran), len(ran), holds=True)
    return Claim("trace", len(ran), 0, holds=False)


OPERATORS = OperatorsSpec()
