"""make check, end to end: what it prints, what it leaves, how it ends, and that it can be ended."""

from __future__ import annotations

import re
import subprocess
import xml.etree.ElementTree as ET

import nbformat
import pytest

from judge.values import RULE, width
from native.checking import newest, record
from native.checkout import PROJECT, Checkout, error_code

LABS = sorted(source.stem for source in (PROJECT / "labs").glob("[0-9]*.py"))
NOTEBOOKS = {f"{lab}.{lang}" for lab in LABS for lang in ("en", "ja")}


def test_it_ends_in_a_line_a_lab_and_a_verdict_that_nobody_takes_for_a_proof(
    checked: subprocess.CompletedProcess[str],
) -> None:
    said = checked.stdout[checked.stdout.index("Checking ") :].splitlines()
    for lab in LABS:
        [found] = [
            re.search(rf"^✓ {lab} +en ja  (\d+) of (\d+) claims hold  [\d.]+ s$", line)
            for line in said
            if f"✓ {lab}" in line
        ]
        assert found
        assert found[1] == found[2]
        if lab == "01_training_flow":  # the line that the README shows
            assert f"{found[1]} of {found[2]} claims hold" in (PROJECT / "README.md").read_text(encoding="utf-8")
    verdict = " ".join(said[said.index(RULE) + 1 : -1])
    assert verdict.startswith("labs PASS · HIP NOT PROVED: this ran on the CPU (condition 1, build: ")
    assert len(said) <= 15 + 2 * len(LABS)
    assert max(map(width, said)) <= 80
    assert "\x1b" not in checked.stdout  # no terminal, no colours


def test_it_shows_progress(checked: subprocess.CompletedProcess[str]) -> None:
    assert len(re.findall(r"^  0\d_\w+\.(?:en|ja)  \d+/\d+  ended$", checked.stdout, re.MULTILINE)) == len(NOTEBOOKS)


def test_the_record_is_valid_and_says_what_ran(ready: Checkout, checked: subprocess.CompletedProcess[str]) -> None:
    assert f"runs/{newest(ready).name}" in checked.stdout
    assert (newest(ready) / "record.json").stat().st_size < 5_000_000  # raw samples, but no large tensor's numbers
    found = record(ready)
    assert (found["asked"], found["verdict"]["labs"], found["verdict"]["hip"]) == ("cpu", "PASS", "NOT PROVED")
    assert found["torch"]["version"] == "2.13.0+cpu"
    assert [lab["hip"][0]["holds"] for lab in found["labs"]] == [False] * len(NOTEBOOKS)
    for lab in found["labs"]:
        assert lab["kernel"] == "fork"
        for claim in lab["claims"]:
            assert claim["holds"], claim


def test_both_languages_found_the_same(ready: Checkout, checked: subprocess.CompletedProcess[str]) -> None:
    del checked
    claims = {(lab["lab"], lab["lang"]): lab["claims"] for lab in record(ready)["labs"]}
    for lab in LABS:
        if lab not in ("03_training_vs_inference", "06_many_workers"):  # they measure times
            assert claims[lab, "en"] == claims[lab, "ja"]
        assert [claim["holds"] for claim in claims[lab, "en"] if claim["id"] == "repeatable"] == [True]


def test_a_lab_that_wants_to_be_alone_is(ready: Checkout, checked: subprocess.CompletedProcess[str]) -> None:
    """They run last, one after the other; progress shows each only when the one before it has ended."""
    ended = re.findall(r"^  (\d\d)_\w+\.(?:en|ja)  \d+/\d+  ended$", checked.stdout, re.MULTILINE)
    assert ended[-4:] == ["03", "03", "06", "06"]
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
        assert len(shown) == sum(".pictures." in cell.source for cell in executed.cells), name
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


@pytest.mark.parametrize("backend", ["hip", "cuda"])
def test_a_demand_that_cannot_be_met_is_refused_before_anything_runs(ready: Checkout, backend: str) -> None:
    done = ready.make("check", ready.environ(LAB_LANG="ja"), BACKEND=backend)
    assert error_code(done) == ("backend-not-found", 3)
    told = [line for line in done.stdout.splitlines() if line.strip("━ ")]
    assert told[0].startswith("記録：")
    assert told[1].startswith("ラボ NOT RUN · HIP NOT PROVED：条件 1「PyTorch の種類」：")
    found = record(ready)
    assert (found["verdict"]["labs"], found["verdict"]["why"]["number"]) == ("NOT RUN", 1)
    assert {(lab["reason"], lab["kernel"], lab["seconds"]) for lab in found["labs"]} == {("backend-not-found", None, 0)}
    suites = ET.parse(newest(ready) / "junit.xml").getroot()
    assert {(suite.get("tests"), suite.get("failures"), suite.get("skipped")) for suite in suites} == {("1", "0", "1")}
    assert len(suites) == len(NOTEBOOKS)
