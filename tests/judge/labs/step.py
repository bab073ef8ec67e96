"""Labs 01 and 02: one step of the page's model, or one answer of it, against the oracle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from judge.claim import Claim, Facts, equal, number, of
from judge.labs.step_inputs import inputs, places
from judge.labs.step_lines import step_lines
from judge.oracle import Matrix, Step, Vector, matrix, train_step, vector
from judge.printed import head, prints
from judge.run_lab import Run

WEIGHT, BIAS, X, Y = matrix([["0.1", "0.2", "0.3"]]), vector(["0.5"]), matrix([[1, 2, 3]]), matrix([["2.5"]])


@dataclass(frozen=True)
class StepSpec:
    """What such a lab has to use and do. `y`, `lr` and `stepped` count in training alone."""

    training: bool  # the lab that trains, or its twin that only asks
    weight: Matrix = WEIGHT
    bias: Vector = BIAS
    x: Matrix = X
    y: Matrix = Y
    lr: Fraction = Fraction("0.1")
    train_mode: bool = True  # at the forward
    tracked: bool = True  # whether the forward keeps its history
    stepped: bool = True
    asks_again: bool = True  # after the step
    momentum: float = 0.0

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which the lab holds its live objects."""
        common = ("device", "model", "x", "pred", "weight_before", "bias_before")
        if not self.training:
            return common
        trained = (*common, "y_true", "loss_fn", "optimizer", "loss")
        return (*trained, "pred_after", "loss_after") if self.asks_again else trained

    @property
    def order(self) -> tuple[str, ...]:
        """The phases that must run, in their order."""
        if not self.training:
            return ("forward",)
        return ("forward", "loss", "backward", *(["update"] if self.stepped else []))

    @property
    def phases(self) -> tuple[str, ...]:
        """Those in which GPU kernels must be seen."""
        return tuple(phase for phase in self.order if phase != "loss")

    @property
    def results(self) -> tuple[str, ...]:
        """The claims about what the lab's device computed."""
        if not self.training:
            return ("pred",)
        return ("pred", "loss", "weight.grad", "bias.grad", "weight after", "bias after")

    @property
    def step(self) -> Step:
        """What the oracle says; a step that is not made is one of length 0."""
        return train_step(self.weight, self.bias, self.x, self.y, self.lr if self.stepped else Fraction(0))

    def places(self, objects: Facts) -> list[str]:
        """On which kinds of device the lab's parameters, inputs and prediction lie ("?": not a tensor)."""
        return places(self.training, objects)

    def on_cpu(self, facts: Facts) -> Facts:
        """The same results, by the same step on the CPU."""
        return facts["same_step_on_cpu"] or {}

    def claims(self, run: Run) -> Iterator[Claim]:
        """Every claim; `run` came to its end."""
        assert run.facts
        yield from step_claims(self, run.facts)
        yield prints([*head(run), *step_lines(self)], run.printed)


class MakesTheStep:
    """A lab that makes the page's step and shows more: what is asked of the step's device is asked of this one."""

    step: StepSpec

    @property
    def phases(self) -> tuple[str, ...]:
        """Those in which GPU kernels must be seen."""
        return self.step.phases

    @property
    def results(self) -> tuple[str, ...]:
        """The claims about what the lab's device computed."""
        return self.step.results

    def places(self, objects: Facts) -> list[str]:
        """On which kinds of device parameters, inputs and prediction lie."""
        return self.step.places(objects)

    def on_cpu(self, facts: Facts) -> Facts:
        """The same results, by the same step on the CPU."""
        return self.step.on_cpu(facts)


TRAINING = StepSpec(training=True)
INFERENCE = StepSpec(training=False, train_mode=False, tracked=False, stepped=False)


def step_claims(spec: StepSpec, facts: Facts) -> Iterator[Claim]:
    """Inputs, then what was seen as it happened, then every number."""
    objects = facts["objects"]
    yield from inputs(spec, objects, facts["watched"])
    yield from _watched(spec, facts["watched"])
    yield from (_training if spec.training else _answer)(spec, objects)
    yield from _history(spec, facts["watched"])


def _watched(spec: StepSpec, seen: Facts) -> Iterator[Claim]:
    """The forward that made `pred`, its mode, and the phases of the lab's own model."""
    yield equal("answered", True, seen["answered"])
    yield equal("mode", spec.train_mode, seen["training"])
    yield equal("backward runs", int("backward" in spec.order), seen["backward_runs"])
    yield equal("step runs", int("update" in spec.order), seen["step_runs"])
    yield equal("order", list(spec.order), seen["order"])


def _history(spec: StepSpec, seen: Facts) -> Iterator[Claim]:
    """What the objects at the end no longer show."""
    yield equal("silent changes", 0, seen["silent_changes"])
    yield equal("history kept", spec.tracked, seen["tracked"])
    if not spec.training:
        yield equal("untouched since", 0, seen["changes_since"])


def _answer(spec: StepSpec, objects: Facts) -> Iterator[Claim]:
    yield number("pred", spec.step.pred, of(objects, "pred", "values"))
    yield _tracked(spec, objects)
    yield from _changes(spec, objects)


def _training(spec: StepSpec, objects: Facts) -> Iterator[Claim]:
    step = spec.step
    yield number("pred", step.pred, of(objects, "pred", "values"))
    yield number("loss", step.loss, of(objects, "loss", "values"))
    yield _tracked(spec, objects)
    yield number("weight.grad", step.weight_grad, of(objects, "model", "weight_grad", "values"))
    yield number("bias.grad", step.bias_grad, of(objects, "model", "bias_grad", "values"))
    yield from _changes(spec, objects)
    yield number("weight after", step.weight_after, of(objects, "model", "weight", "values"))
    yield number("bias after", step.bias_after, of(objects, "model", "bias", "values"))
    if spec.asks_again:
        yield number("pred after", step.pred_after, of(objects, "pred_after", "values"))
        yield number("loss after", step.loss_after, of(objects, "loss_after", "values"))


def _tracked(spec: StepSpec, objects: Facts) -> Claim:
    return equal("pred.requires_grad", spec.tracked, of(objects, "pred", "requires_grad"))


def _changes(spec: StepSpec, objects: Facts) -> Iterator[Claim]:
    """Whether the numbers are other ones than before, to the bit."""
    moved = {"weight": spec.step.weight_after != spec.weight, "bias": spec.step.bias_after != spec.bias}
    for name, expected in moved.items():
        before, after = of(objects, f"{name}_before", "values"), of(objects, "model", name, "values")
        changed = before != after
        yield Claim(f"{name} changed", expected, changed, changed is expected and before is not None)
