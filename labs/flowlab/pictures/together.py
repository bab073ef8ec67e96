"""How much of many workers' speed is reached, over their number, for models of several sizes."""

from collections.abc import Mapping, Sequence
from typing import Any

from IPython.display import Image
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from flowlab.language import lab_language
from flowlab.pictures.labels import End, end_labels
from flowlab.pictures.style import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    PAPER,
    PURPLE,
    VERMILION,
    Drawn,
    canvas,
    headline,
    in_style,
    quiet_grid,
)
from flowlab.pictures.values import bar, memory, said, usable

TEXT = {
    "en": {
        "title": "{most} workers could be {most} times as fast: how much of that do they reach?",
        "x": "workers",
        "y": "efficiency: step(1) ÷ (N × step(N))",
        "measured": "measured, with 95% interval",
        "predicted": "predicted from one worker and the all-reduce",
        "nothing": "1/N: as fast as one alone",
        "row": "{name}, workers: {count}, {efficiency} (95%: {low} to {high}; predicted {predicted})",
        "alt": "Efficiency over the number of workers, by size of the model: {rows}.",
    },
    "ja": {
        "title": "{most} 人なら {most} 倍の速さになるはず。実際はそのどれだけ？",
        "x": "ワーカーの数",
        "y": "効率：step(1) ÷（N × step(N)）",
        "measured": "測った効率（縦の線は 95% 区間）",
        "predicted": "1 人のときの時間と all-reduce からの予想",
        "nothing": "1/N：1 人のときと同じ速さ",
        "row": "{name}、{count} 人は {efficiency}（95% 区間 {low}〜{high}、予想は {predicted}）",
        "alt": "ワーカーの数と効率を、モデルの大きさごとに示す図：{rows}。",
    },
}
LOOKS = ((ORANGE, "s"), (GREEN, "D"), (BLUE, "o"), (PURPLE, "^"), (VERMILION, "v"))
TALLEST = 1.25  # a busy machine's interval may go on beyond
Summary = Sequence[Mapping[str, Any]]


def efficiency(summary: Summary) -> Image:
    """Efficiency by number of workers, a line for each model.

    Keys: name, count, gradients (bytes), efficiency, low and high (its 95% interval), predicted.
    """
    return in_style(draw_efficiency, summary)


def draw_efficiency(summary: Summary) -> Drawn:
    text = TEXT[lab_language()]
    counts = sorted({int(row["count"]) for row in summary}) or [1]
    figure = canvas(4.3)
    headline(figure, text["title"].format(most=counts[-1]))
    axes = figure.subplots()
    axes.set_xscale("log", base=2)
    axes.set_xticks(counts, [str(count) for count in counts])
    axes.set_xticks([], minor=True)
    axes.set(xlabel=text["x"], ylabel=text["y"], xlim=(counts[0] / 1.12, counts[-1] * 1.12), ylim=(0, TALLEST))
    quiet_grid(axes)
    axes.plot(counts, [1 / count for count in counts], color=MUTED, linewidth=1.2, linestyle=":")
    names = list(dict.fromkeys(str(row["name"]) for row in summary))
    ends = [
        _model(axes, [row for row in summary if row["name"] == name], *LOOKS[place % len(LOOKS)])
        for place, name in enumerate(names)
    ]
    end_labels(axes, ends)
    lines = [
        Line2D([], [], color=INK, marker="o", linewidth=1.6, label=text["measured"]),
        Line2D([], [], color=INK, linestyle="--", linewidth=1.2, label=text["predicted"]),
        Line2D([], [], color=MUTED, linestyle=":", label=text["nothing"]),
    ]
    figure.legend(handles=lines, loc="outside lower center", ncols=3)  # as wide as the figure, which it needs
    rows = "; ".join(text["row"].format(**{key: said(value) for key, value in row.items()}) for row in summary)
    return Drawn(figure, text["alt"].format(rows=rows))


def _model(axes: Axes, rows: Summary, colour: str, marker: str) -> End:
    """One model's two lines; where its label belongs."""
    kept = [row for row in rows if usable(float(row["efficiency"]))]
    places, values = [row["count"] for row in kept], [float(row["efficiency"]) for row in kept]
    reach = [[bar(v - float(r["low"])), bar(float(r["high"]) - v)] for r, v in zip(kept, values, strict=True)]
    axes.errorbar(
        places, values, yerr=[list(side) for side in zip(*reach, strict=True)] or None, color=colour, marker=marker,
        markersize=7, linewidth=1.6, elinewidth=1.4, capsize=5,
    )  # fmt: skip
    guessed = [(row["count"], float(row["predicted"])) for row in rows if usable(float(row["predicted"]))]
    axes.plot(
        [x for x, _ in guessed], [y for _, y in guessed], color=colour, marker=marker, markersize=6,
        markerfacecolor=PAPER, linestyle="--", linewidth=1.2,
    )  # fmt: skip
    label = f"{rows[0]['name']}, {memory(float(rows[0]['gradients']))}"
    return End(places[-1], min(values[-1], TALLEST), label) if kept else End(float(rows[0]["count"]), 0.0, label)
