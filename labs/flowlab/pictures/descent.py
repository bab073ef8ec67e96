"""Where each learning rate takes the loss."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from IPython.display import Image
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from flowlab.language import lab_language
from flowlab.pictures.labels import End, end_labels, last_seen
from flowlab.pictures.logscale import loss_axis, on_scale
from flowlab.pictures.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    SKY,
    VERMILION,
    Drawn,
    canvas,
    headline,
    in_style,
    legend_on_top,
)
from flowlab.pictures.values import numbers, short

TEXT = {
    "en": {
        "title": "Each learning rate takes the loss along a path of its own",
        "step": "step",
        "loss": "loss (log scale)",
        "zero": "practically 0",
        "measured": "marker: measured",
        "predicted": "line (solid or broken): predicted by the formula",
        "row": "{rate}: loss from {first} to {last}",
        "alt": "Loss over {steps} steps, one path for each learning rate. {rows}.",
    },
    "ja": {
        "title": "学習率ごとに、loss のたどる道が違う",
        "step": "ステップ",
        "loss": "loss（対数目盛り）",
        "zero": "ほぼ 0",
        "measured": "印：測った値",
        "predicted": "線（実線・破線・点線）：式による予想",
        "row": "{rate}：loss は {first} から {last} へ",
        "alt": "{steps} ステップの loss。学習率ごとに 1 本の線。{rows}。",
    },
}

LOOKS: list[tuple[str, str, Any]] = [
    (BLUE, "o", "-"),
    (VERMILION, "s", "--"),
    (GREEN, "^", "-."),
    (PURPLE, "D", (0, (1, 1))),
    (ORANGE, "v", (0, (6, 1))),
    (SKY, "P", (0, (3, 1, 1, 1))),
    (INK, "X", (0, (6, 3))),
]

Losses = Mapping[float, Sequence[float]]


def rates(curves: Losses, predicted: Losses) -> Image:
    """Loss over steps for each learning rate: `curves` as points, `predicted` as lines; index 0 is before step 1."""
    return in_style(draw_rates, curves, predicted)


def draw_rates(curves: Mapping[float, Any], predicted: Mapping[float, Any]) -> Drawn:
    text = TEXT[lab_language()]
    measured, lines = ({rate: numbers(losses) for rate, losses in some.items()} for some in (curves, predicted))
    figure = canvas(4.4)
    headline(figure, text["title"])
    axes = figure.subplots()
    loss_axis(axes, [loss for some in (measured, lines) for losses in some.values() for loss in losses], text["zero"])
    axes.set(xlabel=text["step"], ylabel=text["loss"])
    axes.xaxis.set_major_locator(MaxNLocator(steps=[1, 2, 5, 10], integer=True))
    longest = max((len(losses) for some in (measured, lines) for losses in some.values()), default=1)
    axes.set_xlim(-0.04 * longest, 1.04 * max(longest - 1, 1))
    ends, rows = [], []
    for place, rate in enumerate(sorted(measured.keys() | lines.keys())):
        name, look = f"lr = {rate_name(rate)}", LOOKS[place % len(LOOKS)]
        losses = measured.get(rate) or lines.get(rate) or [math.nan]
        _path(axes, measured.get(rate, []), lines.get(rate, []), look)
        farthest = max(losses, lines.get(rate, []), key=len)
        ends.append(End(*last_seen(axes, range(len(farthest)), on_scale(farthest)), name))
        rows.append(text["row"].format(rate=name, first=short(losses[0]), last=short(losses[-1])))
    _legend(axes, text)
    end_labels(axes, ends)
    steps = max((len(losses) - 1 for losses in measured.values()), default=0)
    return Drawn(figure, text["alt"].format(steps=steps, rows="; ".join(rows)))


def rate_name(rate: float) -> str:
    """1/30 for what is no short decimal number, 0.01 for what is."""
    plain = f"{rate:g}"
    if len(plain) > 6 and math.isfinite(rate):
        fraction = Fraction(rate).limit_denominator(200)
        if fraction and abs(float(fraction) / rate - 1) < 1e-9:
            return str(fraction)
    return plain.replace("-", "−")


def _path(axes: Axes, measured: list[float], predicted: list[float], look: tuple[str, str, Any]) -> None:
    colour, marker, style = look
    axes.plot(on_scale(predicted), color=colour, linestyle=style, linewidth=1.6)
    axes.plot(
        on_scale(measured), color=colour, linestyle="", marker=marker, markersize=5.5, markerfacecolor=PAPER,
        markeredgewidth=1.4,
    )  # fmt: skip


def _legend(axes: Axes, text: dict[str, str]) -> None:
    handles: list[Artist] = [
        Line2D([], [], color=INK, linestyle="", marker="o", markerfacecolor=PAPER, label=text["measured"]),
        Line2D([], [], color=INK, linewidth=1.6, label=text["predicted"]),
    ]
    legend_on_top(axes, handles)
