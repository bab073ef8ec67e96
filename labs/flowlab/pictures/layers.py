"""A small graph in layers, every edge going down: who stands where, and by which stops an edge gets there."""

from collections import defaultdict
from itertools import pairwise

Hop = tuple[str, str, int]  # where an edge passes a layer in which it neither starts nor ends
Stop = str | Hop
Edge = tuple[str, str]


def layered(edges: list[Edge]) -> tuple[list[list[Stop]], list[list[Stop]]]:
    """The layers from top to bottom, each from left to right, and the stops of each edge."""
    depth = depths(edges)
    layers: list[list[Stop]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for node, level in depth.items():
        layers[level].append(node)
    routes = []
    for start, end in edges:
        hops: list[Stop] = [(start, end, level) for level in range(depth[start] + 1, depth[end])]
        for place, hop in enumerate(hops):
            layers[depth[start] + 1 + place].append(hop)
        routes.append([start, *hops, end])
    return _untangled([layer for layer in layers if layer], parents(routes)), routes


def depths(edges: list[Edge]) -> dict[str, int]:
    """For each node the longest way to it. As many rounds as there are nodes: no graph can keep us here for ever."""
    depth = dict.fromkeys((node for edge in edges for node in edge), 0)
    for _ in range(len(depth) - 1):
        for start, end in edges:
            if start != end:
                depth[end] = min(max(depth[end], depth[start] + 1), len(depth) - 1)
    return depth


def parents(routes: list[list[Stop]]) -> dict[Stop, list[Stop]]:
    above = defaultdict(list)
    for route in routes:
        for start, end in pairwise(route):
            if start != end:
                above[end].append(start)
    return above


def _untangled(layers: list[list[Stop]], above: dict[Stop, list[Stop]]) -> list[list[Stop]]:
    """Each layer in the order of what stands above it, so that few edges cross."""
    order: dict[Stop, float] = {}
    for layer in layers:
        known = {stop: [order[one] for one in above.get(stop, []) if one in order] for stop in layer}
        layer.sort(key=lambda stop: sum(known[stop]) / len(known[stop]) if known[stop] else 0)
        order |= {stop: place / len(layer) for place, stop in enumerate(layer)}
    return layers


def placed(
    layers: list[list[Stop]], above: dict[Stop, list[Stop]], widths: dict[Stop, float], room: tuple[float, float]
) -> dict[Stop, float]:
    """The middle of each stop: under its parents if it can be, clear of its neighbours, inside the room."""
    middles: dict[Stop, float] = {}
    for layer in layers:
        wanted = []
        for stop in layer:
            seen = [middles[one] for one in above.get(stop, []) if one in middles]
            wanted.append(sum(seen) / len(seen) if seen else sum(room) / 2)
        middles |= zip(layer, _apart(wanted, [widths[stop] for stop in layer], room), strict=True)
    return middles


def _apart(wanted: list[float], widths: list[float], room: tuple[float, float]) -> list[float]:
    places: list[float] = []
    for place, (want, width) in enumerate(zip(wanted, widths, strict=True)):
        reach = places[-1] + (widths[place - 1] + width) / 2 if places else want
        places.append(max(want, reach))
    shift = sum(want - place for want, place in zip(wanted, places, strict=True)) / len(places)
    shift = min(shift, room[1] - places[-1] - widths[-1] / 2)
    shift = max(shift, room[0] - places[0] + widths[0] / 2)
    return [place + shift for place in places]
