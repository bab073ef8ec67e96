"""The lines that a lab of one step prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judge.printed import four, four_flat, whole

if TYPE_CHECKING:
    from judge.labs.step import StepSpec


def step_lines(spec: StepSpec) -> list[str]:
    """The lab's lines after the first two, in their order, with the values that are right."""
    step, mode = spec.step, f"model.training = {spec.train_mode}"
    if not spec.training:
        return [
            mode,
            f"input: {whole(spec.x)}",
            f"prediction: {four(step.pred)}",
            f"pred.requires_grad: {spec.tracked}",
            "weight changed: False",
            "bias changed: False",
        ]
    return [
        mode,
        f"pred = {four(step.pred)}",
        f"loss = {round(float(step.loss), 4)}",
        "pred.requires_grad = True",
        f"weight changed = {step.weight_after != spec.weight}",
        f"weight.grad = {four(step.weight_grad)}",
        f"weight: {four(spec.weight)} -> {four(step.weight_after)}",
        f"bias: {four_flat(spec.bias)} -> {four_flat(step.bias_after)}",
        f"pred after the step = {round(float(step.pred_after[0][0]), 4)}",
        f"loss after the step = {round(float(step.loss_after), 4)}",
    ]
