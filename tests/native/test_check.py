"""make check, end to end: what it prints, what it leaves, how it ends, and that it can be ended."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import jsonschema
import nbformat
import psutil
import pytest

from native.checkout import PROJECT, Checkout, error_code

LABS = sorted(source.stem for source in (PROJECT / "labs").glob("[0-9]*.py"))
NOTEBOOKS = {f"{lab}.{lang}" for lab in LABS for lang in ("en", "ja")}


def newest(checkout: Checkout) -> Path:
    return max((checkout.root / "runs").iterdir(), key=lambda folder: folder.name)


def record(checkout: Checkout) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((newest(checkout) / "record.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, json.loads((PROJECT / "tests/judge/record.schema.json").read_text(encoding="utf-8")))
    return found


@pytest.fixture(scope="module")
def checked(ready: Checkout) -> subprocess.CompletedProcess[str]:
    """The plain `make check` of this machine, on the CPU."""
    done = ready.make("check", BACKEND="cpu")
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_it_ends_in_a_table_and_a_verdict_that_nobody_takes_for_a_proof(
    checked: subprocess.CompletedProcess[str],
) -> None:
    for lab in ("01_training_flow", "02_inference_flow"):
        assert re.search(rf"{lab} +en ja +✓ weight changed", checked.stdout)
    assert re.search(
        r"✓ weight after the step +\[\[0\.22, 0\.44, 0\.66\]\] +\[\[0\.22, 0\.44, 0\.66\]\]", checked.stdout
    )
    verdict = checked.stdout.splitlines()[-2]
    assert verdict.startswith("labs PASS · HIP NOT PROVED: this ran on the CPU (condition 1, build: ")


def test_it_shows_progress(checked: subprocess.CompletedProcess[str]) -> None:
    assert len(re.findall(r"^  0\d_\w+\.(?:en|ja)  \d+/\d+  ended$", checked.stdout, re.MULTILINE)) == len(NOTEBOOKS)


def test_the_record_is_valid_and_says_what_ran(ready: Checkout, checked: subprocess.CompletedProcess[str]) -> None:
    assert f"runs/{newest(ready).name}" in checked.stdout
    found = record(ready)
    assert (found["asked"], found["verdict"]["labs"], found["verdict"]["hip"]) == ("cpu", "PASS", "NOT PROVED")
    assert found["torch"]["version"] == "2.13.0+cpu"
    assert [lab["hip"][0]["holds"] for lab in found["labs"]] == [False] * len(NOTEBOOKS)
    for lab in found["labs"]:
        for claim in lab["claims"]:
            assert claim["holds"], claim


def test_both_languages_found_the_same(ready: Checkout, checked: subprocess.CompletedProcess[str]) -> None:
    del checked
    claims = {(lab["lab"], lab["lang"]): lab["claims"] for lab in record(ready)["labs"]}
    for lab in LABS:
        if lab != "03_training_vs_inference":  # it measures times
            assert claims[lab, "en"] == claims[lab, "ja"]
        assert [claim["holds"] for claim in claims[lab, "en"] if claim["id"] == "repeatable"] == [True]


def test_a_lab_that_wants_to_be_alone_is(ready: Checkout, checked: subprocess.CompletedProcess[str]) -> None:
    """They run last, one after the other; progress shows each only when the one before it has ended."""
    ended = re.findall(r"^  (\d\d)_\w+\.(?:en|ja)  \d+/\d+  ended$", checked.stdout, re.MULTILINE)
    assert ended[-2:] == ["03", "03"]
    assert {lab["facts"]["deterministic"] for lab in record(ready)["labs"] if lab["lab"].startswith("03")} == {True}


def test_pictures_come_without_a_warning_and_the_page_shows_them(
    ready: Checkout, checked: subprocess.CompletedProcess[str]
) -> None:
    """Matplotlib warns of a letter that a font lacks; so does PyTorch of what it cannot repeat."""
    del checked
    pictures = 0
    for name in NOTEBOOKS:
        executed = nbformat.read(newest(ready) / f"{name}.ipynb", as_version=4)
        outputs = [output for cell in executed.cells for output in cell.get("outputs", [])]
        assert [output.text for output in outputs if output.get("name") == "stderr"] == [], name
        shown = [output for output in outputs if "image/png" in output.get("data", {})]
        assert len(shown) >= 2, name
        pictures += len(shown)
    assert (newest(ready) / "report.html").read_text(encoding="utf-8").count("data:image/png;base64,") == pictures


def test_a_trace_is_kept_for_each_language_of_lab_05(
    ready: Checkout, checked: subprocess.CompletedProcess[str]
) -> None:
    del checked
    traces = sorted(trace.name for trace in newest(ready).glob("*.trace.json"))
    assert traces == [f"05_under_the_hood.{lang}.training_step.trace.json" for lang in ("en", "ja")]


def test_junit_and_the_executed_notebooks_are_kept(ready: Checkout, checked: subprocess.CompletedProcess[str]) -> None:
    del checked
    folder = newest(ready)
    suites = ET.parse(folder / "junit.xml").getroot()
    assert {suite.get("name") for suite in suites} == NOTEBOOKS
    assert all(suite.get("failures") == "0" for suite in suites)
    executed = nbformat.read(folder / "01_training_flow.ja.ipynb", as_version=4)
    printed = "".join(o.text for c in executed.cells for o in c.get("outputs", []) if o.output_type == "stream")
    assert "weight changed = True" in printed
    assert "CPU で実行します" in printed
    assert not any("judge.probe" in cell.source for cell in executed.cells)


def test_a_demand_for_hip_fails_at_the_first_unmet_condition(ready: Checkout) -> None:
    done = ready.make("check", ready.environ(LAB_LANG="ja"), BACKEND="hip")
    assert "Error 3" in done.stderr
    assert "HIP NOT PROVED：条件 1「PyTorch の種類」" in done.stdout
    found = record(ready)
    assert found["verdict"]["why"]["number"] == 1
    assert {lab["reason"] for lab in found["labs"]} == {"backend-not-found"}


def copy_of(checkout: Checkout, name: str, old: str, new: str) -> Path:
    """A learner's copy, elsewhere and renamed, in which `old` became `new`."""
    path = checkout.root / "work" / name
    path.parent.mkdir(exist_ok=True)
    text = (checkout.root / "labs/01_training_flow.en.ipynb").read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_a_learner_s_copy_is_judged_by_its_lab_and_left_as_it_is(ready: Checkout) -> None:
    copy = copy_of(ready, "{my} copy ü.ipynb", "loss =", "loss =")
    before, installed = copy.read_bytes(), (ready.root / ".lab/setup.log").stat().st_mtime_ns
    done = ready.make("check", NOTEBOOK=f"work/{copy.name}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert copy.read_bytes() == before
    assert (ready.root / ".lab/setup.log").stat().st_mtime_ns == installed  # nothing is installed twice
    assert [lab["notebook"] for lab in record(ready)["labs"]] == [copy.name]


def test_a_copy_with_another_learning_rate_fails_and_is_told_why(ready: Checkout) -> None:
    copy = copy_of(ready, "slow.ipynb", "lr=0.1", "lr=0.01")
    done = ready.make("check", NOTEBOOK=copy)
    assert "Error 1" in done.stderr
    assert "✗ 01_training_flow (en): learning rate: expected [0.1], found [0.01]" in done.stdout
    assert (newest(ready) / "slow.ipynb").is_file()


def test_an_exercise_is_praised_when_done_and_told_what_is_missing_when_not(ready: Checkout) -> None:
    copy = copy_of(ready, "exercise.ipynb", "lr=0.1", "lr=1 / 30")
    done = ready.make("check", NOTEBOOK=copy, EXERCISE="1.2")
    assert done.returncode == 0, done.stdout
    assert "✓ Exercise 1.2, done: with lr = 1/30 one step lands on 2.5." in done.stdout
    assert "  ✓ prediction after the step: [[2.5]]\n" in done.stdout
    assert record(ready)["labs"][0]["exercise"] == "1.2"
    other = ready.make("check", NOTEBOOK=copy, EXERCISE="1.1")
    assert "Error 1" in other.stderr
    assert "✗ Exercise 1.1, not yet." in other.stdout
    assert "  ✓ ran to its end\n  ✗ step ran (times): expected 0, found 1\n" in other.stdout
    assert "  → Read exercise 1.1 at the end of the lab once more" in other.stdout


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_it_can_be_ended_within_five_seconds_and_leaves_no_process(ready: Checkout, end: signal.Signals) -> None:
    """As at a terminal: SIGINT reaches the whole foreground group, SIGTERM the one process that is named."""
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
    while not any("ipykernel" in " ".join(_cmdline(p)) for p in ready.processes()):
        assert time.monotonic() < until
        time.sleep(0.1)
    time.sleep(3)
    started = time.monotonic()
    os.killpg(check.pid, end) if end == signal.SIGINT else os.kill(check.pid, end)
    _, said = check.communicate(timeout=20)
    while ready.processes() and time.monotonic() - started < 5:
        time.sleep(0.05)
    assert ready.processes() == []
    assert time.monotonic() - started < 5
    assert b"Traceback" not in said
    assert check.returncode != 0
    assert set((ready.root / "runs").iterdir()) == runs


def _cmdline(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_python_judges_with_the_torch_that_interpreter_has_and_leaves_it_as_it_is(
    ready: Checkout, tmp_path: Path
) -> None:
    """The interpreter lacks ensurepip, as a container's may: its own pip then installs."""
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['ensurepip'] = None")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{tmp_path}" exec "{ready.root}/.venv/bin/python" "$@"\n')
    python.chmod(0o755)
    listing = [python, "-m", "pip", "list", "--format=json"]
    before = subprocess.run(listing, capture_output=True, check=True).stdout
    done = ready.make("check", PYTHON=python, BACKEND="cpu")
    assert done.returncode == 0, done.stdout + done.stderr
    found = record(ready)
    assert "/.lab/python-" in found["torch"]["executable"]
    assert subprocess.run(listing, capture_output=True, check=True).stdout == before
    assert not list((ready.root / ".lab").glob("python-*/lib/python3*/site-packages/torch"))


def test_a_python_without_torch_is_refused(ready: Checkout, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "plain"], check=True)
    done = ready.make("check", PYTHON=tmp_path / "plain/bin/python")
    assert error_code(done) == ("python-unusable", 2)
