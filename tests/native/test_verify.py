"""make verify: a real record is found good, each forgery is named by its own reason, and no file is believed unread."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from judge.verify import Beside, examine, require_form, why_not
from native.checkout import Checkout, error_code
from native.forging import (
    TIMED,
    TRAINED,
    Forgery,
    Record,
    all_samples_faster,
    change,
    claim,
    entry,
    hip_from_thin_air,
    left_out,
    made_up,
    of_claim,
    of_record,
    one_sample_faster,
    said_twice,
    verdict,
    without,
)

MARK = "━" * 79


@pytest.fixture(scope="module")
def real(whole: Path) -> Record:
    found: Record = json.loads((whole / "record.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def beside(ready: Checkout, whole: Path) -> Beside:
    """What is known apart from the record, as the verb finds it."""
    notebooks = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in (ready.root / "labs").glob("*.ipynb")}
    return Beside(notebooks, None, {f.name: f.read_text() for f in whole.glob("*.trace.json")})


def differences(record: Record, beside: Beside) -> set[tuple[str, str, str]]:
    """(notebook, what, name) of everything that differs."""
    require_form(record)
    return {(f.where, f.what, f.name) for f in examine(record, beside) if f.kind == "differs"}


def test_a_real_record_is_good_and_says_what_is_only_claimed(ready: Checkout, whole: Path, real: Record) -> None:
    done = ready.make("verify", RECORD=whole)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    claims = sum(len(lab["claims"]) for lab in real["labs"])
    assert re.search(rf"^  claims +{claims}$", done.stdout, re.MULTILINE)
    assert re.search(r"^  SHA-256 of the notebook, against the commit +10$", done.stdout, re.MULTILINE)
    assert "! only claimed by the machine that wrote the record" in done.stdout
    for said in (real["when"], real["host"]["kernel"], f"{real['commit']} clean", real["torch"]["version"]):
        assert said in done.stdout
    assert f"Judged by the rules of this checkout: commit {real['commit']}.\n" in done.stdout
    line = done.stdout.splitlines()[-2]
    assert line.startswith(
        "CONSISTENT: the record follows from its facts (labs PASS · HIP NOT PROVED, both as it says)"
    )
    assert not list((ready.root / ".lab").glob("verify-*"))


FORGERIES: list[tuple[str, Forgery, set[tuple[str, str, str]]]] = [
    ("a weight in the facts", change("facts/objects/model/weight/values", [[9.0, 9.0, 9.0]]),
     {(TRAINED, "measured", "weight after"), (TRAINED, "holds", "weight after"), (TRAINED, "condition", "5"),
      (TRAINED, "reason", ""), ("", "verdict-labs", "")}),
    ("a measured value", of_claim("weight after", measured=[[0.22, 0.44, 0.67]]),
     {(TRAINED, "measured", "weight after")}),
    ("expected and measured together", of_claim("loss", expected=7.0, measured=7.0),
     {(TRAINED, "expected", "loss"), (TRAINED, "measured", "loss")}),
    ("a wider tolerance", of_claim("loss", tolerance=9.0), {(TRAINED, "tolerance", "loss")}),
    ("a claim that holds no more", of_claim("loss", holds=False), {(TRAINED, "holds", "loss")}),
    ("True for 1", of_claim("step runs", measured=True), {(TRAINED, "measured", "step runs")}),
    ("a claim left out", left_out("weight after"), {(TRAINED, "claim-missing", "weight after")}),
    ("a claim made up", made_up("answers well"), {(TRAINED, "claim-added", "answers well")}),
    ("a claim twice", said_twice("loss"), {(TRAINED, "claim-twice", "loss")}),
    ("the verdict on HIP", verdict(hip="PROVED"), {("", "verdict-hip", "")}),
    ("what it ran on", verdict(ran_on="hip"), {("", "ran-on", "")}),
    ("the reason taken away", verdict(why=None), {("", "why", "")}),
    ("the labs' verdict", verdict(labs="FAIL"), {("", "verdict-labs", "")}),
    ("a condition flipped", change("hip/0/holds", True), {(TRAINED, "condition", "1")}),
    ("a condition's words", change("hip/3/found", "GPU kernels seen: forward 9"), {(TRAINED, "condition", "4")}),
    ("a reason made up", change("reason", "loss"), {(TRAINED, "reason", "")}),
    ("another notebook's hash", change("sha256", "0" * 64), {(TRAINED, "sha256", "")}),
    ("another notebook's name", change("notebook", "mine.ipynb"), {(TRAINED, "notebook-name", "")}),
    ("a lab left out", without(TIMED),
     {("", "labs", ""), ("03_training_vs_inference.ja", "claim-added", "repeatable")}),
    ("an exercise in a lab's place", change("exercise", "1.2"), {(TRAINED, "exercise", "")}),
    ("a lab that is none", change("lab", "99_dreams"),
     {("99_dreams.en", "unknown-lab", ""), ("", "labs", ""), ("01_training_flow.ja", "claim-added", "repeatable")}),
    ("torch's version above", lambda r: r["torch"].update(version="9.9"), {("", "torch", "")}),
    ("torch's version at the start", change("opening/torch/version", "9.9"),
     {(TRAINED, "measured", "torch-untouched"), (TRAINED, "holds", "torch-untouched"), ("", "torches", "")}),
    ("one sample", one_sample_faster, {(TIMED, "measured", "clock"), (TIMED, "holds", "clock")}),
    ("all samples", all_samples_faster, {(TIMED, "holds", "rounds")}),
    ("a fingerprint", change("facts/fingerprint", "f" * 64),
     {(TRAINED, "measured", "repeatable"), ("01_training_flow.ja", "expected", "repeatable")}),
    ("a printed line", change("printed/5", "loss = 0.1"), {(TRAINED, "measured", "prints")}),
    ("facts of no form", change("facts", {"objects": 7}), {(TRAINED, "facts-form", "")}),
    ("how it ended", change("end", "timeout"), {(TRAINED, "claim-added", "loss"), (TRAINED, "measured", "ran")}),
    ("flowlab from elsewhere", of_claim("flowlab", expected="/tmp/flowlab/__init__.py"),
     {(TRAINED, "expected", "flowlab")}),
    ("an operator more than the trace has", of_claim("trace", "05_under_the_hood.ja", expected=99, measured=99),
     {("05_under_the_hood.ja", "expected", "trace"), ("05_under_the_hood.ja", "measured", "trace")}),
]  # fmt: skip


@pytest.mark.parametrize(("forge", "reasons"), [row[1:] for row in FORGERIES], ids=[row[0] for row in FORGERIES])
def test_a_forgery_is_named_by_its_own_reason(
    real: Record, beside: Beside, forge: Forgery, reasons: set[tuple[str, str, str]]
) -> None:
    assert differences(real, beside) == set()
    forged = copy.deepcopy(real)
    forge(forged)
    found = differences(forged, beside)
    assert reasons <= found
    about = {where.rpartition(".")[0] for where, _, _ in reasons if where}  # its twin may no longer agree with it
    assert {where.rpartition(".")[0] for where, _, _ in found if where} <= about


def test_a_lone_edit_is_the_only_difference(real: Record, beside: Beside) -> None:
    forged = copy.deepcopy(real)
    claim(forged, "loss")["measured"] += 1e-9
    assert differences(forged, beside) == {(TRAINED, "measured", "loss")}


def test_a_forged_verdict_fails_the_verb_and_both_values_are_shown(ready: Checkout, real: Record, whole: Path) -> None:
    forged = {**copy.deepcopy(real), "asked": "hip"}
    forged["verdict"].update(hip="PROVED", ran_on="hip", why=None)
    path = whole.parent / "forged.json"
    path.write_text(json.dumps(forged), encoding="utf-8")
    try:
        done = ready.make("verify", ready.environ(LAB_LANG="ja"), RECORD=path)
    finally:
        path.unlink()
    assert "Error 1" in done.stderr
    assert re.search(r"判定：HIP +PROVED +NOT PROVED\n", done.stdout)
    assert done.stdout.splitlines()[-2].startswith("整合していません：違いが 3 件あります。")
    assert "プロファイラーの記録ファイル：記録の隣にありません" in done.stdout


def test_a_gpu_from_thin_air_is_consistent_and_only_claimed(ready: Checkout, real: Record, tmp_path: Path) -> None:
    """Who invents every fact invents them well: that is why the table ends with what is only claimed."""
    invented = hip_from_thin_air(copy.deepcopy(real))
    beside = Beside({}, "unknown-commit", {})
    rewritten = {(f.where, f.what, f.name): f.now for f in examine(invented, beside) if f.kind == "differs"}
    for (where, what, name), now in rewritten.items():
        if what in ("measured", "expected", "holds", "tolerance"):
            claim(invented, name, where)[what] = now
        elif what == "reason":
            entry(invented, where)["reason"] = now
    for lab in invented["labs"]:
        for condition in lab["hip"]:
            condition["holds"] = True
    invented["verdict"] = {"labs": "PASS", "hip": "PROVED", "ran_on": "hip", "why": None}
    left = {what for _, what, _ in differences(invented, beside)}
    assert left == {"condition"}  # their sentences alone
    path = tmp_path / "invented.json"
    path.write_text(json.dumps(with_sentences(invented, beside)), encoding="utf-8")
    done = ready.make("verify", RECORD=path)
    assert done.returncode == 0, done.stdout
    assert "AMD Instinct MI300X (gfx942" in done.stdout.partition("! only claimed")[2]
    assert "the facts are true is the word of the machine that wrote them" in done.stdout


def with_sentences(record: Record, beside: Beside) -> Record:
    for f in examine(record, beside):
        if f.kind == "differs" and f.what == "condition":
            entry(record, f.where)["hip"][int(f.name) - 1]["found"] = str(f.now).split("✓ ", 1)[1]
    return record


def test_a_copy_and_an_exercise_are_judged_by_their_own_values_and_cannot_be_compared(
    ready: Checkout, real: Record, tmp_path: Path
) -> None:
    alone = {**copy.deepcopy(real), "labs": [copy.deepcopy(entry(real, TRAINED))]}
    lab = alone["labs"][0]
    lab["claims"] = [c for c in lab["claims"] if c["id"] != "repeatable"]
    lab |= {"notebook": "mine.ipynb", "sha256": "a" * 64}
    path = tmp_path / "record.json"
    path.write_text(json.dumps(alone), encoding="utf-8")
    done = ready.make("verify", RECORD=path)
    assert done.returncode == 0, done.stdout
    assert re.search(r"whether the notebook is the project's +a copy", done.stdout)
    assert "CONSISTENT as far as it can be told, with 2 questions open" in done.stdout
    lab["exercise"] = "1.2"
    beside = Beside({}, None, {})
    assert (TRAINED, "expected", "input lr") in differences(alone, beside)


@pytest.mark.parametrize(("commit", "why"), [(None, "no-commit"), ("b" * 40, "unknown-commit")])
def test_a_commit_that_nobody_knows_is_never_called_good(
    ready: Checkout, real: Record, tmp_path: Path, commit: str | None, why: str
) -> None:
    del why
    path = tmp_path / "record.json"
    path.write_text(json.dumps({**real, "commit": commit}), encoding="utf-8")
    done = ready.make("verify", RECORD=path)
    assert done.returncode == 0
    assert done.stdout.count("whether the notebook is the project's") == 10
    assert "SHA-256 of the notebook" not in done.stdout
    assert "CONSISTENT as far as it can be told" in done.stdout
    assert "Whether the record was made by the same rules cannot be told." in done.stdout


def test_another_commit_s_rules_are_named(ready: Checkout, whole: Path, real: Record) -> None:
    rule = ready.root / "tests/judge/claim.py"
    before = rule.read_bytes()
    rule.write_bytes(before + b"# stricter\n")
    try:
        done = ready.make("verify", RECORD=whole)
    finally:
        rule.write_bytes(before)
    assert done.returncode == 0
    assert f"commit {real['commit']}, and changes on top of it." in done.stdout
    assert f"git worktree add ../verify-{real['commit'][:8]} {real['commit']}" in done.stdout


def deep(levels: int) -> str:
    return "[" * levels + "]" * levels


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "record-unreadable"),
        ("[]", "record-unreadable"),
        ("{}", "record-invalid"),
        ('{"version": NaN}', "record-unreadable"),
        ('{"version": 1e999}', "record-unreadable"),
        ('{"version": ' + "9" * 5000 + "}", "record-unreadable"),
        ('{"version": 1, "version": 1}', "record-unreadable"),
        ('{"version": ' + deep(100) + "}", "record-unreadable"),
        ('{"version": ' + deep(200_000) + "}", "record-unreadable"),
        ('{"version": "\\u001b[31m\\ud800"}', "record-invalid"),
        ("\udcff\udcfe", "record-unreadable"),
        ('"' + "x" * (33 * 2**20) + '"', "record-unreadable"),
    ],
    ids=lambda value: value[:24],
)
def test_what_is_no_record_is_refused_in_two_lines(ready: Checkout, tmp_path: Path, content: str, code: str) -> None:
    path = tmp_path / "record.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    done = ready.make("verify", RECORD=path)
    assert error_code(done) == (code, 2)
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize(
    "forge",
    [
        of_record(version=2),
        of_record(when="yesterday"),
        of_record(commit="HEAD"),
        of_record(labs=[]),
        of_record(verdict="PASS"),
        of_record(mine=1),
        change("claims", []),
        change("printed", "all"),
        change("seconds", "1"),
    ],
)
def test_a_record_of_another_form_is_refused(real: Record, forge: Forgery) -> None:
    forged = copy.deepcopy(real)
    forge(forged)
    with pytest.raises((jsonschema.ValidationError, ValueError)) as refused:
        require_form(forged)
    assert len(why_not(refused.value).splitlines()) == 1


HOSTILE: list[Any] = [None, 7, "\x1b[2J", [], {}, [[]], 10**400, {"objects": {}}, {"torch": 1}]


@pytest.mark.parametrize("value", HOSTILE, ids=str)
@pytest.mark.parametrize(
    "path", ["facts/objects/model", "facts/objects", "facts/watched", "opening/torch", "printed/0"]
)
def test_odd_facts_are_differences_and_no_crash(real: Record, beside: Beside, path: str, value: Any) -> None:
    forged = copy.deepcopy(real)
    change(path, str(value) if path.startswith("printed") else value)(forged)
    for lab in ("03_training_vs_inference.ja", "04_learning_rate.ja", "05_under_the_hood.ja"):
        if not path.startswith("printed"):
            change(path if "model" not in path else "facts/objects/cases", value, lab)(forged)
    assert differences(forged, beside)


def test_nothing_named_and_nothing_there(ready: Checkout, tmp_path: Path) -> None:
    assert error_code(ready.make("verify")) == ("record-not-named", 2)
    assert error_code(ready.make("verify", RECORD=tmp_path / "no.json")) == ("record-missing", 2)
    os.mkfifo(tmp_path / "pipe")
    assert error_code(ready.make("verify", RECORD=tmp_path / "pipe")) == ("record-missing", 2)


def test_without_git_the_notebooks_cannot_be_compared(ready: Checkout, whole: Path, tmp_path: Path) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\nexit 128\n")
    (tmp_path / "git").chmod(0o755)
    environ = ready.environ()
    done = ready.make("verify", {**environ, "PATH": f"{tmp_path}:{environ['PATH']}"}, RECORD=whole)
    assert done.returncode == 0
    assert done.stdout.count("this checkout has no git history to look in") == 10
    assert "rules of this checkout: commit unknown." in done.stdout


def test_an_interrupted_verify_leaves_nothing(ready: Checkout, whole: Path) -> None:
    process = subprocess.Popen(ready.command("verify", RECORD=whole), cwd=ready.root, env=ready.environ(),
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # fmt: skip
    while process.poll() is None and not list((ready.root / ".lab").glob("verify-*")):
        pass
    process.terminate()
    process.communicate(timeout=30)
    assert not list((ready.root / ".lab").glob("verify-*"))
