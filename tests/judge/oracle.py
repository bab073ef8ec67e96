"""One training step of a linear layer in exact fractions: what every measured number is held against.

Sizes: weight out×in, bias out, x batch×in, y batch×out; the loss is the mean of all squared errors
(torch.nn.MSELoss), the update is plain SGD.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Vector = tuple[Fraction, ...]
Matrix = tuple[Vector, ...]
Number = Fraction | int | str


@dataclass(frozen=True)
class Step:
    """What one step computes, from the forward pass to the forward pass after it."""

    pred: Matrix
    loss: Fraction
    weight_grad: Matrix
    bias_grad: Vector
    weight_after: Matrix
    bias_after: Vector
    pred_after: Matrix
    loss_after: Fraction


def vector(values: Sequence[Number]) -> Vector:
    """Exact numbers from decimal strings ("0.1" is one tenth), integers or fractions."""
    return tuple(Fraction(v) for v in values)


def matrix(rows: Sequence[Sequence[Number]]) -> Matrix:
    """A matrix of exact numbers."""
    return tuple(vector(row) for row in rows)


def forward(weight: Matrix, bias: Vector, x: Matrix) -> Matrix:
    """x·Wᵀ + b."""
    return tuple(
        tuple(sum((w * v for w, v in zip(row, sample, strict=True)), b) for row, b in zip(weight, bias, strict=True))
        for sample in x
    )


def mean_squared_error(pred: Matrix, y: Matrix) -> Fraction:
    """The mean of the squared errors over batch and outputs."""
    errors = [p - t for ps, ts in zip(pred, y, strict=True) for p, t in zip(ps, ts, strict=True)]
    return sum((e * e for e in errors), Fraction(0)) / len(errors)


def train_step(weight: Matrix, bias: Vector, x: Matrix, y: Matrix, lr: Fraction) -> Step:
    """One step of SGD on the mean squared error, and the same forward pass after it."""
    pred = forward(weight, bias, x)
    scale = Fraction(2, len(pred) * len(bias))
    slopes = tuple(tuple(scale * (p - t) for p, t in zip(ps, ts, strict=True)) for ps, ts in zip(pred, y, strict=True))
    weight_grad = tuple(
        tuple(
            sum((s[o] * sample[i] for s, sample in zip(slopes, x, strict=True)), Fraction(0)) for i in range(len(row))
        )
        for o, row in enumerate(weight)
    )
    bias_grad = tuple(sum((s[o] for s in slopes), Fraction(0)) for o in range(len(bias)))
    weight_after = tuple(
        tuple(w - lr * g for w, g in zip(ws, gs, strict=True)) for ws, gs in zip(weight, weight_grad, strict=True)
    )
    bias_after = tuple(b - lr * g for b, g in zip(bias, bias_grad, strict=True))
    pred_after = forward(weight_after, bias_after, x)
    return Step(
        pred=pred,
        loss=mean_squared_error(pred, y),
        weight_grad=weight_grad,
        bias_grad=bias_grad,
        weight_after=weight_after,
        bias_after=bias_after,
        pred_after=pred_after,
        loss_after=mean_squared_error(pred_after, y),
    )
