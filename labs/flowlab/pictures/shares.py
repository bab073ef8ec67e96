"""Where the time of a training step goes, and how much memory it takes, beside an inference."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from IPython.display import Image
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from flowlab.language import lab_language
from flowlab.phases import PHASES
from flowlab.pictures.style import (
    BLUE,
    FAINT,
    INK,
    PAPER,
    PHASE_COLOURS,
    PHASE_HATCHES,
    VERMILION,
    Drawn,
    canvas,
    headline,
    in_style,
    legend_on_top,
    quiet_grid,
)
from flowlab.pictures.values import duration, memory, usable

TEXT = {
    "en": {
        "title": "What a training step spends: its time, phase by phase, and its memory",
        "share": "share of the step's time (at the right: all of it)",
        "memory": "peak memory (log scale)",
        "inference": "inference",
        "training": "training step",
        "model": "model",
        "row": "{name}: {total}, {shares}; memory {inference} in inference, {training} in training",
        "alt": "Left, time of a training step by phase; right, peak memory. {rows}.",
    },
    "ja": {
        "title": "学習の 1 ステップの時間とメモリー：何にどれだけ使うか",
        "share": "1 ステップの時間に占める割合（右は合計）",
        "memory": "メモリーの最大使用量（対数目盛り）",
        "inference": "推論",
        "training": "学習",
        "model": "モデル",
        "row": "{name}：合計 {total}、{shares}、メモリーは推論で {inference}、学習で {training}",
        "alt": "左は学習の 1 ステップの時間の内訳、右はメモリーの最大使用量。{rows}。",
    },
}

ROOM_FOR_PERCENT = 0.09  # of the step, to write a number into
Summary = Sequence[Mapping[str, Any]]


def phases(summary: Summary) -> Image:
    """Time and memory for each model, smallest first.

    Keys: name, phases {inference, forward, loss, backward, update: seconds}, memory {inference, training: bytes}.
    """
    return in_style(draw_phases, summary)


def draw_phases(summary: Summary) -> Drawn:
    text = TEXT[lab_language()]
    figure = canvas(max(3.2, 1.9 + 0.44 * len(summary)))
    headline(figure, text["title"])
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=[1.55, 1])
    _times(left, summary)
    _memories(right, summary, text)
    left.set(xlabel=text["share"], ylabel=text["model"])
    left.set_yticks(range(len(summary)), [str(one["name"]) for one in summary])
    left.set_ylim(max(len(summary), 1) - 0.45, -0.55)  # the smallest on top
    right.set_xlabel(text["memory"])
    return Drawn(figure, text["alt"].format(rows="; ".join(_said(one, text) for one in summary)))


def shares(one: Mapping[str, Any]) -> tuple[float, list[float]]:
    """Seconds of the whole step, and each phase's share; a time that is no time counts as none."""
    times = [seconds if usable(seconds := float(one["phases"][phase])) and seconds > 0 else 0.0 for phase in PHASES]
    total = sum(times)
    return total, [seconds / total if total else 0.0 for seconds in times]


def _times(axes: Axes, summary: Summary) -> None:
    parts = [shares(one) for one in summary]
    starts = [0.0] * len(summary)
    for place, phase in enumerate(PHASES):
        widths = [part[1][place] for part in parts]
        axes.barh(
            range(len(summary)), widths, left=starts, height=0.62, color=PHASE_COLOURS[phase],
            hatch=PHASE_HATCHES[phase], edgecolor=PAPER, linewidth=0.8, label=phase,
        )  # fmt: skip
        for row, (start, width) in enumerate(zip(starts, widths, strict=True)):
            if width >= ROOM_FOR_PERCENT:
                _percent(axes, start + width / 2, row, f"{width:.0%}")
        starts = [start + width for start, width in zip(starts, widths, strict=True)]
    for row, (total, _) in enumerate(parts):
        axes.text(1.02, row, duration(total) if total else "—", va="center", fontsize=10)
    axes.set_xlim(0, 1.19)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.spines["bottom"].set_bounds(0, 1)
    axes.tick_params(length=0)
    legend_on_top(axes)


def _percent(axes: Axes, x: float, y: float, words: str) -> None:
    plate = {"boxstyle": "round,pad=0.18", "facecolor": PAPER, "edgecolor": "none"}
    axes.text(x, y, words, ha="center", va="center", fontsize=9, color=INK, bbox=plate)


def _memories(axes: Axes, summary: Summary, text: Mapping[str, str]) -> None:
    pairs = [[_bytes(one, kind) for kind in ("inference", "training")] for one in summary]
    seen = [size for pair in pairs for size in pair if size > 0] or [1024.0]
    least = min(seen) / 4  # where nothing at all is shown: a log scale has no 0
    places = [[math.nan if math.isnan(size) else max(size, least) for size in pair] for pair in pairs]
    axes.set_xscale("log", base=2)
    axes.set_xlim(least / 24, max(seen) * 24)
    for row, (pair, sizes) in enumerate(zip(places, pairs, strict=True)):
        axes.plot(pair, [row, row], color=FAINT, linewidth=3, zorder=1)
        for x, size, side in zip(pair, sizes, _sides(pair), strict=True):
            if not math.isnan(size):
                axes.annotate(
                    memory(size), (x, row), (8 * side, 0), textcoords="offset points", va="center",
                    ha="left" if side > 0 else "right", fontsize=9.5,
                )  # fmt: skip
    rows = range(len(summary))
    axes.plot(
        [a for a, _ in places], rows, "o", color=BLUE, markerfacecolor=PAPER, markersize=8, label=text["inference"]
    )
    axes.plot([b for _, b in places], rows, "s", color=VERMILION, markersize=7, label=text["training"])
    powers = range(0, 61, 10)
    axes.set_xticks([2.0**power for power in powers if least / 24 <= 2.0**power <= max(seen) * 24])
    axes.xaxis.set_major_formatter(lambda size, _: memory(size))
    axes.tick_params(labelleft=False)
    quiet_grid(axes, "x")
    legend_on_top(axes)


def _sides(pair: Sequence[float]) -> tuple[int, int]:
    """On which side each marker has its label: on the outer one."""
    return (1, -1) if pair[0] > pair[1] else (-1, 1)


def _bytes(one: Mapping[str, Any], kind: str) -> float:
    """What was measured, or nan: not every device can tell."""
    size = (one.get("memory") or {}).get(kind)
    return float(size) if size is not None and usable(float(size)) and size >= 0 else math.nan


def _said(one: Mapping[str, Any], text: Mapping[str, str]) -> str:
    total, parts = shares(one)
    said = ", ".join(f"{phase} {part:.0%}" for phase, part in zip(PHASES, parts, strict=True))
    sizes = {kind: memory(_bytes(one, kind)) for kind in ("inference", "training")}
    return text["row"].format(name=one["name"], total=duration(total), shares=said, **sizes)
