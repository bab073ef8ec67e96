"""make check on a learner's copy: judged by its lab or by an exercise, left as it is; and ended at any time."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from native.checking import copy_of, newest, record
from native.checkout import Checkout, error_code

INTERRUPTED = "✗ interrupted: stopped by you. Nothing was left running; the same command starts again."


def test_a_learner_s_copy_is_judged_by_its_lab_in_every_detail_and_left_as_it_is(ready: Checkout) -> None:
    name = "{my} copy ü <b>$(touch obeyed)`touch obeyed`; touch obeyed \x1b[2J\x9b31m.ipynb"
    copy = copy_of(ready, name, "loss =", "loss =")
    before, installed = copy.read_bytes(), (ready.root / ".venv/lab-ready").stat().st_mtime_ns
    done = ready.make("check", NOTEBOOK=f"work/{copy.name}", BACKEND="cpu", DETAILS=1)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"✓ weight after the step +\[\[0\.22, 0\.44, 0\.66\]\] +\[\[0\.22, 0\.44, 0\.66\]\]", done.stdout)
    assert copy.read_bytes() == before
    assert (ready.root / ".venv/lab-ready").stat().st_mtime_ns == installed  # nothing is installed twice
    assert [lab["notebook"] for lab in record(ready)["labs"]] == [copy.name]
    # Nothing obeys what a file is called: no shell, no terminal, no browser.
    assert not (ready.root / "obeyed").exists()
    page = (newest(ready) / "report.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;$(touch" in page
    assert not {"\x1b", "\x9b"} & set(done.stdout + page)
    assert "<b>$(touch" not in page


def test_a_copy_with_another_learning_rate_fails_and_is_told_why(ready: Checkout) -> None:
    copy = copy_of(ready, "slow.ipynb", "lr=0.1", "lr=0.01")
    done = ready.make("check", NOTEBOOK=copy)
    assert "Error 1" in done.stderr
    told = done.stdout.splitlines()
    line = next(number for number, line in enumerate(told) if line.startswith("✗ 01_training_flow  "))
    assert re.search(r" en +\d+ of 38 claims hold  [\d.]+ s$", told[line])
    assert told[line + 1] == "  ✗ learning rate: expected [0.1], found [0.01]"
    assert (newest(ready) / "slow.ipynb").is_file()


def test_an_exercise_is_praised_when_done_and_told_what_is_missing_when_not(ready: Checkout) -> None:
    copy = copy_of(ready, "exercise.ipynb", "lr=0.1", "lr=1 / 30")
    done = ready.make("check", NOTEBOOK=copy, EXERCISE="1.2")
    assert done.returncode == 0, done.stdout
    assert "✓ Exercise 1.2, done: with lr = 1/30 one step lands on 2.5." in done.stdout
    assert "  ✓ prediction after the step: [[2.5]]\n" in done.stdout
    assert record(ready)["labs"][0]["exercise"] == "1.2"
    (ready.root / "runs/large").write_bytes(b"")
    os.truncate(ready.root / "runs/large", 1_200_000_000)  # a file of nothing takes no room
    other = ready.make("check", NOTEBOOK=copy, EXERCISE="1.1")
    (ready.root / "runs/large").unlink()
    assert "runs/ has grown to 1.2 GB; make clean clears it.\n" in other.stdout
    assert "has grown" not in done.stdout
    assert "Error 1" in other.stderr
    assert "✗ Exercise 1.1, not yet." in other.stdout
    assert "  ✓ ran to its end\n  ✗ step ran (times): expected 0, found 1\n" in other.stdout
    assert "  → Read exercise 1.1 at the end of the lab once more" in other.stdout


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_can_be_ended_within_five_seconds_and_leaves_no_process(ready: Checkout, end: signal.Signals) -> None:
    """As at a terminal: SIGINT and SIGHUP reach the whole foreground group, SIGTERM the one process that is named."""
    runs = set((ready.root / "runs").iterdir())
    copy = copy_of(ready, "endless.ipynb", "model.train()\\n", "while True: pass\\n")
    check = subprocess.Popen(
        ready.command("check", NOTEBOOK=copy),
        cwd=ready.root,
        env=ready.environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    until = time.monotonic() + 60
    while sum("keeper.py" in " ".join(_cmdline(p)) for p in ready.processes()) < 2:  # the keeper, and what it forked
        assert time.monotonic() < until
        time.sleep(0.1)
    time.sleep(1)
    started = time.monotonic()
    os.kill(check.pid, end) if end == signal.SIGTERM else os.killpg(check.pid, end)
    if end == signal.SIGINT:  # twice, as people do
        time.sleep(0.1)
        os.killpg(check.pid, end)
    _, said = check.communicate(timeout=20)
    while ready.processes() and time.monotonic() - started < 5:
        time.sleep(0.05)
    assert ready.processes() == []
    assert time.monotonic() - started < 5
    assert [line for line in said.decode().splitlines() if not line.startswith("make")] == [INTERRUPTED]
    assert check.returncode != 0
    assert set((ready.root / "runs").iterdir()) == runs


def _cmdline(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_a_python_without_torch_is_refused(ready: Checkout, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "plain"], check=True)
    done = ready.make("check", PYTHON=tmp_path / "plain/bin/python")
    assert error_code(done) == ("python-unusable", 2)
