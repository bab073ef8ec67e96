"""make verify: a real record is found good, what nobody can know is said, and a forged verdict fails."""

from __future__ import annotations

import copy
import json
import re
import subprocess
from pathlib import Path

import pytest

from judge.specs import SPECS
from judge.verify import Beside, examine
from native.checkout import Checkout
from native.forging import (
    TRAINED,
    Record,
    claim,
    differences,
    entry,
    hip_from_thin_air,
)


def test_a_real_record_is_good_and_says_what_is_only_claimed(ready: Checkout, whole: Path, real: Record) -> None:
    done = ready.make("verify", RECORD=whole)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    claims = sum(len(lab["claims"]) for lab in real["labs"])
    assert re.search(rf"^  claims +{claims}$", done.stdout, re.MULTILINE)
    assert re.search(rf"^  SHA-256 of the notebook, against the commit +{2 * len(SPECS)}$", done.stdout, re.MULTILINE)
    assert "! only claimed by the machine that wrote the record" in done.stdout
    for said in (real["when"], real["host"]["kernel"], f"{real['commit']} clean", real["torch"]["version"]):
        assert said in done.stdout
    assert f"Judged by the rules of this checkout: commit {real['commit']}.\n" in done.stdout
    said = "CONSISTENT: the record follows from its facts (labs PASS · HIP NOT PROVED, both as it says)"
    assert said in flat(done.stdout)
    assert not list((ready.root / ".lab").glob("verify-*"))


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
    assert re.search(r"判定 HIP の条件 +PROVED +NOT PROVED\n", done.stdout)
    assert "\n整合していません：違いが 3 件あります。" in done.stdout
    assert re.search(r"05_under_the_hood.en +プロファイラーの記録ファイル +記録の隣にありません\n", done.stdout)


def test_a_gpu_from_thin_air_is_consistent_and_only_claimed(ready: Checkout, real: Record, tmp_path: Path) -> None:
    """Who invents every fact invents them well: that is why the table ends with what is only claimed."""
    invented = hip_from_thin_air(copy.deepcopy(real))
    beside = Beside({}, "unknown-commit", {})
    for found in examine(invented, beside).differences:
        match found.path:
            case ("labs", where, "claims", name, part):
                claim(invented, name, where)[part] = found.now
            case ("labs", where, "reason"):
                entry(invented, where)["reason"] = found.now
    for lab in invented["labs"]:
        for condition in lab["hip"]:
            condition["holds"] = True
    invented["verdict"] = {"labs": "PASS", "hip": "PROVED", "ran_on": "hip", "why": None}
    assert {path.rpartition("/")[2] for path in differences(invented, beside)} == {"found"}  # of conditions
    path = tmp_path / "invented.json"
    path.write_text(json.dumps(with_sentences(invented, beside)), encoding="utf-8")
    done = ready.make("verify", RECORD=path)
    assert done.returncode == 0, done.stdout
    assert "AMD Instinct MI300X (gfx942" in done.stdout.partition("! only claimed")[2]
    assert "the facts are true is the word of the machine that wrote them" in flat(done.stdout)


def flat(said: str) -> str:
    return " ".join(said.split())


def with_sentences(record: Record, beside: Beside) -> Record:
    for found in examine(record, beside).differences:
        _, where, _, number, _ = found.path
        entry(record, where)["hip"][int(number) - 1]["found"] = found.now
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
    assert "CONSISTENT as far as can be told; open questions: 2 (" in done.stdout
    lab["exercise"] = "1.2"
    beside = Beside({}, None, {})
    assert f"labs/{TRAINED}/claims/input lr/expected" in differences(alone, beside)


@pytest.mark.parametrize(("commit", "why"), [(None, "no-commit"), ("b" * 40, "unknown-commit")])
def test_a_commit_that_nobody_knows_is_never_called_good(
    ready: Checkout, real: Record, tmp_path: Path, commit: str | None, why: str
) -> None:
    del why
    path = tmp_path / "record.json"
    path.write_text(json.dumps({**real, "commit": commit}), encoding="utf-8")
    done = ready.make("verify", RECORD=path)
    assert done.returncode == 0
    assert done.stdout.count("whether the notebook is the project's") == 2 * len(SPECS)
    assert "SHA-256 of the notebook" not in done.stdout
    assert "CONSISTENT as far as can be told" in done.stdout
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


def test_without_git_the_notebooks_cannot_be_compared(ready: Checkout, whole: Path, tmp_path: Path) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\nexit 128\n")
    (tmp_path / "git").chmod(0o755)
    environ = ready.environ()
    done = ready.make("verify", {**environ, "PATH": f"{tmp_path}:{environ['PATH']}"}, RECORD=whole)
    assert done.returncode == 0
    assert done.stdout.count("this checkout has no git history to look in") == 2 * len(SPECS)
    assert "rules of this checkout: commit unknown." in done.stdout


def test_an_interrupted_verify_leaves_nothing(ready: Checkout, whole: Path) -> None:
    process = subprocess.Popen(ready.command("verify", RECORD=whole), cwd=ready.root, env=ready.environ(),
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # fmt: skip
    while process.poll() is None and not list((ready.root / ".lab").glob("verify-*")):
        pass
    process.terminate()
    process.communicate(timeout=30)
    assert not list((ready.root / ".lab").glob("verify-*"))
