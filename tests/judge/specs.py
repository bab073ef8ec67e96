"""What each lab has to use: its inputs, its names, its phases. Everything else is computed from these."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from judge.oracle import Matrix, Vector, matrix, vector

Role = Literal["training", "inference"]
PHASES: dict[Role, tuple[str, ...]] = {
    "training": ("forward", "loss", "backward", "update"),
    "inference": ("forward",),
}


@dataclass(frozen=True)
class Spec:
    """The inputs a lab must use. `y` and `lr` count in training alone."""

    role: Role
    weight: Matrix
    bias: Vector
    x: Matrix
    y: Matrix
    lr: Fraction

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which the lab holds its live objects."""
        common = ("device", "model", "x", "pred", "weight_before", "bias_before")
        if self.role == "inference":
            return common
        return (*common, "y_true", "loss_fn", "optimizer", "loss", "pred_after", "loss_after")


def _page(role: Role) -> Spec:
    return Spec(
        role=role,
        weight=matrix([["0.1", "0.2", "0.3"]]),
        bias=vector(["0.5"]),
        x=matrix([[1, 2, 3]]),
        y=matrix([["2.5"]]),
        lr=Fraction("0.1"),
    )


SPECS = {"01_training_flow": _page("training"), "02_inference_flow": _page("inference")}
