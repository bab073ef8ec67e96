"""Lab 05's own profiler where it fails at its end, or sees nothing: the lab goes on, and one sentence says so."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from types import ModuleType

import pytest
import torch

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
