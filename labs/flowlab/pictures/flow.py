"""One training step and one inference, drawn in the same layout: what inference leaves out stays in its place."""

from typing import Any

import torch
from IPython.display import Image
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from flowlab.language import lab_language
from flowlab.pictures.boxes import LEFT_OUT, Box, Ink, arrow, sheet, single, table
from flowlab.pictures.style import BLUE, GREEN, INK, ORANGE, VERMILION, Drawn, in_style
from flowlab.pictures.values import few, numbers, short

TEXT = {
    "en": {
        "step_title": "One training step: answer, compare, find the corrections, apply them",
        "inference_title": "One inference: the model answers, and that is all",
        "x": "input x",
        "model": "model",
        "before": "model before",
        "pred": "prediction",
        "y_true": "right answer",
        "loss": "loss",
        "grad": "gradients",
        "after": "model: before → after",
        "stays": "model: unchanged",
        "left_out": "dashed: done in training,\nleft out in inference",
        "step_alt": "Diagram of one training step. Forward: from input {x}, the model with {before} predicts {pred}. "
        "Loss: compared with the right answer {y}, the loss is {loss}. Backward: the gradients are {grad}. "
        "Step: the model now has {after}.",
        "inference_alt": "Diagram of one inference, laid out like a training step. Forward: from input {x}, the model "
        "with {before} predicts {pred}. Loss, backward and step are dashed: they are left out, so nothing changes.",
    },
    "ja": {
        "step_title": "学習の 1 ステップ：答える、比べる、直し方を調べる、直す",
        "inference_title": "推論 1 回：モデルが答えを出したら、それで終わり",
        "x": "入力 x",
        "model": "モデル",
        "before": "直す前のモデル",
        "pred": "予測",
        "y_true": "正解",
        "loss": "loss（損失）",
        "grad": "勾配",
        "after": "モデル：直す前 → 後",
        "stays": "モデル：変化なし",
        "left_out": "破線：学習ではするが、\n推論ではしないこと",
        "step_alt": "学習の 1 ステップの図。forward：入力 {x} から、{before} のモデルが {pred} と予測します。"
        "loss：正解 {y} と比べて、loss は {loss} です。backward：勾配は {grad} です。"
        "step：モデルは {after} になりました。",
        "inference_alt": "推論 1 回の図。配置は学習の 1 ステップと同じです。forward：入力 {x} から、{before} のモデルが "
        "{pred} と予測します。loss、backward、step は破線で、推論では行いません。モデルは何も変わりません。",
    },
}

X, MODEL, PRED = Box(16, 212, 118, 126), Box(222, 212, 150, 126), Box(480, 279, 128, 59)
ANSWER, LOSS = Box(480, 212, 128, 59), Box(690, 245, 100, 60)
GRADIENTS, AFTER = Box(480, 24, 128, 126), Box(192, 24, 210, 126)
FORWARD, COMPARE, BACKWARD, UPDATE = (Ink(line=colour) for colour in (BLUE, ORANGE, VERMILION, GREEN))
GIVEN = Ink(line=INK, width=1.2)

Rows = list[tuple[str, str]]


def training_step(  # noqa: PLR0913, PLR0917  one for each thing that the lab has made by then
    x: torch.Tensor,
    weight_before: torch.Tensor,
    bias_before: torch.Tensor,
    pred: torch.Tensor,
    y_true: torch.Tensor,
    loss: torch.Tensor,
    model: torch.nn.Linear,
) -> Image:
    """One training step with its numbers, after it is done: `model` holds the gradients and the new weights.

    x: (1, 3), weight_before: (1, 3), bias_before: (1,), pred and y_true: (1, 1), loss: a scalar.
    """
    return in_style(draw_training_step, (x, pred, y_true, loss), weight_before, bias_before, model)


def inference(x: torch.Tensor, model: torch.nn.Linear, pred: torch.Tensor) -> Image:
    """One inference in the layout of a training step, the rest of which is dashed. x: (1, 3), pred: (1, 1)."""
    return in_style(draw_inference, x, model, pred)


def draw_training_step(data: tuple[Any, Any, Any, Any], weight: Any, bias: Any, model: torch.nn.Linear) -> Drawn:
    text = TEXT[lab_language()]
    x, pred, y_true, loss = data
    before, after = parameters(weight, bias), parameters(model.weight, model.bias)
    gradients = parameters(model.weight.grad, None if model.bias is None else model.bias.grad, names=before)
    moved = [(name, f"{old} → {new}") for (name, old), (_, new) in zip(before, after, strict=False)]
    axes = sheet(400)
    _title(axes, text["step_title"])
    _forward(axes, x, before, pred, text["before"])
    single(axes, ANSWER, text["y_true"], one(y_true), GIVEN)
    single(axes, LOSS, text["loss"], one(loss), COMPARE)
    table(axes, GRADIENTS, text["grad"], gradients, BACKWARD)
    table(axes, AFTER, text["after"], moved, UPDATE)
    _way_back(axes, COMPARE, BACKWARD, UPDATE)
    words = {"x": said(few("x", numbers(x))), "pred": one(pred), "y": one(y_true), "loss": one(loss)}
    rows = {"before": said(before), "grad": said(gradients), "after": said(after)}
    return Drawn(_figure(axes), text["step_alt"].format(**words, **rows))


def draw_inference(x: Any, model: torch.nn.Linear, pred: Any) -> Drawn:
    text = TEXT[lab_language()]
    rows = parameters(model.weight, model.bias)
    axes = sheet(400)
    _title(axes, text["inference_title"])
    _forward(axes, x, rows, pred, text["model"])
    single(axes, ANSWER, text["y_true"], "—", LEFT_OUT)
    single(axes, LOSS, text["loss"], "—", LEFT_OUT)
    table(axes, GRADIENTS, text["grad"], [(name, "—") for name, _ in rows], LEFT_OUT)
    table(axes, AFTER, text["stays"], rows, LEFT_OUT)
    _way_back(axes, LEFT_OUT, LEFT_OUT, LEFT_OUT)
    axes.text(790, 24, text["left_out"], ha="right", va="bottom", fontsize=9.5, color=LEFT_OUT.text, linespacing=1.4)
    alt = text["inference_alt"].format(x=said(few("x", numbers(x))), before=said(rows), pred=one(pred))
    return Drawn(_figure(axes), alt)


def parameters(weight: Any, bias: Any, names: Rows | None = None) -> Rows:
    """Weights and bias by name; with `names` given, a dash for each that has no value (yet)."""
    rows = [*few("w", numbers(weight)), *(("b", short(value)) for value in numbers(bias)[:1])]
    if names is None:
        return rows
    known = dict(rows)
    return [(name, known.get(name, "—")) for name, _ in names]


def one(values: Any) -> str:
    """The first number, and an ellipsis for the rest of a batch."""
    found = numbers(values)
    return "—" if not found else short(found[0]) + (" …" if len(found) > 1 else "")


def said(rows: Rows) -> str:
    return ", ".join(f"{name} = {value}" for name, value in rows)


def _forward(axes: Axes, x: Any, rows: Rows, pred: Any, title: str) -> None:
    table(axes, X, TEXT[lab_language()]["x"], few("x", numbers(x)), GIVEN)
    table(axes, MODEL, title, rows, FORWARD)
    single(axes, PRED, TEXT[lab_language()]["pred"], one(pred), FORWARD)
    level = PRED.left[1]
    arrow(axes, [(X.right[0], level), (MODEL.x, level)], "", FORWARD)
    arrow(axes, [(MODEL.right[0], level), PRED.left], "forward", FORWARD)


def _way_back(axes: Axes, compare: Ink, back: Ink, update: Ink) -> None:
    """From the prediction over the loss and the gradients to the model, round the diagram."""
    arrow(axes, [PRED.right, (LOSS.x, LOSS.left[1] + 12)], "② loss", compare)
    arrow(axes, [ANSWER.right, (LOSS.x, LOSS.left[1] - 12)], "", compare)
    corner = (LOSS.bottom[0], GRADIENTS.right[1])
    arrow(axes, [LOSS.bottom, corner, GRADIENTS.right], "③ backward", back)
    arrow(axes, [GRADIENTS.left, AFTER.right], "④ step", update)
    arrow(axes, [AFTER.top, MODEL.bottom], "", update)


def _title(axes: Axes, words: str) -> None:
    axes.text(16, 384, words, ha="left", va="top", fontsize=13)


def _figure(axes: Axes) -> Figure:
    figure = axes.figure
    assert isinstance(figure, Figure)
    return figure
