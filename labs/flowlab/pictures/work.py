"""What ran: the operators or kernels of an inference and of a training step, with their times."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from IPython.display import Image
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from flowlab.language import lab_language
from flowlab.phases import PHASES
from flowlab.pictures.style import (
    FAINT,
    INK,
    MUTED,
    PAPER,
    PHASE_COLOURS,
    PHASE_HATCHES,
    Drawn,
    canvas,
    headline,
    in_style,
)
from flowlab.pictures.values import duration, middle_cut, short, usable

TEXT = {
    "en": {
        "cpu": "What ran on the CPU: ATen operators, by phase",
        "gpu": "What ran on the GPU: kernels, by phase",
        "inference": "inference",
        "training": "training step",
        "call": "1 call, {time}",
        "calls": "{count} calls, {time}",
        "axis": "time (µs)",
        "others": "{count} others",
        "nothing": "nothing was recorded",
        "alt": "Bars: {title}. {inference}; {training}. In training: {phases}.",
    },
    "ja": {
        "cpu": "CPU で動いたもの：ATen の演算子（段階ごと）",
        "gpu": "GPU で動いたもの：カーネル（段階ごと）",
        "inference": "推論",
        "training": "学習",
        "call": "1 回の呼び出し、{time}",
        "calls": "{count} 回の呼び出し、{time}",
        "axis": "時間（µs）",
        "others": "ほか {count} 種類",
        "nothing": "記録がありません",
        "alt": "棒グラフ：{title}。{inference}。{training}。学習の内訳は {phases}。",
    },
}

MOST_ROWS = 18  # in one panel, so that the figure stays on a laptop's screen
LETTERS = 26  # of a name, beside its bar
Operators = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Row:
    """A line of a panel: one operator, or (without a count) the heading of a phase with its whole time."""

    phase: str
    name: str
    us: float
    count: int | None = None


def operators(inference: Operators, training: Operators, kind: str) -> Image:
    """Operators in the order in which they ran; `kind` is "cpu" (ATen operators) or "gpu" (kernels).

    Keys: phase ("forward", "loss", "backward" or "update"), operator, count, us (microseconds of all its calls; its own time
    alone, without that of operators that it calls, or the sums count it twice).
    """
    return in_style(draw_operators, inference, training, kind)


def draw_operators(inference: Operators, training: Operators, kind: str) -> Drawn:
    text = TEXT[lab_language()]
    title = text["gpu" if kind == "gpu" else "cpu"]
    panels = {"inference": lines(inference, text["others"]), "training": lines(training, text["others"])}
    deepest = max(map(len, panels.values()))
    figure = canvas(1.75 + 0.205 * max(deepest, 6))
    headline(figure, title)
    heads = {}
    for axes, (key, rows), found in zip(
        figure.subplots(1, 2, sharex=True), panels.items(), (inference, training), strict=True
    ):
        _panel(axes, rows, text)
        axes.set_ylim(max(deepest, 6) - 0.4, -0.6)
        count, us = sum(int(one["count"]) for one in found), sum(_us(one) for one in found)
        calls = text["call" if count == 1 else "calls"].format(count=count, time=duration(us * 1e-6))
        heads[key] = f"{text[key]}: {calls}"
        axes.set_title(f"{text[key]}\n{calls}", linespacing=1.5)
    longest = max([row.us for rows in panels.values() for row in rows if row.count is not None], default=0)
    figure.axes[0].set_xlim(0, 1.38 * longest or 1)
    phases = ", ".join(f"{row.phase} {duration(row.us * 1e-6)}" for row in panels["training"] if row.count is None)
    return Drawn(figure, text["alt"].format(title=title, phases=phases or "—", **heads))


def lines(found: Operators, others: str) -> list[Row]:
    """Grouped by phase under its heading; each phase shows as many operators, its slowest, as there is room for."""
    groups = {phase: [one for one in found if one["phase"] == phase] for phase in phases_of(found)}
    limit = max(map(len, groups.values()), default=0)
    while limit > 1 and sum(1 + min(len(group), limit) for group in groups.values()) > MOST_ROWS:
        limit -= 1
    rows = []
    for phase, group in groups.items():
        rows.append(Row(phase, phase, sum(map(_us, group))))
        rows += _slowest(phase, group, limit, others)
    return rows


def phases_of(found: Operators) -> list[str]:
    """In the order of a step; what a learner calls otherwise comes after."""
    names = list(dict.fromkeys(str(one["phase"]) for one in found))
    return sorted(names, key=lambda name: PHASES.index(name) if name in PHASES else len(PHASES))


def _slowest(phase: str, group: Operators, limit: int, others: str) -> list[Row]:
    keep = limit if len(group) <= limit else limit - 1  # one line is for the others
    slowest = sorted(range(len(group)), key=lambda place: -_us(group[place]))[:keep]
    rows = [_row(phase, one) for place, one in enumerate(group) if place in slowest]
    rest = [one for place, one in enumerate(group) if place not in slowest]
    if rest:
        calls = sum(int(one["count"]) for one in rest)
        rows.append(Row(phase, others.format(count=len(rest)), sum(map(_us, rest)), calls))
    return rows


def _row(phase: str, one: Mapping[str, Any]) -> Row:
    return Row(phase, str(one["operator"]), _us(one), int(one["count"]))


def _us(one: Mapping[str, Any]) -> float:
    us = float(one["us"])
    return us if usable(us) and us > 0 else 0.0


def _panel(axes: Axes, rows: list[Row], text: Mapping[str, str]) -> None:
    for place, row in enumerate(rows):
        if row.count is None:
            axes.annotate(
                f"{row.name}  {duration(row.us * 1e-6)}", (0, place), (4, 0), textcoords="offset points", va="center",
                fontsize=9.5, color=MUTED,
            )  # fmt: skip
            continue
        axes.barh(
            place, row.us, height=0.68, color=PHASE_COLOURS.get(row.phase, FAINT),
            hatch=PHASE_HATCHES.get(row.phase, ""), edgecolor=PAPER, linewidth=0,
        )  # fmt: skip
        label = short(round(row.us, 1)) + (f"  ×{row.count}" if row.count != 1 else "")
        axes.annotate(label, (row.us, place), (4, 0), textcoords="offset points", va="center", fontsize=9, color=INK)
    if not rows:
        axes.text(0.5, 0.5, text["nothing"], transform=axes.transAxes, ha="center", color=MUTED)
    bars = [(place, short_name(row.name)) for place, row in enumerate(rows) if row.count is not None]
    axes.set_yticks([place for place, _ in bars], [name for _, name in bars], fontsize=9)
    axes.set_xlabel(text["axis"])
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(lambda us, _: short(us))
    axes.tick_params(length=0)


def short_name(name: str) -> str:
    """Of a kernel's name what tells it from others: its function, the functor that it applies, no middle."""
    kernel = name.removeprefix("void ").replace("(anonymous namespace)::", "")
    if "<" in kernel:
        base, _, types = kernel.partition("<")
        functor = re.search(r"\w*functor\w*", types, re.IGNORECASE)
        name = base.split("::")[-1] + (f"<{functor[0]}>" if functor else "")
    return middle_cut(name, LETTERS)
