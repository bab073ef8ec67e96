"""The lines that a lab prints, and whether what it printed contradicts what is so."""

from __future__ import annotations

import re
from fractions import Fraction

from judge.oracle import Matrix, Step, Vector
from judge.specs import Role, Spec

NUMBER = re.compile(r"-?(?:\d+\.\d*(?:e[+-]?\d+)?)")  # with a point: the 1 in a name is none
HALF_A_PLACE = 5e-5


def expected_lines(role: Role, step: Step, spec: Spec, hip: str, device: str) -> list[str]:
    """The lab's lines in their order, with the values that are right."""
    head = [f"torch.version.hip = {hip}", f"device = {device}"]
    if role == "inference":
        return [
            *head,
            "model.training = False",
            f"input: {_whole(spec.x)}",
            f"prediction: {_four(step.pred)}",
            "pred.requires_grad: False",
            "weight changed: False",
            "bias changed: False",
        ]
    return [
        *head,
        "model.training = True",
        f"pred = {_four(step.pred)}",
        f"loss = {round(float(step.loss), 4)}",
        "pred.requires_grad = True",
        f"weight changed = {step.weight_after != spec.weight}",
        f"weight.grad = {_four(step.weight_grad)}",
        f"weight: {_four(spec.weight)} -> {_four(step.weight_after)}",
        f"bias: {_four_flat(spec.bias)} -> {_four_flat(step.bias_after)}",
        f"pred after the step = {round(float(step.pred_after[0][0]), 4)}",
        f"loss after the step = {round(float(step.loss_after), 4)}",
    ]


def prints(role: Role, step: Step, spec: Spec, hip: str, device: str, printed: list[str]) -> tuple[str, str]:
    """(expected, found): alike if every line is there, in order, and never contradicted; else the first that is off."""
    expected = expected_lines(role, step, spec, hip, device)
    position = -1
    for line in expected:
        beginning = line[: max(line.find(" = "), line.find(": ")) + 2]
        said = [i for i, other in enumerate(printed) if other.startswith(beginning)]
        wrong = [printed[i] for i in said if not agree(line, printed[i])]
        if wrong or not said:
            return line, wrong[0] if wrong else ""
        if said[0] < position:
            return line, f"{line} (…)"
        position = said[0]
    return f"{len(expected)} lines", f"{len(expected)} lines"


def agree(expected: str, line: str) -> bool:
    """Alike but for how many digits are shown: numbers may differ by half of the fourth place."""
    if NUMBER.sub("#", expected) != NUMBER.sub("#", line):
        return False
    pairs = zip(NUMBER.findall(expected), NUMBER.findall(line), strict=True)
    return all(abs(float(e) - float(m)) <= HALF_A_PLACE for e, m in pairs)


def _four_flat(values: Vector) -> str:
    return f"tensor([{', '.join(f'{float(v):.4f}' for v in values)}])"


def _four(rows: Matrix) -> str:
    """As torch prints numbers that are not all whole."""
    return f"tensor([[{'], ['.join(', '.join(f'{float(v):.4f}' for v in row) for row in rows)}]])"


def _whole(rows: Matrix) -> str:
    """As torch prints whole numbers; others as _four."""
    if any(Fraction(v).denominator != 1 for row in rows for v in row):
        return _four(rows)
    return f"tensor([[{'], ['.join(', '.join(f'{int(v)}.' for v in row) for row in rows)}]])"
