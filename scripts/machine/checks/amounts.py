"""Numbers and cards in the form that both languages share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from machine.gpus import Card


def gib(size: int) -> str:
    """Memory as memory is sold."""
    return f"{size / 2**30:.1f} GiB" if size < 10 * 2**30 else f"{size / 2**30:.0f} GiB"


def gb(size: int) -> str:
    """Disk as disks are sold."""
    return f"{size / 10**9:.1f} GB" if size < 10 * 10**9 else f"{size / 10**9:.0f} GB"


def card_words(cards: Mapping[int, Card]) -> str:
    """`0: gfx942, 192 GiB, renderD128`, the memory where it is given; a run of equal cards is one: `0–7: …`."""
    runs = [list(run) for _, run in groupby(cards.items(), key=lambda item: (item[1].gfx, item[1].memory))]
    return "; ".join(_run(run) for run in runs)


def few(items: Sequence[str]) -> str:
    """All of them, or the first and the last of many."""
    return ", ".join(items) if len(items) <= 3 else f"{items[0]} … {items[-1]}"


def _run(run: Sequence[tuple[int, Card]]) -> str:
    (first, card), (last, last_card) = run[0], run[-1]
    what = f"{card.gfx}, {gib(card.memory)}" if card.memory else card.gfx
    nodes = [c.render_node.rpartition("/")[2] for c in (card, last_card)]
    if first == last:
        return f"{first}: {what}, {nodes[0]}"
    return f"{first}–{last}: {what}, {nodes[0]} … {nodes[1]}"
