"""The keeper itself: what it orders and ends, where it fails, what it starts ahead of time, and what it imports."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from judge.kernels.kept import Keeper
from judge.kernels.provisioner import KeeperProvisioner
from native.checkout import PROJECT
from native.kernels.keeping import NOTED, Notebook, gone, kept, opened, until

# A torch that says it is built for ROCm; forks that die at once.
ROCM = f"{NOTED}import runpy; runpy.run_path = lambda _path: {{'hip': '7.15'}}"
DYING = f"{NOTED}import os; fork = os.fork\ndef dies():\n    return fork() or os.kill(os.getpid(), 9)\nos.fork = dies"


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


@pytest.fixture
def forked(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> Iterator[Notebook]:
    monkeypatch.setattr(Keeper, "current", keeper)
    with opened() as made:
        yield made


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
        "from pathlib import Path\n"
        "from jupyter_client.provisioning.factory import KernelProvisionerFactory\n"
        "from judge.kernels.provisioner import NAME\n"
        "from native.kernels.keeping import NOTED, kept, opened\n"
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
