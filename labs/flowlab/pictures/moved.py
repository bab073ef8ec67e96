"""The model's numbers before and after: did anything move?"""

from typing import Any

import numpy as np
import torch
from IPython.display import Image
from matplotlib.axes import Axes

from flowlab.language import lab_language
from flowlab.pictures.style import FAINT, GREEN, INK, MUTED, Drawn, canvas, headline, in_style, legend_on_top
from flowlab.pictures.values import indexed, numbers, short, usable

TEXT = {
    "en": {
        "all": "All {total} numbers in the model moved",
        "some": "{moved} of the {total} numbers in the model moved",
        "same": "Nothing moved: every number in the model is what it was, to the last bit",
        "before": "before",
        "after": "after",
        "axis": "value",
        "parameter": "number in the model, and by how much it changed",
        "unchanged": "unchanged",
        "alt": "Bars: {title}. {rows}.",
        "row": "{name} from {old} to {new}",
    },
    "ja": {
        "all": "モデルの {total} 個の数が、すべて動いた",
        "some": "モデルの {total} 個の数のうち、{moved} 個が動いた",
        "same": "何も動いていない：モデルの数は、最後の 1 ビットまで前と同じ",
        "before": "前",
        "after": "後",
        "axis": "値",
        "parameter": "モデルの中の数と、その変化",
        "unchanged": "変化なし",
        "alt": "棒グラフ：{title}。{rows}。",
        "row": "{name} は {old} から {new} へ",
    },
}

MOST = 8  # bars with room for their values
HALF = 0.19  # of a bar's place, from its middle to its partner's


def weights(weight_before: torch.Tensor, bias_before: torch.Tensor, model: torch.nn.Linear) -> Image:
    """Each weight and the bias, before and after. weight_before: (1, 3), bias_before: (1,), as in `model`."""
    return in_style(draw_weights, weight_before, bias_before, model)


def draw_weights(weight_before: Any, bias_before: Any, model: torch.nn.Linear) -> Drawn:
    text = TEXT[lab_language()]
    before, after = _named(weight_before, bias_before), _named(model.weight, model.bias)
    moved = sum(not same(before[name], after[name]) for name in before)
    title = text["same" if not moved else "all" if moved == len(before) else "some"].format(
        moved=moved, total=len(before)
    )
    figure = canvas(3.9)
    headline(figure, title)
    axes = figure.subplots()
    shown = list(before)[:MOST]
    _bars(axes, -HALF, [before[name] for name in shown], {"label": text["before"], "color": "#D9D9D9", "hatch": "///"})
    _bars(axes, HALF, [after[name] for name in shown], {"label": text["after"], "color": GREEN})
    axes.axhline(0, color=MUTED, linewidth=0.8)
    axes.margins(y=0.16)
    changes = [text["unchanged"] if same(before[n], after[n]) else _change(before[n], after[n]) for n in shown]
    axes.set_xticks(range(len(shown)), [f"{name}\n{change}" for name, change in zip(shown, changes, strict=True)])
    axes.yaxis.set_major_formatter(lambda value, _: short(value))
    axes.set(xlabel=text["parameter"], ylabel=text["axis"])
    axes.tick_params(length=0)
    legend_on_top(axes)
    rows = "; ".join(text["row"].format(name=n, old=short(before[n]), new=short(after[n])) for n in shown)
    return Drawn(figure, text["alt"].format(title=title, rows=rows))


def same(before: float, after: float) -> bool:
    """Exactly, as torch.equal says it: float32 goes into a Python float without loss. A nan is never the same."""
    return before == after


def _named(weight: Any, bias: Any) -> dict[str, float]:
    named = {indexed("w", place): value for place, value in enumerate(numbers(weight), 1)}
    biases = numbers(bias)
    names = ["b"] if len(biases) == 1 else [indexed("b", place) for place in range(1, len(biases) + 1)]
    return named | dict(zip(names, biases, strict=True))


def _bars(axes: Axes, shift: float, values: list[float], look: dict[str, Any]) -> None:
    """A bar and its value; where no bar can be drawn (nan, infinity), the value says why."""
    heights = [value if usable(value) else 0.0 for value in values]
    places = np.arange(len(values)) + shift
    axes.bar(places, heights, width=2 * HALF - 0.02, edgecolor=INK if "hatch" in look else FAINT, linewidth=0.8, **look)
    for place, value, height in zip(places, values, heights, strict=True):
        axes.annotate(
            short(value), (place, height), (0, 4 if height >= 0 else -4), textcoords="offset points",
            ha="center", va="bottom" if height >= 0 else "top", fontsize=10,
        )  # fmt: skip


def _change(before: float, after: float) -> str:
    change = after - before
    return ("+" if change > 0 else "") + short(change)
