"""Kernels of the keeper's are what ordinary ones are: whoever runs a notebook sees no difference but the time."""

from __future__ import annotations

import asyncio
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory

from judge.kernels.kept import Keeper
from judge.kernels.provisioner import NAME, KeeperProvisioner
from native.checkout import PROJECT

SECONDS = 30
# In the keeper alone, as Python starts. It only notes what it would import: that takes three seconds a process.
NOTED = (
    "import importlib, sys; importing, sys.noted = importlib.import_module, []\n"
    "importlib.import_module = lambda name, *more: (\n"
    "    sys.noted.append(name) if name.startswith(('torch', 'matplotlib')) else importing(name, *more))\n"
)
# A torch that says it is built for ROCm; forks that die at once.
ROCM = f"{NOTED}import runpy; runpy.run_path = lambda _path: {{'hip': '7.15'}}"
DYING = f"{NOTED}import os; fork = os.fork\ndef dies():\n    return fork() or os.kill(os.getpid(), 9)\nos.fork = dies"


@dataclass
class Notebook:
    """A kernel and whoever runs cells in it."""

    manager: KernelManager
    client: BlockingKernelClient
    heard: list[dict[str, Any]] = field(default_factory=list)

    @property
    def provisioner(self) -> KeeperProvisioner:
        assert isinstance(self.manager.provisioner, KeeperProvisioner)
        return self.manager.provisioner

    def run(self, code: str, answer: str = "") -> str:
        """What a cell prints or answers; `answer` is typed where it asks."""
        self.heard = []
        self.client.execute_interactive(
            code,
            allow_stdin=True,
            output_hook=self.heard.append,
            stdin_hook=lambda _asked: self.client.input(answer),
            timeout=SECONDS,
        )
        contents = [said["content"] for said in self.heard]
        return "".join(c.get("text") or c.get("data", {}).get("text/plain") or c.get("ename") or "" for c in contents)

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """The debugger's answer."""
        content = {"type": "request", "seq": 1, "command": command, "arguments": arguments}
        self.client.control_channel.send(self.client.session.msg("debug_request", content))
        found: dict[str, Any] = self.client.get_control_msg(timeout=SECONDS)["content"]
        return found

    @property
    def ended(self) -> bool:
        return not self.manager.is_alive()


@contextmanager
def opened(**how: Any) -> Iterator[Notebook]:
    """A kernel, until the end."""
    with tempfile.TemporaryDirectory() as folder:  # sockets there, no ports: no other process can be faster
        yield from _opened(KernelManager(kernel_name="python3", transport="ipc", connection_file=f"{folder}/k"), how)


def _opened(manager: KernelManager, how: dict[str, Any]) -> Iterator[Notebook]:
    manager.start_kernel(**how)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=SECONDS)
        yield Notebook(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@contextmanager
def kept(*options: str, changed: str = "", folder: Path | None = None) -> Iterator[Keeper]:
    """A keeper; `changed` is run in it before anything else."""
    with pytest.MonkeyPatch.context() as patch:
        if folder:
            (folder / "sitecustomize.py").write_text(
                f"import sys\nif any(word.endswith('keeper.py') for word in sys.orig_argv):\n    exec({changed!r})\n"
            )
            patch.setenv("PYTHONPATH", str(folder))
        keeper = Keeper(*options)
    keeper.wait()
    try:
        yield keeper
    finally:
        keeper.end()


@pytest.fixture(scope="module", autouse=True)
def _registered() -> None:
    KernelProvisionerFactory.instance().default_provisioner_name = NAME


@pytest.fixture(scope="module")
def keeper() -> Iterator[Keeper]:
    with kept() as keeper:
        yield keeper


@pytest.fixture(params=["fork", "start"])
def notebook(request: pytest.FixtureRequest, keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> Iterator[Notebook]:
    """One by fork, and one as kernels always started: what holds of the one has to hold of the other."""
    monkeypatch.setattr(Keeper, "current", keeper if request.param == "fork" else None)
    with opened() as made:
        assert made.provisioner.way == request.param
        yield made


@pytest.fixture
def forked(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> Iterator[Notebook]:
    monkeypatch.setattr(Keeper, "current", keeper)
    with opened() as made:
        yield made


def until(true: Any, seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


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


def test_two_kernels_draw_different_numbers(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Keeper, "current", keeper)
    drawn = []
    for _ in range(2):
        with opened() as made:
            drawn.append([made.run(f"{name}").strip() for name in (
                "import random; random.random()", "import numpy; numpy.random.rand()", "import torch; torch.rand(1)",
            )])  # fmt: skip
    assert [a == b for a, b in zip(*drawn, strict=True)] == [False, False, False]


def test_its_threads_are_as_many_as_its_environment_says(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenMP read the variable when torch was imported, before this kernel was ordered."""
    monkeypatch.setattr(Keeper, "current", keeper)
    for threads in ("1", "3"):
        with opened(env={**os.environ, "OMP_NUM_THREADS": threads}) as made:
            assert made.run("import torch; torch.get_num_threads()") == threads


def test_what_its_process_writes_goes_where_the_one_who_ordered_it_says(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Keeper, "current", keeper)
    with (tmp_path / "said").open("wb") as file:
        monkeypatch.setattr(KeeperProvisioner, "stderr", file.fileno())
        with opened() as made:
            made.run("import os; os.write(2, b'straight to stderr')")
    assert b"straight to stderr" in (tmp_path / "said").read_bytes()


def test_who_hangs_up_ends_the_kernel_with_all_that_it_started(forked: Notebook) -> None:
    """Also what put itself into a session of its own; a kernel that is shut down is ended like any other."""
    child = int(forked.run("import subprocess; subprocess.Popen(['setsid', 'sleep', '60']).pid"))
    pid = forked.provisioner.pid
    assert not gone(child)
    forked.provisioner.process.line.shutdown(2)  # type: ignore[union-attr]
    until(lambda: gone(pid) and gone(child))


@pytest.mark.parametrize("ended", ["the one who ordered it", "the keeper"])
def test_a_parent_that_dies_takes_its_kernels_along(ended: str, tmp_path: Path) -> None:
    program = tmp_path / "judge_like.py"
    program.write_text(
        "import json, time\n"
        "from native.test_kernels import *\n"
        "KernelProvisionerFactory.instance().default_provisioner_name = NAME\n"
        "with kept(changed=NOTED, folder=Path(__file__).parent) as keeper, opened() as made:\n"
        "    print(json.dumps([keeper.process.pid, made.provisioner.pid]), flush=True)\n"
        "    made.client.execute('while True: pass'); time.sleep(60)\n"
    )
    environ = {**os.environ, "PYTHONPATH": str(PROJECT / "tests")}
    process = subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE, env=environ, text=True)
    assert process.stdout
    keeper, kernel = json.loads(process.stdout.readline())
    os.kill(process.pid if ended == "the one who ordered it" else keeper, signal.SIGKILL)
    until(lambda: gone(keeper) and gone(kernel))
    process.kill()
    process.wait()


def test_a_fork_that_dies_before_it_listens_is_replaced_by_an_ordinary_start(tmp_path: Path) -> None:
    with kept(changed=DYING, folder=tmp_path), opened() as made:
        assert made.provisioner.way == "start"
        assert made.run("1 + 1") == "2"


def test_a_kernel_may_be_ready_before_its_keeper_has_said_a_word() -> None:
    """A busy machine lets the child go first."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with here, there:
        here.setblocking(False)
        there.send(b'{"ready": true}')
        there.send(b'{"pid": 7, "way": "fork"}')
        assert asyncio.run(KeeperProvisioner._heard(here)) == {"ready": True, "pid": 7, "way": "fork"}


def test_without_a_keeper_that_answers_kernels_start_as_ever(tmp_path: Path) -> None:
    with kept(changed="raise SystemExit", folder=tmp_path), opened() as made:
        assert made.provisioner.way == "start"


def test_on_a_rocm_build_kernels_stand_ready_and_each_is_used_once(tmp_path: Path) -> None:
    with kept("--ahead", "2", changed=ROCM, folder=tmp_path) as keeper:
        ready = {child.pid for child in psutil.Process(keeper.process.pid).children()}
        assert len(ready) == 2
        with opened() as one, opened() as other:
            assert {one.provisioner.pid, other.provisioner.pid} == ready
            assert [made.provisioner.way for made in (one, other)] == ["ahead", "ahead"]
            assert one.run("import sys; 'torch._dynamo' in sys.noted") == "True"
            next_ones = {child.pid for child in psutil.Process(keeper.process.pid).children()} - ready
            assert len(next_ones) == 2
            with opened() as third:
                assert (third.provisioner.way, third.provisioner.pid in next_ones) == ("ahead", True)


def test_ahead_of_time_nothing_is_imported_beside_a_lab_that_wants_to_be_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeeperProvisioner, "alone", True)
    with kept("--ahead", "2", changed=ROCM, folder=tmp_path) as keeper:
        family = psutil.Process(keeper.process.pid)
        with opened() as made:
            assert made.provisioner.way == "ahead"
            assert len(family.children()) == 2  # it and the other one, which has loaded
        until(lambda: len(family.children()) == 2)  # its place is filled once it has ended
        assert made.provisioner.pid not in {child.pid for child in family.children()}


ASKS_NOTHING = """
import sys, torch
asked = []
for name in ("_cuda_getDeviceCount", "_cuda_init", "_cuda_getDevice", "_cuda_isInBadFork"):
    setattr(torch._C, name, lambda *_, name=name: asked.append(name) or 0)
for name in ("is_available", "device_count", "init", "_lazy_init", "get_device_properties", "get_arch_list"):
    setattr(torch.cuda, name, lambda *_, name=name: asked.append(name) or 0)
torch._C._cuda_getCurrentRawStream = None  # imported by name where a build has it
torch.version.{layer} = "7.15"
sys.path.insert(0, sys.argv[1])
import keeper
keeper.load()
print(asked)
"""


@pytest.mark.parametrize("layer", ["hip", "cuda"])
def test_what_the_keeper_imports_asks_for_no_gpu(layer: str) -> None:
    """CUDA and HIP forbid a fork once they are initialised, and counting devices can do that."""
    code = ASKS_NOTHING.format(layer=layer)
    folder = PROJECT / "tests/judge/kernels"
    said = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"


def test_the_judge_starts_its_keeper_before_it_imports_anything_slow() -> None:
    ask = "import sys, judge.__main__; print(sorted({'judge.specs', 'nbformat', 'numpy', 'torch'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, env=os.environ).stdout == "[]\n"
