"""What lab 03 measures with: clock, turns, interval, FLOPs, memory; and what the judge computes for itself."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.utils import benchmark

from flowlab import cost, timing
from judge.describe import data
from judge.labs.cost_cases import flops, least_bytes, most_bytes
from judge.labs.cost_times import race

CPU = torch.device("cpu")


def inference(case: cost.Case) -> Any:
    with torch.no_grad():
        return case.model(case.x)


def training(case: cost.Case) -> None:
    case.optimizer.zero_grad()
    case.loss_fn(case.model(case.x), case.y_true).backward()
    case.optimizer.step()


def phases(case: cost.Case, timed: timing.Timed) -> None:
    pred = timed("forward", lambda: case.model(case.x))
    loss = timed("loss", lambda: case.loss_fn(pred, case.y_true))
    timed("backward", loss.backward)
    timed("update", case.optimizer.step)
    case.optimizer.zero_grad()


@settings(max_examples=25, deadline=None)
@given(layers=st.integers(1, 4), width=st.integers(1, 9), batch=st.integers(1, 7), frozen=st.integers(0, 3))
def test_the_judge_s_flops_are_those_that_pytorch_counts(layers: int, width: int, batch: int, frozen: int) -> None:
    case = cost.square_case(layers, width, batch, CPU)
    assert isinstance(case.model, torch.nn.Sequential)
    case.model[: min(frozen, layers - 1)].requires_grad_(requires_grad=False)
    assert flops(data(case)) == (cost.count_flops(inference, case), cost.count_flops(training, case))


def test_equal_layers_follow_the_rule_of_the_lab() -> None:
    for layers in (1, 2, 4, 8):
        asked, learned = flops(data(cost.square_case(layers, 5, 3, CPU)))
        assert learned / asked == pytest.approx(3 - 1 / layers)


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 5), st.integers(2, 60), st.integers(1, 60), st.integers(0, 4))
def test_memory_at_its_peak_is_within_the_judge_s_bounds(layers: int, width: int, batch: int, frozen: int) -> None:
    case = cost.square_case(layers, width, batch, CPU)
    assert isinstance(case.model, torch.nn.Sequential)
    case.model[: min(frozen, layers - 1)].requires_grad_(requires_grad=False)
    found = [cost.peak_memory(inference, case), cost.peak_memory(training, case)]
    assert found[0] == least_bytes(data(case))[0]
    assert least_bytes(data(case))[1] <= found[1] <= most_bytes(data(case))[1] + 64


def test_every_sample_lies_between_two_readings_of_the_clock_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = list[float]()
    real = benchmark.timer
    monkeypatch.setattr(benchmark, "timer", lambda: readings.append(real()) or readings[-1])
    cases = [cost.lab_01_case(CPU), cost.square_case(2, 8, 4, CPU)]
    samples = timing.measure(cases, 4, inference, training, phases)
    assert [time for sample in samples for time in (sample["start"], sample["end"])] == readings[2:]  # after a look
    assert len(samples) == 4 * 2 * 6


@pytest.mark.parametrize(("look", "rounds"), [(0.01, 12), (1.0, 7), (1.5, 6), (9.0, 6)])
def test_rounds_follow_from_a_first_look_at_the_clock(
    monkeypatch: pytest.MonkeyPatch, look: float, rounds: int
) -> None:
    """About 8 seconds; never so few that no interval can be given."""
    clock = iter([0.0, look])
    monkeypatch.setattr(benchmark, "timer", lambda: next(clock, look))
    samples = timing.measure([cost.lab_01_case(CPU)], 12, inference, training, phases)
    assert len({sample["round"] for sample in samples}) == rounds


def test_measuring_is_no_training_whatever_the_rounds() -> None:
    case = cost.square_case(2, 8, 4, CPU)
    before = [parameter.detach().clone() for parameter in case.model.parameters()]
    timing.measure([case], 6, inference, training, phases)
    assert all(torch.equal(a, b) for a, b in zip(before, case.model.parameters(), strict=True))


def test_kinds_take_turns_and_every_other_round_the_other_way_round() -> None:
    samples = timing.measure([cost.lab_01_case(CPU)], 4, inference, training, phases)
    starts = [sample["start"] for sample in samples]
    assert starts == sorted(starts)
    first = [next(s["what"] for s in samples if s["round"] == number) for number in range(4)]
    assert first == ["forward", "inference", "forward", "inference"]


def covered(values: list[float], low: float, high: float) -> float:
    """How often, by counting, the interval of so many values lies round the median they are drawn from."""
    ordered = sorted(values)
    below, above = ordered.index(low), len(values) - 1 - ordered.index(high)
    draws = random.Random(1)
    ranks = [sum(draws.random() < 0.5 for _ in values) for _ in range(20_000)]  # how many fell below the true median
    return sum(below < rank < len(values) - above for rank in ranks) / len(ranks)


@pytest.mark.parametrize("count", [6, 7, 12, 15, 25, 40])
def test_the_interval_holds_the_median_in_95_of_100_cases_and_is_no_wider_than_it_must(count: int) -> None:
    values = [float(n) for n in range(count)]
    middle, low, high = timing.median_interval(values)
    assert middle == (count - 1) / 2
    assert covered(values, low, high) >= 0.945  # by counting: 0.95 and a little luck
    assert count < 7 or covered(values, low + 1, high - 1) < 0.955


@given(st.lists(st.floats(0.5, 50), min_size=6, max_size=40))
def test_the_judge_finds_the_same_interval_from_the_raw_samples(ratios: list[float]) -> None:
    samples = [
        {"round": number, "case": 0, "what": what, "start": 0.0, "end": end}
        for number, ratio in enumerate(ratios)
        for what, end in (("training", ratio), ("inference", 1.0))
    ]
    assert race({"samples": {"data": samples}}, 0) == timing.median_interval(ratios)


@pytest.mark.parametrize(
    ("low", "high", "apart"), [(1.2, 3.0, True), (0.9, 1.1, False), (0.2, 0.9, True), (1.0, 2.0, False)]
)
@pytest.mark.parametrize(("lang", "words"), [("en", "cannot be told apart"), ("ja", "区別できません")])
def test_no_difference_is_claimed_that_the_noise_could_have_made(
    low: float, high: float, apart: bool, lang: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAB_LANG", lang)
    said = timing.finding({"name": "3→1", "ratio": 1.5, "low": low, "high": high, "flop_ratio": 2.0})
    assert (words not in said) is apart
    assert all(f"{number:.2f}" in said for number in (1.5, low, high))


def test_time_goes_on_between_samples() -> None:
    samples = timing.measure([cost.lab_01_case(CPU)], 2, inference, training, phases)
    assert all(a["end"] <= b["start"] for a, b in pairwise(samples))
