"""The second witness: with stand-ins for a card, and silent without one."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from judge import witness


class Event:
    """One that is over a millisecond after the one before."""

    count = 0

    def __init__(self, *, enable_timing: bool) -> None:
        assert enable_timing

    def record(self) -> None:
        Event.count += 1
        self.at = Event.count

    def elapsed_time(self, later: Event) -> float:
        return float(later.at - self.at)


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> None:
    """A card that the lab has begun to use."""
    monkeypatch.setattr(witness, "events", [])
    monkeypatch.setattr(torch.cuda, "Event", Event)
    monkeypatch.setattr(torch.cuda, "is_initialized", lambda: True)
    monkeypatch.setattr(torch.cuda, "synchronize", lambda: None)
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda: 512)


@pytest.mark.usefixtures("card")
def test_it_tells_how_long_the_card_took_from_phase_to_phase() -> None:
    for phase in ("forward", "loss", "backward", "update", "forward"):
        witness.saw(phase)
    told = witness.witness_facts([torch.ones(3)])  # which lies on the CPU
    once = dict.fromkeys(("loss", "backward", "update", "forward"), 1.0)
    assert told == {"milliseconds": once, "allocated": 512, "own": 0}


@pytest.mark.usefixtures("card")
def test_a_million_steps_leave_a_few_events() -> None:
    for _ in range(1000):
        witness.saw("forward")
    assert len(witness.events) == witness.MOST


@pytest.mark.usefixtures("card")
def test_a_card_that_does_not_answer_costs_the_lab_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> Any:
        raise RuntimeError("HIP error: unspecified launch failure")

    monkeypatch.setattr(torch.cuda, "synchronize", fails)
    monkeypatch.setattr(Event, "record", lambda _: fails())
    witness.saw("forward")
    assert witness.witness_facts([]) == {"error": "HIP error: unspecified launch failure"}


@pytest.mark.usefixtures("card")
def test_what_shares_its_memory_counts_once_and_odd_names_cost_nothing() -> None:
    class OnCard(torch.Tensor):
        is_cuda = True

    whole = torch.ones(100).as_subclass(OnCard)
    assert witness._on_card([whole[:1], whole, whole[50:]]) == 400
    assert "error" in (witness.witness_facts([torch.nn.Module.__new__(torch.nn.Module)]) or {})


def test_without_a_card_it_is_silent_and_asks_for_none() -> None:
    witness.saw("forward")
    assert witness.witness_facts([torch.ones(3)]) is None
    assert not torch.cuda.is_initialized()
