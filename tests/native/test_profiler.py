"""A profiler that takes the kernel along or hangs costs the lab nothing but condition 4. By stand-in sessions.

The probe is told that there is a GPU, and that its session is one that does this; the labs themselves run on the CPU.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from judge import run_lab
from judge.backend import conditions
from judge.jobs import spec_of
from judge.kernels.kept import kept
from judge.run_labs import run_labs
from judge.verdict import Judged, judge
from mutants.notebook import HOOD, TRAINING, Row, job

AVAILABLE = ("available = torch.cuda.is_available()", "available = True")
ON_GPU = ('"cuda" if torch.cuda.is_available() else None', '"cuda"')
SESSION = "session = profile(use_kineto=True, use_device=device)"
DIES = "__import__('os').kill(__import__('os').getpid(), 11)"


@pytest.fixture(scope="module", autouse=True)
def _one_import_of_torch() -> Iterator[None]:
    with kept(1):
        yield


def judged(row: Row, folder: Path, session: str, monkeypatch: pytest.MonkeyPatch) -> Judged:
    """The row's lab under a session that does this when it is opened."""
    probe = run_lab.SOURCES["probe"]
    for old, new in (AVAILABLE, ON_GPU, (SESSION, f"{session}; session = mock.MagicMock(function_events=[])")):
        assert old in probe
        probe = probe.replace(old, new)
    monkeypatch.setitem(run_lab.SOURCES, "probe", probe)
    monkeypatch.setattr(run_lab, "OPENING_SECONDS", 0)
    made = job(row, folder)
    return judge(spec_of(made), made, run_labs([made])[made])


# What a session does when it is opened, and what became of the first run.
LATER = "__import__('threading').Timer(0.5, lambda: {}).start()"
SESSIONS = {
    "it takes the kernel along at once": (DIES, "kernel-died"),
    "it takes the kernel along later": (LATER.format(DIES), "kernel-died"),
    "it hangs": ("__import__('time').sleep(600)", "timeout"),
}


@pytest.mark.parametrize("name", SESSIONS)
def test_the_lab_is_run_once_more_without_it(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session, end = SESSIONS[name]
    waits = (("step", "", "import time; time.sleep(1)"),) if "later" in name else ()
    found = judged(Row(name, TRAINING, waits, cell_seconds=3), tmp_path, session, monkeypatch)
    assert found.reason is None, found.run.detail
    assert found.run.tried is not None
    assert found.run.tried["end"] == end
    execution = conditions(found.evidence)[3]
    assert not execution.holds
    assert f"the profiler failed: {end}" in execution.found


def test_a_lab_that_dies_without_it_too_has_only_itself_to_blame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = judged(Row("dies", TRAINING, (("step", "", DIES),)), tmp_path, "pass", monkeypatch)
    assert (found.reason, found.run.detail) == ("kernel-died", "[step] SIGSEGV")
    assert found.run.tried is not None


def test_without_a_gpu_nothing_is_run_twice(tmp_path: Path) -> None:
    made = job(Row("dies", TRAINING, (("step", "", DIES),)), tmp_path)
    assert run_labs([made])[made].tried is None


# Whoever does not ask for operators alone asks for the GPU, too; where there is none, that is the same.
ASKS = """
import torch.profiler as _p
def _made(self, *given, whole=_p.profile.__init__, **options):
    self._gpu = not options.get("activities")
    whole(self, *given, **options)
_p.profile.__init__ = _made
"""
KILLS = f"""{ASKS}
def _started(self, whole=_p.profile.start):
    if self._gpu: {DIES}
    whole(self)
_p.profile.start = _started"""
FAILS = f"""{ASKS}
def _stopped(self, whole=_p.profile.stop):
    whole(self)
    if self._gpu: raise RuntimeError("nothing came back")
_p.profile.stop = _stopped"""


@pytest.mark.parametrize(
    ("does", "said"),
    [(KILLS, "kernel-died: [optimizer] SIGSEGV"), (FAILS, "exception: [optimizer:")],
    ids=["dies", "fails"],
)
def test_lab_05_has_a_profiler_of_its_own_and_is_run_without_the_gpu_s_part(
    does: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = judged(Row("own", HOOD, (("parameters", "", does),)), tmp_path, "pass", monkeypatch)
    assert found.reason is None, found.run.detail
    assert found.run.tried is not None
    assert f"the profiler failed: {said}" in conditions(found.evidence)[3].found
