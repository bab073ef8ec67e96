"""What labs 04 and 05 stand on: repeatable numbers, the judge's own network, operators, kernels, the autograd graph."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import nn

from flowlab import hood, repeatable
from judge.cells import LABS
from judge.describe import event_facts, own_events
from judge.jobs import make_job
from judge.labs.rates import RATES
from judge.labs.step import BIAS, WEIGHT, X, Y
from judge.oracle import train_step
from judge.probe import kernel_counts
from judge.replay import answers
from judge.run_lab import Run
from judge.specs import EXERCISES, SPECS
from judge.verdict import Judged, compare_twins
from session.notebooks import exercises, labs
from unit.judge.test_backend import CPU

TWO_RUNS = """
import sys, torch
from flowlab import repeatable
repeatable(seed=4)
net = torch.nn.Sequential(torch.nn.Linear(8, 64), torch.nn.Tanh(), torch.nn.Linear(64, 1))
x, y = torch.randn(500, 8), torch.randn(500, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(50):
    optimizer.zero_grad()
    torch.nn.functional.mse_loss(net(x), y).backward()
    optimizer.step()
print(b"".join(p.detach().numpy().tobytes() for p in net.parameters()).hex())
"""


def test_a_profiler_that_cannot_watch_the_gpu_shows_the_operators_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Simulated: the first start fails, as a session on a GPU may."""
    whole = torch.profiler.profile.start
    failures = [RuntimeError("no counters")]
    monkeypatch.setenv("LAB_LANG", "en")
    monkeypatch.setattr(torch.profiler.profile, "start", lambda self: fail(failures) or whole(self))
    with hood.profile(record_shapes=True) as session, hood.record_function("forward"):
        torch.nn.Linear(3, 1)(torch.ones(1, 3))
    assert "could not watch the GPU (no counters)" in capfd.readouterr().err
    assert hood.operators(session)
    assert session.record_shapes
    assert session.failed == "RuntimeError: no counters"


def fail(failures: list[RuntimeError]) -> None:
    if failures:
        raise failures.pop()


def test_two_runs_give_the_same_weights_to_the_bit() -> None:
    runs = [subprocess.run([sys.executable, "-c", TWO_RUNS], capture_output=True, text=True) for _ in range(2)]
    assert runs[0].stdout == runs[1].stdout
    assert len(runs[0].stdout) > 5_000


def test_repeatable_asks_for_deterministic_algorithms() -> None:
    try:
        repeatable(seed=1)
        assert torch.are_deterministic_algorithms_enabled()
        assert torch.initial_seed() == 1
    finally:
        torch.use_deterministic_algorithms(mode=False)


def twin(lang: str, fingerprint: str | None, end: str = "ended") -> Judged:
    job = make_job(LABS / f"04_learning_rate.{lang}.ipynb", "04_learning_rate", lang)
    return Judged(job, Run(end=end, facts={"fingerprint": fingerprint}), [], CPU)


@pytest.mark.parametrize(
    ("twins", "reasons"),
    [
        ((twin("en", "a"), twin("ja", "a")), [None, None]),
        ((twin("en", "a"), twin("ja", "b")), ["repeatable", "repeatable"]),
        ((twin("en", None), twin("ja", None)), ["repeatable", "repeatable"]),
        ((twin("en", "a"),), [None]),
    ],
)
def test_a_lab_that_ran_twice_ended_with_the_same_bits(twins: tuple[Judged, ...], reasons: list[str | None]) -> None:
    assert [judged.reason for judged in compare_twins(list(twins))] == reasons


def test_a_twin_that_did_not_end_says_nothing_about_the_other() -> None:
    assert compare_twins([twin("en", "a"), twin("ja", "b", end="timeout")])[0].claims == []


@pytest.mark.parametrize("lr", [*RATES.rates, Fraction("0.05")])
def test_numpy_on_the_cpu_follows_the_oracle(lr: Fraction) -> None:
    weight, bias = WEIGHT, BIAS
    for pred, error in answers(WEIGHT, BIAS, X, Y, lr, 20):
        step = train_step(weight, bias, X, Y, lr)
        assert pred == pytest.approx(float(step.pred[0][0]), rel=2e-6, abs=2e-6)
        assert error == pytest.approx(float(abs(step.pred[0][0] - Y[0][0])), rel=2e-6, abs=2e-6)
        weight, bias = step.weight_after, step.bias_after


HIP = "7.15.26333"
KERNELS = [
    (HIP, "Cijk_Ailk_Bljk_S_B_Bias_HA_S_SAV_UserArgs_MT16x16x8_MI16x16x1", "rocBLAS / hipBLASLt"),
    (HIP, "void rocblas_gemvt_warp_reduce_kernel<false, 256, int, float const*>(int, int)", "rocBLAS"),
    (HIP, "MIOpenConvUni", "MIOpen"),
    (HIP, "void at::native::vectorized_elementwise_kernel<4, at::native::FillFunctor<float>>(int)", "PyTorch"),
    (HIP, "void at::native::(anonymous namespace)::multi_tensor_apply_kernel<TensorListMetadata<2>>()", "PyTorch"),
    (HIP, "Memcpy DtoD (Device -> Device)", "HIP"),
    (HIP, "something_new", "?"),
    (None, "void gemv2T_kernel_val<int, int, float, float, float, float, 128, 16, 4, 4, false>(int)", "cuBLAS"),
    (None, "Memset (Device)", "CUDA"),
]  # fmt: skip


@pytest.mark.parametrize(("hip", "kernel", "library"), KERNELS)
def test_a_kernel_s_name_tells_its_library(
    hip: str | None, kernel: str, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.version, "hip", hip)
    assert hood.library(kernel) == library


def event(name: str, *kernels: str, device: str = "CPU", parent: Any = None) -> SimpleNamespace:
    made = [SimpleNamespace(name=kernel, duration=2.0) for kernel in kernels]
    return SimpleNamespace(
        name=name,
        kernels=made,
        cpu_parent=parent,
        device_type=SimpleNamespace(name=device),
        time_range=SimpleNamespace(start=1.0, end=2.0),
        self_cpu_time_total=1.0,
        input_shapes=[],
    )


def test_on_a_gpu_a_stretch_with_a_name_is_no_kernel_and_stands_there_but_once() -> None:
    """The GPU's own time line repeats every name that was put on a stretch."""
    step = event("Optimizer.step#SGD.step", "Optimizer.step#SGD.step")
    seen = [step, event("aten::add_", "multi_tensor_apply", parent=step), event(step.name, device="CUDA")]
    assert kernel_counts(seen) == {"update": 1}
    assert [e["name"] for e in map(event_facts, own_events(SimpleNamespace(events=lambda: seen)))] == [
        "Optimizer.step#SGD.step",
        "aten::add_",
    ]


def test_operators_stand_in_the_phase_in_whose_time_they_ran() -> None:
    model, x = nn.Linear(3, 1), torch.ones(1, 3)
    with hood.profile() as session:
        with hood.record_function("forward"):
            pred = model(x)
        torch.zeros(5)  # between the phases: in none of them
        with hood.record_function("backward"):
            pred.sum().backward()
    rows = {(row["phase"], row["operator"]): row["count"] for row in hood.operators(session)}
    assert rows["forward", "aten::addmm"] == 1
    assert rows["backward", "aten::mm"] == 1
    assert not any(operator == "aten::zeros" for _, operator in rows)
    assert hood.kernels(session) == []


def test_the_graph_ends_at_parameters_by_name_and_holds_no_frozen_one() -> None:
    model = nn.Sequential(nn.Linear(3, 2), nn.Tanh(), nn.Linear(2, 1))
    model[0].bias.requires_grad_(requires_grad=False)
    edges = hood.autograd_graph(model(torch.ones(1, 3)), model)
    ends = {end for _, end in edges if end.startswith("AccumulateGrad")}
    assert ends == {"AccumulateGrad 0.weight", "AccumulateGrad 2.weight", "AccumulateGrad 2.bias"}


def test_a_trace_is_what_perfetto_reads(tmp_path: Path) -> None:
    """The trace event format: complete events with name, start and length in microseconds, process and thread."""
    with hood.profile() as session, hood.record_function("forward"):
        nn.Linear(3, 1)(torch.ones(1, 3))
    session.export_chrome_trace(str(tmp_path / "t.trace.json"))
    events = json.loads((tmp_path / "t.trace.json").read_text())["traceEvents"]
    spans = [event for event in events if event["ph"] == "X"]
    assert {"forward", "aten::addmm"} <= {event["name"] for event in spans}
    assert all(event["dur"] >= 0 and {"ts", "pid", "tid"} <= set(event) for event in spans)


def test_the_notebooks_and_the_judge_know_the_same_exercises() -> None:
    listed = [(number, lab) for lab in labs().values() for number in exercises(lab)]
    assert listed == [(number, exercise.lab) for number, exercise in EXERCISES.items()]
    assert len(listed) == 3 * len(SPECS)


@pytest.mark.parametrize("number", EXERCISES)
def test_an_exercise_asks_for_something_else_than_its_lab(number: str) -> None:
    assert EXERCISES[number].spec != SPECS[EXERCISES[number].lab]


def test_a_rate_is_replaced_where_it_stood() -> None:
    wanted: Any = replace(RATES, rates=(Fraction("0.05"), *RATES.rates[1:]))
    assert EXERCISES["4.1"].spec == wanted
