"""The graph that autograd walks from the loss back to the numbers that learn."""

from collections.abc import Iterable

from IPython.display import Image
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from flowlab.language import lab_language
from flowlab.pictures.boxes import sheet
from flowlab.pictures.layers import Stop, layered, parents, placed
from flowlab.pictures.style import GREEN, INK, MUTED, PAPER, VERMILION, Drawn, in_style
from flowlab.pictures.values import middle_cut

TEXT = {
    "en": {
        "title": "The way back, as PyTorch has written it down",
        "walks": "backward\nwalks\nthis way",
        "inner": "one operator, walked backwards",
        "leaf": "end: adds to a parameter's .grad",
        "empty": "no graph",
        "alt": "Graph of {nodes} nodes: backward starts at {roots} and ends at {leaves}. Edges: {edges}.",
    },
    "ja": {
        "title": "PyTorch が書き残した、戻る道",
        "walks": "backward は\nこの向きに\n進む",
        "inner": "演算子 1 つ分を逆向きにたどる",
        "leaf": "終点：パラメーターの .grad に足す",
        "empty": "グラフなし",
        "alt": "{nodes} 個の点からなるグラフ。backward は {roots} から始まり、{leaves} で終わります。つながりは {edges} です。",
    },
}

ROOM = (120.0, 794.0)  # CSS pixels from left to right for the nodes
TOP, BOTTOM, BOX = 118.0, 40.0, 38.0  # CSS pixels: from the upper edge to the first layer's middle, below, of a box
LETTER, PADDING, GAP = 7.9, 20.0, 22.0  # CSS pixels: of a letter, of a box around its name, between boxes


def graph(edges: Iterable[tuple[str, str]]) -> Image:
    """The graph of (from, to) pairs of names, drawn in layers from top to bottom, up to some 15 nodes.

    A node is its name: number those of which there are two. Names that begin with AccumulateGrad are ends.
    """
    return in_style(draw_graph, edges)


def draw_graph(edges: Iterable[tuple[str, str]]) -> Drawn:
    text = TEXT[lab_language()]
    pairs = [(start, end) for start, end in dict.fromkeys((str(a), str(b)) for a, b in edges) if start != end]
    layers, routes = layered(pairs)
    step = 78 if len(layers) <= 5 else max(58, 320 / (len(layers) - 1))
    height = TOP + BOTTOM + step * max(len(layers) - 1, 1)
    axes = sheet(height)
    axes.text(16, height - 16, text["title"], ha="left", va="top", fontsize=13)
    names, widths, scale = _fitted(layers)
    middles = placed(layers, parents(routes), widths, ROOM)
    spots = {stop: (middles[stop], height - TOP - step * level) for level, layer in enumerate(layers) for stop in layer}
    for route in routes:
        _edge(axes, [spots[stop] for stop in route])
    nodes = [stop for layer in layers for stop in layer if isinstance(stop, str)]
    for node in nodes:
        _node(axes, node, (names[node], widths[node] - GAP * scale, scale), spots[node])
    _direction(axes, (height - TOP, BOTTOM), text["walks"] if nodes else text["empty"])
    _legend(axes, text, height - 66)
    figure = axes.figure
    assert isinstance(figure, Figure)
    return Drawn(figure, _said(pairs, nodes, text["alt"]))


def is_leaf(name: str) -> bool:
    return name.startswith("AccumulateGrad")


def _fitted(layers: list[list[Stop]]) -> tuple[dict[Stop, str], dict[Stop, float], float]:
    """What to call each stop, how wide it is with its gap, and by how much all is smaller: names give way first."""
    for letters in (24, 18, 14, 10, 7):
        names = {stop: _name(stop, letters) for layer in layers for stop in layer}
        widths = {
            stop: LETTER * max(map(len, name.split("\n"))) + PADDING + GAP if name else GAP
            for stop, name in names.items()
        }
        scale = min([1.0, *((ROOM[1] - ROOM[0]) / sum(widths[stop] for stop in layer) for layer in layers)])
        if scale > 0.85:
            break
    return names, {stop: width * scale for stop, width in widths.items()}, scale


def _name(stop: Stop, letters: int) -> str:
    """Two lines for a leaf: what it does, and for which parameter."""
    return "\n".join(middle_cut(part, letters) for part in stop.split(" ", 1)) if isinstance(stop, str) else ""


def _node(axes: Axes, node: str, size: tuple[str, float, float], middle: tuple[float, float]) -> None:
    (name, width, scale), (x, y), leaf = size, middle, is_leaf(node)
    axes.add_patch(
        FancyBboxPatch(
            (x - width / 2, y - BOX / 2), width, BOX, boxstyle=f"round,pad=0,rounding_size={18 * scale if leaf else 4}",
            facecolor="#E3F3EE" if leaf else PAPER, edgecolor=GREEN if leaf else VERMILION,
            linewidth=2.4 if leaf else 1.6, zorder=2,
        )
    )  # fmt: skip
    axes.text(x, y, name, ha="center", va="center", fontsize=9.5 * scale, linespacing=1.15, zorder=3)


def _edge(axes: Axes, stops: list[tuple[float, float]]) -> None:
    """From the lower edge of one box to the upper edge of another; straight down beside the boxes on the way."""
    (x0, y0), (x1, y1) = stops[0], stops[-1]
    beside = [(x, y + side * BOX / 2) for x, y in stops[1:-1] for side in (1, -1)]
    points = [(x0, y0 - BOX / 2 - 2), *beside, (x1, y1 + BOX / 2 + 3)]
    axes.add_patch(FancyArrowPatch(path=Path(points), arrowstyle="-|>", mutation_scale=13, color=MUTED, linewidth=1.4))


def _direction(axes: Axes, ends: tuple[float, float], words: str) -> None:
    top, bottom = ends
    axes.add_patch(
        FancyArrowPatch((24, top), (24, bottom), arrowstyle="-|>", mutation_scale=16, color=VERMILION, linewidth=2)
    )
    axes.text(36, (top + bottom) / 2, words, ha="left", va="center", fontsize=9.5, linespacing=1.4)


def _legend(axes: Axes, text: dict[str, str], y: float) -> None:
    for x, key, edge, face, corner in ((16, "inner", VERMILION, PAPER, 3), (300, "leaf", GREEN, "#E3F3EE", 7)):
        axes.add_patch(
            FancyBboxPatch(
                (x, y - 7), 26, 14, boxstyle=f"round,pad=0,rounding_size={corner}", facecolor=face, edgecolor=edge,
                linewidth=2.2 if key == "leaf" else 1.6,
            )
        )  # fmt: skip
        axes.text(x + 36, y, text[key], ha="left", va="center", fontsize=9.5, color=INK)


def _said(pairs: list[tuple[str, str]], nodes: list[str], alt: str) -> str:
    ends = {end for _, end in pairs}
    roots = [node for node in nodes if node not in ends]
    edges = [f"{start} → {end}" for start, end in pairs]
    named = {"roots": roots, "leaves": list(filter(is_leaf, nodes)), "edges": edges}
    return alt.format(nodes=len(nodes), **{key: ", ".join(names) or "—" for key, names in named.items()})
