"""How many times an inference a training step takes, measured and predicted, over the size of the model."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from IPython.display import Image
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from flowlab.language import lab_language
from flowlab.pictures.clear import Beside, label_beside
from flowlab.pictures.labels import spread
from flowlab.pictures.style import (
    BLUE,
    INK,
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
from flowlab.pictures.values import bar, operations, said, short, usable

TEXT = {
    "en": {
        "title": "How many inferences could run in the time of one training step?",
        "x": "model, and FLOPs of one inference (log scale)",
        "y": "time: training step ÷ inference",
        "measured": "measured time, with 95% interval",
        "predicted": "predicted from FLOPs alone",
        "small": "← fixed costs rule",
        "large": "arithmetic rules →",
        "beyond": "up to {high}",
        "row": "{name} {ratio} times (95%: {low} to {high}; from FLOPs {flop_ratio})",
        "alt": "Time of a training step over that of an inference, by size of the model: {rows}.",
    },
    "ja": {
        "title": "学習の 1 ステップの時間で、推論は何回できる？",
        "x": "モデルと、推論 1 回の計算量（FLOPs、対数目盛り）",
        "y": "時間の比（学習 ÷ 推論）",
        "measured": "測った時間の比（縦の線は 95% 区間）",
        "predicted": "計算量だけから予想した比",
        "small": "← 決まってかかる手間が大部分",
        "large": "計算が大部分 →",
        "beyond": "{high} まで",
        "row": "{name} は {ratio} 倍（95% 区間 {low}〜{high}、計算量からの予想は {flop_ratio} 倍）",
        "alt": "学習の 1 ステップの時間と推論 1 回の時間の比を、モデルの大きさごとに示す図：{rows}。",
    },
}

SEEN = 1.4  # times the largest ratio: how far an interval is drawn before an arrow takes its end's place
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
    axes.set_ylim(0, top * 1.25)
    predicted = _predicted(axes, sizes, summary, text["predicted"])
    _measured(axes, sizes, summary, top, text["measured"])
    _names(axes, sizes, [f"{one['name']}\n{operations(float(one['flops']))}" for one in summary])
    for x, side, words in ((0.01, "left", text["small"]), (0.99, "right", text["large"])):
        axes.text(
            x, 0.975, words, transform=axes.transAxes, ha=side, va="top", color=MUTED, fontsize=10,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},
        )  # fmt: skip
    axes.set_xlabel(text["x"], labelpad=34)
    axes.set_ylabel(text["y"])
    quiet_grid(axes)
    legend_on_top(axes)
    label_beside(axes, [*_ratios(summary), *_ends(summary, top, text["beyond"]), *_levels(summary, predicted)])
    rows = "; ".join(text["row"].format(**{key: said(value) for key, value in one.items()}) for one in summary)
    return Drawn(figure, text["alt"].format(rows=rows))


def _size(one: Mapping[str, Any]) -> float:
    """FLOPs, or the least that a log scale can show here."""
    flops = float(one["flops"])
    return flops if usable(flops) and flops > 1 else 1.0


def highest(summary: Summary) -> float:
    """What must be seen: every ratio, and of its interval what is not far beyond the largest ratio."""
    ratios = [float(one[key]) for one in summary for key in ("ratio", "flop_ratio") if usable(float(one[key]))]
    largest = max([1.0, *ratios])
    return max([largest, *(min(float(one["high"]), SEEN * largest) for one in summary if usable(float(one["high"])))])


def _measured(axes: Axes, sizes: list[float], summary: Summary, top: float, label: str) -> None:
    kept = [(size, one) for size, one in zip(sizes, summary, strict=True) if usable(float(one["ratio"]))]
    ratios = [float(one["ratio"]) for _, one in kept]
    highs = [float(one["high"]) for _, one in kept]
    down = [bar(ratio - float(one["low"])) for ratio, (_, one) in zip(ratios, kept, strict=True)]
    up = [bar(min(high, top) - ratio) if usable(high) else 0.0 for ratio, high in zip(ratios, highs, strict=True)]
    places = [size for size, _ in kept]
    _, caps, _ = axes.errorbar(
        places, ratios, yerr=[down, up], color=BLUE, marker="o", markersize=7, linewidth=1.2, elinewidth=1.6, capsize=5,
        label=label,
    )  # fmt: skip
    beyond = [usable(high) and high > top for high in highs]
    caps[1].set_ydata([math.nan if over else ratio + far for over, ratio, far in zip(beyond, ratios, up, strict=True)])
    arrows = [place for place, over in zip(places, beyond, strict=True) if over]
    axes.plot(arrows, [top] * len(arrows), color=BLUE, marker="^", markersize=8, linestyle="none")


def _predicted(axes: Axes, sizes: list[float], summary: Summary, label: str) -> Line2D:
    ratios = [float(one["flop_ratio"]) if usable(float(one["flop_ratio"])) else math.nan for one in summary]
    steps = [math.sqrt(low) * math.sqrt(high) for low, high in pairwise(sizes)]  # the middles, on a log scale
    corners = [x for step, size in zip(steps, sizes[1:], strict=True) for x in (step, step, size)]
    levels = [y for before, after in pairwise(ratios) for y in (before, after, after)]
    (line,) = axes.plot(
        sizes[:1] + corners, ratios[:1] + levels, color=VERMILION, marker="s", markersize=6, markerfacecolor=PAPER,
        markevery=3, linestyle="--", linewidth=1.6, label=label,
    )  # fmt: skip
    return line


def _ratios(summary: Summary) -> Iterator[Beside]:
    for one in summary:
        if usable(ratio := float(one["ratio"])):
            yield Beside(_size(one), ratio, short(round(ratio, 2)), INK, above=not _is_below(one))


def _ends(summary: Summary, top: float, words: str) -> Iterator[Beside]:
    """Of the intervals that go on beyond what is drawn."""
    for one in summary:
        high = float(one["high"])
        if usable(float(one["ratio"])) and usable(high) and high > top:
            yield Beside(_size(one), top, words.format(high=short(round(high, 2))), MUTED, above=False)


def _levels(summary: Summary, line: Line2D) -> Iterator[Beside]:
    """Each level of the predicted line once, where what was measured is farthest away."""
    levels: dict[str, list[Mapping[str, Any]]] = {}
    for one in summary:
        if usable(ratio := float(one["flop_ratio"])):
            levels.setdefault(short(round(ratio, 2)), []).append(one)
    for name, level in levels.items():
        one = max(level, key=_apart)
        y = float(one["flop_ratio"])
        also = [
            (x, y) for x, height in np.asarray(line.get_xydata()).tolist() if height == y
        ]  # its models, and the steps' ends
        yield Beside(_size(one), y, name, MUTED, above=_is_below(one), line=line, also=also)


def _apart(one: Mapping[str, Any]) -> float:
    ratio = float(one["ratio"])
    return abs(ratio - float(one["flop_ratio"])) if usable(ratio) else 0.0


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
