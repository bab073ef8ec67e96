"""Which card a learner's notebook is judged on, where seats may be at work on them."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from cli.speech import say
from machine.mode import Plan
from workshop.seats.state import LEASES


def one_card(plan: Plan, leases: Path = LEASES) -> Plan:
    """The plan with one card of its cards: the first that no seat holds, else the first of all, and it says so."""
    if not plan.cards:
        return plan
    held = _held(leases)
    free = [card for card in plan.cards if card.render_node not in held]
    if not free:
        say("collect-shares-card", card=plan.cards[0].render_node)
    return replace(plan, cards=(*free, *plan.cards)[:1])


def _held(leases: Path) -> Collection[str]:
    """The render nodes that seats have; where there is no table, none."""
    try:
        with closing(sqlite3.connect(f"{leases.as_uri()}?mode=ro", uri=True)) as table:
            return {str(card) for (card,) in table.execute("SELECT card FROM lease")}
    except sqlite3.Error:
        return ()
