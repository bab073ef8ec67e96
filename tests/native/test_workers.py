"""Lab 06's workers as processes: under torchrun itself, dying, interrupted, and open to nobody else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from container.engine import wait_until
from native.checkout import PROJECT

LAB = PROJECT / "labs/06_many_workers.py"
LISTENING = """
import os, time
import psutil, torch
import torch.distributed as dist
from flowlab import workers

def addresses():
    family = (psutil.Process(), psutil.Process(os.getppid()))
    return {c.laddr.ip for process in family for c in process.net_connections() if c.status == "LISTEN"}

def work(rank, count):
    dist.all_reduce(torch.ones(1))
    print("listening on", *addresses(), flush=True)

def die(rank, count):
    workers.stumble(rank)
    dist.all_reduce(torch.ones(1))

def fail(rank, count):
    dist.barrier()
    if rank == 1:
        raise ValueError("no such shard")
    dist.all_reduce(torch.ones(1))

def wait(rank, count):
    time.sleep(60)
"""


def command(tmp_path: Path, code: str) -> list[str]:
    (tmp_path / "script.py").write_text(LISTENING + code, encoding="utf-8")
    return [sys.executable, str(tmp_path / "script.py")]


@pytest.fixture(autouse=True)
def _japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_LANG", "ja")
    monkeypatch.setenv("PYTHONPATH", str(PROJECT / "labs"))


def test_nothing_of_it_listens_but_on_this_machine_s_own_address(tmp_path: Path) -> None:
    ran = command(tmp_path, 'assert len(workers.run(2, work, torch.device("cpu"))) == 2')
    done = subprocess.run(ran, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("listening on 127.0.0.1\n" * 2, "")


@pytest.mark.parametrize(("work", "told"), [("die", "SIGKILL"), ("fail", "ValueError: no such shard")])
def test_a_worker_that_dies_is_one_sentence_about_the_one_who_did(work: str, told: str, tmp_path: Path) -> None:
    ran = command(tmp_path, f'workers.run(2, {work}, torch.device("cpu"))')
    done = subprocess.run(ran, capture_output=True, text=True)
    said = f"ワーカー 1 が止まりました（{told}）。ステップには全員が必要なので、結果はありません。\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)


def test_an_interrupt_ends_all_of_them(tmp_path: Path) -> None:
    process = subprocess.Popen(
        command(tmp_path, 'workers.run(2, wait, torch.device("cpu"))'), stderr=subprocess.DEVNULL
    )
    family = psutil.Process(process.pid)
    wait_until(lambda: len(family.children(recursive=True)) >= 4, 60, "two workers")
    started = family.children(recursive=True)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) != 0
    assert psutil.wait_procs(started, timeout=10)[1] == []


def test_torchrun_runs_the_lab_as_a_script_and_its_processes_are_the_workers() -> None:
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", str(LAB)]
    done = subprocess.run(torchrun, capture_output=True, text=True, env={**os.environ, "LAB_BACKEND": "cpu"})
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    assert said.count("weight.grad = tensor([[-1.6000, -1.4000, -0.8000]])") == 1
    for rank in (0, 1):
        assert f"worker {rank} of 2, averaged: tensor([[-1.6000, -1.4000, -0.8000]])" in said
    assert said.count("ここで torchrun が起動したワーカーは 2 個です。4 個が必要なところは飛ばします。") == 2
    assert not any("of 4" in line or "N=4" in line for line in said)
    assert any(line.startswith("efficiency 4×1024, N=2: ") for line in said)
