"""Kernels of the keeper's are what ordinary ones are: whoever runs a notebook sees no difference but the time."""

from __future__ import annotations

import os
import queue
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from judge.kernels.kept import Keeper
from native.kernels.keeping import SECONDS, Notebook, opened, until


@pytest.fixture(params=["fork", "start"])
def notebook(request: pytest.FixtureRequest, keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> Iterator[Notebook]:
    """One by fork, and one as kernels always started: what holds of the one has to hold of the other."""
    monkeypatch.setattr(Keeper, "current", keeper if request.param == "fork" else None)
    with opened() as made:
        assert made.provisioner.way == request.param
        yield made


def test_it_has_its_own_session_folder_environment_and_path(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said = {}
    look = "import os, sys, torch._dynamo; [os.getcwd(), os.environ['MINE'], sys.argv[1:2], sys.path]"
    for current in (keeper, None):
        monkeypatch.setattr(Keeper, "current", current)
        with opened(cwd=str(tmp_path), env={**os.environ, "MINE": "5"}) as made:
            said[made.provisioner.way] = made.run(look)
            assert os.getsid(made.provisioner.pid) == made.provisioner.pid
    assert said["fork"] == said["start"]
    assert str(tmp_path) in said["fork"]


@pytest.mark.parametrize(
    ("code", "answer", "prints"),
    [
        ("print(input('?') * 2)", "ab", "abab"),
        ("!echo $((40 + 2))", "", "42"),
        ("%pip --version", "", "pip "),
        ("import matplotlib.pyplot as p; p.get_backend()", "", "inline"),
        ("import comm; comm.create_comm(target_name='t', data={'a': 1}).comm_id", "", "'"),
        ("import os; os.getpid() == int(open('/proc/self/stat').read().split()[0])", "", "True"),
        ("import multiprocessing as m; m.get_context('spawn').Process(target=print).start()", "", ""),
        ("import sys; sorted(name for name in sys.modules if name.startswith('judge'))", "", "[]"),
    ],
)
def test_what_notebooks_do_works(notebook: Notebook, code: str, answer: str, prints: str) -> None:
    said = notebook.run(code, answer)
    assert prints in said
    assert "Error" not in said


def test_a_widget_s_comm_is_opened(notebook: Notebook) -> None:
    notebook.run("import comm; comm.create_comm(target_name='jupyter.widget', data={'a': 1})")
    assert [said["content"]["data"] for said in notebook.heard if said["msg_type"] == "comm_open"] == [{"a": 1}]


def test_the_debugger_attaches_stops_and_shows_variables(notebook: Notebook) -> None:
    assert notebook.ask("debugInfo")["body"]["isStarted"] is False
    assert notebook.ask("initialize", clientID="t", adapterID="", pathFormat="path")["success"]
    assert notebook.ask("attach")["success"]
    code = "seen = 41\nseen += 1"
    path = notebook.ask("dumpCell", code=code)["body"]["sourcePath"]
    stops = notebook.ask("setBreakpoints", breakpoints=[{"line": 2}], source={"path": path}, sourceModified=False)
    assert stops["body"]["breakpoints"][0]["verified"]
    assert notebook.ask("configurationDone")["success"]
    request = notebook.client.execute(code)
    until(lambda: _event(notebook) == "stopped", 20)
    assert notebook.ask("continue", threadId=1)["success"]
    notebook.client.get_shell_msg(timeout=SECONDS)
    assert request
    variables = notebook.ask("inspectVariables")["body"]["variables"]
    assert ("seen", "42") in {(variable["name"], variable["value"]) for variable in variables}


def _event(notebook: Notebook) -> str | None:
    try:
        said = notebook.client.get_iopub_msg(timeout=0.2)
    except queue.Empty:
        return None
    return str(said["content"].get("event")) if said["msg_type"] == "debug_event" else None


@pytest.mark.parametrize("busy", ["while True: pass", "!sleep 60", "import time; time.sleep(60)"])
def test_an_interrupt_stops_the_cell_and_not_the_kernel(notebook: Notebook, busy: str) -> None:
    notebook.client.execute(busy, stop_on_error=False)
    time.sleep(0.7)
    started = time.monotonic()
    notebook.manager.interrupt_kernel()
    notebook.client.get_shell_msg(timeout=SECONDS)
    assert time.monotonic() - started < 5
    assert notebook.run("1 + 1") == "2"


def test_a_restart_is_another_process_that_knows_nothing(notebook: Notebook) -> None:
    before = notebook.run("x = 1; import os; os.getpid()")
    way = notebook.provisioner.way
    notebook.manager.restart_kernel(now=False)
    notebook.client.wait_for_ready(timeout=SECONDS)
    assert notebook.run("import os; os.getpid()") != before
    assert "NameError" in notebook.run("x")
    assert notebook.provisioner.way == way


@pytest.mark.parametrize("end", [signal.SIGSEGV, signal.SIGKILL, signal.SIGTERM])
def test_a_kernel_that_dies_by_a_signal_is_told_by_it(notebook: Notebook, end: signal.Signals) -> None:
    notebook.client.execute(f"import os, signal; signal.signal(15, signal.SIG_DFL); os.kill(os.getpid(), {int(end)})")
    until(lambda: notebook.ended)
    assert notebook.provisioner.ended == -end


def test_its_own_exit_is_an_end_and_no_crash(notebook: Notebook) -> None:
    notebook.client.execute("import os; os._exit(7)")
    until(lambda: notebook.ended)
    assert notebook.provisioner.ended == 7
