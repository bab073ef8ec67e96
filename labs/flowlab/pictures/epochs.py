"""The loss of every epoch, from the beginning of a training to its end."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from IPython.display import Image
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from flowlab.language import lab_language
from flowlab.pictures.labels import End, end_labels, last_seen
from flowlab.pictures.logscale import CEILING, FLOOR, loss_axis, on_scale
from flowlab.pictures.style import BLUE, MUTED, PAPER, VERMILION, Drawn, canvas, headline, in_style
from flowlab.pictures.values import numbers, short

TEXT = {
    "en": {
        "learning": "The loss, epoch by epoch: on what the model learns from, and on what it never saw",
        "epoch": "epoch",
        "loss": "loss (log scale)",
        "zero": "practically 0",
        "nan": "{name}: nan from epoch {nan}",
        "large": "{name}: too large to draw from epoch {gone}",
        "large_nan": "{name}: too large to draw from epoch {gone}, nan from {nan}",
        "train": "training",
        "test": "held out",
        "baseline": "always the mean",
        "learning_alt": "Loss over {epochs} epochs, on a log scale. In the end, training: {train}, held out: {test}. "
        "Always answering with the mean would give {baseline}.",
    },
    "ja": {
        "learning": "エポックごとの loss：学習に使うデータと、一度も見ていないデータ",
        "epoch": "エポック",
        "loss": "loss（対数目盛り）",
        "zero": "ほぼ 0",
        "nan": "{name}：エポック {nan} から nan",
        "large": "{name}：エポック {gone} から大きすぎて描けない",
        "large_nan": "{name}：エポック {gone} から大きすぎて描けず、{nan} から nan",
        "train": "学習用データ",
        "test": "テスト用データ",
        "baseline": "いつも平均値を答える",
        "learning_alt": "{epochs} エポックの loss（対数目盛り）。最後の値は、学習用データが {train}、"
        "テスト用データが {test}。いつも平均値を答えると {baseline} になります。",
    },
}

LOOKS: dict[str, dict[str, Any]] = {
    "train": {"color": BLUE, "linewidth": 2, "marker": ""},
    "test": {"color": VERMILION, "linewidth": 1.6, "linestyle": "--", "marker": "s"},
}
Line = tuple[list[float], list[float]]


def learning(losses: Sequence[float], held_out: Sequence[float] | Mapping[int, float], baseline: float) -> Image:
    """Loss over epochs, in training and held out (or {epoch: loss}), with that of always predicting the mean."""
    return in_style(draw_learning, losses, held_out, baseline)


def draw_learning(losses: Any, held_out: Any, baseline: Any) -> Drawn:
    text = TEXT[lab_language()]
    mean = (numbers(baseline) or [math.nan])[0]
    lines = {"train": _line(losses), "test": _line(held_out)}
    figure = canvas(4.2)
    headline(figure, text["learning"])
    axes = figure.subplots()
    loss_axis(axes, [mean, *(loss for _, line in lines.values() for loss in line)], text["zero"])
    axes.set(xlabel=text["epoch"], ylabel=text["loss"])
    axes.xaxis.set_major_locator(MaxNLocator(steps=[1, 2, 5, 10], integer=True))
    for key, look in LOOKS.items():
        _losses(axes, lines[key], look)
    axes.axhline(on_scale([mean])[0], color=MUTED, linewidth=1.4, linestyle="-.")
    ends = [
        End(*last_seen(axes, lines[key][0], on_scale(lines[key][1])), f"{text[key]}  {_last(lines[key])}")
        for key in LOOKS
        if not _runs_away(lines[key])
    ]
    last = max([1.0, *(epoch for line in lines.values() for epoch in line[0])])
    axes.set_xlim(-0.04 * last, right := 1.04 * last)
    end_labels(axes, [*ends, End(*last_seen(axes, [right], on_scale([mean])), f"{text['baseline']}  {short(mean)}")])
    _say_where_it_ends(axes, {key: line for key, line in lines.items() if _runs_away(line)}, text)
    said = {"train": _last(lines["train"]), "test": _last(lines["test"]), "baseline": short(mean)}
    return Drawn(figure, text["learning_alt"].format(epochs=len(lines["train"][0]), **said))


def _line(losses: Any) -> Line:
    """Epochs and losses: as they are given, or counted from 1."""
    if isinstance(losses, Mapping):
        return [float(epoch) for epoch in losses], numbers(losses.values())
    values = numbers(losses)
    return [float(epoch) for epoch in range(1, len(values) + 1)], values


def _losses(axes: Axes, line: Line, look: dict[str, Any]) -> None:
    every = max(1, len(line[0]) // 12)
    if away := _runs_away(line):
        line = _until_gone(line)
    epochs, losses = line
    axes.plot(epochs, on_scale(losses), markersize=5, markerfacecolor=PAPER, markevery=every, **look)
    if away and epochs:
        axes.plot(epochs[-1:], losses[-1:], color=look["color"], marker=look["marker"] or "o", markersize=7)


def _runs_away(line: Line) -> bool:
    """Whether it ends in what the axis cannot show."""
    return bool(line[1]) and not _on_axis(line[1][-1])


def _on_axis(loss: float) -> bool:
    return 0 <= loss <= CEILING


def _until_gone(line: Line) -> Line:
    """As far as the last loss that the axis can show."""
    count = max((place for place, loss in enumerate(line[1], 1) if _on_axis(loss)), default=0)
    return line[0][:count], line[1][:count]


def _say_where_it_ends(axes: Axes, away: dict[str, Line], text: dict[str, str]) -> None:
    """Right beside where the lines end; a leader to the margin would look like the line going on."""
    if not away:
        return
    handles: list[Artist] = [
        Line2D([], [], **{**LOOKS[key], "marker": LOOKS[key]["marker"] or "o"}, label=_fate(line, text[key], text))
        for key, line in away.items()
    ]
    points = [(seen[0][-1], seen[1][-1]) for line in away.values() if (seen := _until_gone(line))[0]]
    ends = [axes.transAxes.inverted().transform(axes.transData.transform((x, max(y, FLOOR)))) for x, y in points]
    across = [float(x) for x, _ in ends] or [0.0]
    height = min(max(max((float(y) for _, y in ends), default=1.0), 0.25), 1.0)
    left = max(across) < 0.5
    axes.legend(
        handles=handles, loc="upper left" if left else "upper right", borderaxespad=0, handlelength=1.8,
        bbox_to_anchor=(max(across) + 0.015 if left else min(across) - 0.015, height),
        frameon=True, facecolor=PAPER, edgecolor="none",
    )  # fmt: skip


def _fate(line: Line, name: str, text: dict[str, str]) -> str:
    lost = list(zip(*line, strict=False))[len(_until_gone(line)[0]) :]
    nan = next((epoch for epoch, loss in lost if math.isnan(loss)), None)
    gone = lost[0][0]
    key = "large" if nan is None else "nan" if nan == gone else "large_nan"
    return text[key].format(name=name, gone=f"{gone:g}", nan=f"{nan:g}" if nan is not None else "")


def _last(line: Line) -> str:
    return short(line[1][-1]) if line[1] else "—"
