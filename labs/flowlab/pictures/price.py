"""How many times an inference a training step takes, measured and predicted, over the size of the model."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from IPython.display import Image
from matplotlib.axes import Axes

from flowlab.language import lab_language
from flowlab.pictures.labels import spread
from flowlab.pictures.style import (
    BLUE,
    MUTED,
    PAPER,
    VERMILION,
    Drawn,
    canvas,
    headline,
    in_style,
    legend_on_top,
    quiet_grid,
)
from flowlab.pictures.values import operations, short, usable

TEXT = {
    "en": {
        "title": "How many inferences could run in the time of one training step?",
        "x": "model, and FLOPs of one inference (log scale)",
        "y": "time: training step ÷ inference",
        "measured": "measured time, with 95% interval",
        "predicted": "predicted from FLOPs alone",
        "small": "← fixed costs rule",
        "large": "arithmetic rules →",
        "row": "{name} {ratio} times (95%: {low} to {high}; from FLOPs {flop_ratio})",
        "alt": "Time of a training step over that of an inference, by size of the model: {rows}.",
    },
    "ja": {
        "title": "学習 1 ステップの時間で、推論は何回できる？",
        "x": "モデルと、推論 1 回の計算量（FLOP、対数目盛り）",
        "y": "時間の比（学習 ÷ 推論）",
        "measured": "測った時間の比（縦棒は 95% 区間）",
        "predicted": "計算量だけから予測した比",
        "small": "← 決まってかかる手間が効く",
        "large": "計算そのものが効く →",
        "row": "{name} は {ratio} 倍（95% 区間 {low}〜{high}、計算量からは {flop_ratio} 倍）",
        "alt": "学習 1 ステップの時間と推論 1 回の時間の比を、モデルの大きさごとに示す図：{rows}。",
    },
}

NAME_ROOM = 0.105  # of the axes' width, for a model's name and its FLOPs
Summary = Sequence[Mapping[str, Any]]


def cost(summary: Summary) -> Image:
    """The ratio of times for each model, smallest first.

    Keys: name, flops (of one inference), flop_ratio, ratio, low and high (its 95% interval).
    """
    return in_style(draw_cost, summary)


def draw_cost(summary: Summary) -> Drawn:
    text = TEXT[lab_language()]
    figure = canvas(4.3)
    headline(figure, text["title"])
    axes = figure.subplots()
    summary = sorted(summary, key=_size)
    sizes = [_size(one) for one in summary]
    axes.set_xscale("log")
    axes.set_xlim(min(sizes, default=1) / 6, max(sizes, default=1) * 6)
    top = highest(summary)
    axes.set_ylim(0, top * 1.3)
    _predicted(axes, sizes, summary, text["predicted"])
    _measured(axes, sizes, summary, text["measured"])
    _names(axes, sizes, [f"{one['name']}\n{operations(float(one['flops']))}" for one in summary])
    for x, side, words in ((0.01, "left", text["small"]), (0.99, "right", text["large"])):
        axes.text(x, 0.975, words, transform=axes.transAxes, ha=side, va="top", color=MUTED, fontsize=10)
    axes.set_xlabel(text["x"], labelpad=34)
    axes.set_ylabel(text["y"])
    quiet_grid(axes)
    legend_on_top(axes)
    rows = "; ".join(text["row"].format(**{key: _said(value) for key, value in one.items()}) for one in summary)
    return Drawn(figure, text["alt"].format(rows=rows))


def _size(one: Mapping[str, Any]) -> float:
    """FLOPs, or the least that a log scale can show here."""
    flops = float(one["flops"])
    return flops if usable(flops) and flops > 1 else 1.0


def highest(summary: Summary) -> float:
    """What must be seen: every ratio, and its interval up to twice the largest ratio."""
    ratios = [float(one[key]) for one in summary for key in ("ratio", "flop_ratio") if usable(float(one[key]))]
    largest = max([1.0, *ratios])
    return max([largest, *(min(float(one["high"]), 2 * largest) for one in summary if usable(float(one["high"])))])


def _measured(axes: Axes, sizes: list[float], summary: Summary, label: str) -> None:
    kept = [(size, one) for size, one in zip(sizes, summary, strict=True) if usable(float(one["ratio"]))]
    ratios = [float(one["ratio"]) for _, one in kept]
    down = [_reach(ratio - float(one["low"])) for ratio, (_, one) in zip(ratios, kept, strict=True)]
    up = [_reach(float(one["high"]) - ratio) for ratio, (_, one) in zip(ratios, kept, strict=True)]
    places = [size for size, _ in kept]
    axes.errorbar(
        places, ratios, yerr=[down, up], color=BLUE, marker="o", markersize=7, linewidth=1.2, elinewidth=1.6, capsize=5,
        label=label,
    )  # fmt: skip
    for place, (_, one) in zip(places, kept, strict=True):
        ratio, side = float(one["ratio"]), -1 if _is_below(one) else 1
        axes.annotate(
            short(round(ratio, 2)), (place, ratio), (9, 5 * side), textcoords="offset points",
            va="bottom" if side > 0 else "top",
        )  # fmt: skip


def _predicted(axes: Axes, sizes: list[float], summary: Summary, label: str) -> None:
    ratios = [float(one["flop_ratio"]) if usable(float(one["flop_ratio"])) else math.nan for one in summary]
    axes.plot(
        sizes, ratios, color=VERMILION, marker="s", markersize=6, markerfacecolor=PAPER, linestyle="--", linewidth=1.6,
        drawstyle="steps-mid", label=label,
    )  # fmt: skip
    for place, (size, ratio) in enumerate(zip(sizes, ratios, strict=True)):
        if usable(ratio) and ratio not in ratios[:place]:  # each level of the line once
            side = 1 if _is_below(summary[place]) else -1
            axes.annotate(
                short(round(ratio, 2)), (size, ratio), (0, 9 * side), textcoords="offset points", ha="center",
                va="bottom" if side > 0 else "top", color=MUTED,
            )  # fmt: skip


def _is_below(one: Mapping[str, Any]) -> bool:
    """Whether the measured point lies under the prediction: each label stands on the outer side of its point."""
    return float(one["ratio"]) < float(one["flop_ratio"])


def _names(axes: Axes, sizes: list[float], names: list[str]) -> None:
    """Under each point its model; where points are close, the names make room for each other."""
    axes.set_xticks(sizes, [""] * len(sizes))
    axes.set_xticks([], minor=True)
    wanted = [axes.transAxes.inverted().transform(axes.transData.transform((size, 0)))[0] for size in sizes]
    for name, place in zip(names, spread(wanted, NAME_ROOM), strict=True):
        axes.text(place, -0.03, name, transform=axes.transAxes, ha="center", va="top", fontsize=9.5, linespacing=1.4)


def _reach(length: float) -> float:
    """Of an interval bar: none where the interval is unknown, and never the wrong way."""
    return max(length, 0.0) if usable(length) else 0.0


def _said(value: Any) -> str:
    return short(round(float(value), 2)) if isinstance(value, int | float) else str(value)
