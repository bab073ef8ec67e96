"""The page's model once more, in float32 on the CPU, by numpy: what a GPU's results are held against."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from judge.oracle import Matrix, Vector


def answers(weight: Matrix, bias: Vector, x: Matrix, y: Matrix, lr: Fraction, steps: int) -> list[list[float]]:
    """[prediction, |error|] before each of `steps` steps and after the last; one output, one sample."""
    w, b = _float32(weight), _float32([bias])[0]
    inputs, right, rate = _float32(x), _float32(y), np.float32(float(lr))
    found = []
    for _ in range(steps + 1):
        pred = inputs @ w.T + b
        found.append([float(pred[0, 0]), float(abs(pred - right)[0, 0])])
        slope = 2 * (pred - right)
        w, b = w - rate * (slope.T @ inputs), b - rate * slope[0]
    return found


def _float32(rows: Matrix | list[Vector]) -> np.ndarray:
    return np.array([[float(v) for v in row] for row in rows], dtype=np.float32)
