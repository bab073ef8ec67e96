"""What lab 05's own profiler shows; and where it fails or sees nothing, the lab goes on and one sentence says so."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import pytest
import torch
from torch import nn

from flowlab import hood


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delitem(sys.modules, "judge.probe", raising=False)  # other tests import it
    monkeypatch.setattr(hood.profile, "said", set())
    monkeypatch.setenv("LAB_LANG", "en")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def work() -> torch.profiler.profile:
    with hood.profile() as session, hood.record_function("forward"):
        torch.ones(3) + 1
    return session


@pytest.fixture
def breaks_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """A profiler that brings nothing back."""
    whole = torch.profiler.profile.stop

    def stop(session: torch.profiler.profile) -> None:
        whole(session)
        raise RuntimeError("nothing came back")

    monkeypatch.setattr(torch.profiler.profile, "stop", stop)


@pytest.mark.usefixtures("breaks_off")
def test_one_that_breaks_off_shows_nothing_and_says_so_once(
    tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    sessions = [work(), work()]
    assert [hood.operators(session) for session in sessions] == [[], []]
    sessions[0].export_chrome_trace(f"{tmp_path}/trace.json")
    assert capsys.readouterr().err.splitlines() == [
        "The profiler broke off (nothing came back): what follows shows nothing that ran. "
        "Restart the kernel to try again."
    ]


@pytest.mark.usefixtures("breaks_off")
def test_under_the_judge_it_ends_the_run_which_is_then_made_without_the_gpu_s_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "judge.probe", ModuleType("judge.probe"))
    with pytest.raises(RuntimeError, match="nothing came back"):
        work()


def test_a_kernel_that_ended_under_it_is_remembered_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    asked: list[object] = []
    whole = torch.profiler.profile.__init__

    def init(session: torch.profiler.profile, **options: object) -> None:
        asked.append(options.get("activities"))
        whole(session, activities=hood.OPERATORS_ALONE)

    monkeypatch.setattr(torch.profiler.profile, "__init__", init)
    first = hood.profile()
    first.start()
    assert len(list(tmp_path.glob("flowlab-*"))) == 1  # and here the kernel ends
    torch.profiler.profile.stop(first)
    work()
    assert "did not come to the end of its profiler" in capsys.readouterr().err
    work()
    assert asked == [None, hood.OPERATORS_ALONE, None]
    assert list(tmp_path.glob("flowlab-*")) == []


@pytest.mark.parametrize(("on_gpu", "lines"), [(True, 1), (False, 0)])
def test_one_that_saw_no_kernel_says_so_where_the_step_ran_on_a_gpu(
    on_gpu: bool, lines: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    session = work()
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda: 512 if on_gpu else 0)
    assert hood.kernels(session) == hood.kernels(session) == []
    assert len(capsys.readouterr().err.splitlines()) == lines


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
