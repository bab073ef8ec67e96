"""The workflow for runners that are inside a container already, on this machine: there is no GPU.

The action, which makes an environment, is tried in tests/setup.
"""

from __future__ import annotations

import os
from pathlib import Path
from subprocess import run

import pytest

from judge.specs import SPECS
from native.checkout import Checkout
from native.workflow import Runner, job, runner_environ
from session.ci import summary
from session.records import read_record

OWNER = 12345  # of the workspace, where the job in the container is root


def test_the_workflow_fails_at_the_doctor_and_cleans_up_a_workspace_that_root_wrote_in(
    bare: Checkout, ready: Checkout, tmp_path: Path
) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can write in somebody else's workspace")
    for path in (bare.root, *bare.root.rglob("*")):
        os.chown(path, OWNER, OWNER)
    (bare.root / "runs/2020-01-01T00-00-00Z").mkdir(parents=True)
    (bare.root / "runs/2020-01-01T00-00-00Z/record.json").write_text("an earlier job's")
    (bare.root / ".lab").mkdir()
    (bare.root / ".lab/setup.log").write_text("root's")
    (tmp_path / "theirs").write_text("elsewhere, and root's")
    (bare.root / ".lab/link").symlink_to(tmp_path / "theirs")
    steps, environ = job("rocm-inside.yml")
    context = {"vars.ROCM_PYTHON": str(ready.root / ".venv/bin/python"), "github.run_attempt": "1"}
    runner = Runner(bare.root, tmp_path / "temp", runner_environ(), context)
    done = {one.name: one for one in runner.run(steps, environ)}
    assert "Error 3" in done["Doctor"].said
    assert {name: one.status for name, one in done.items()} == {
        "Check out": 0,
        "Take away what an earlier job left": 0,
        "Doctor": 2,
        "Check": None,
        "Verdict and conditions": 0,
        "Keep record, report, JUnit and executed notebooks": None,
        "Clean up": 0,
    }
    assert "HIP NOT PROVED: there is no record" in runner.summary
    assert {path.lstat().st_uid for path in bare.root.rglob("*")} == {OWNER}
    assert (tmp_path / "theirs").stat().st_uid == 0
    assert not (bare.root / "runs").exists()


def test_the_summary_of_a_whole_check_has_every_notebook_and_condition(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAB_LANG", "en")
    said = summary(read_record(whole).said)
    rows = [line.split(" | ") for line in said.splitlines() if line.startswith("| ")]
    assert [row[1] for row in rows if row[0] == "| ❌"] == ["1. build", "2. device", "3. residency", "4. execution"]
    assert [row[2] for row in rows if row[1] == "5. arithmetic"] == [f"{2 * len(SPECS)} / {2 * len(SPECS)}"]
    assert len([row for row in rows if "ipynb" in row[1]]) == 2 * len(SPECS)


def test_outside_a_workflow_no_record_is_thrown_away(ready: Checkout, whole: Path) -> None:
    environ = {name: value for name, value in ready.environ().items() if name != "GITHUB_ACTIONS"}
    done = run(["python3", "scripts/ci_clean_up.py", "--records"], cwd=ready.root, env=environ, capture_output=True)
    assert done.returncode == 2
    assert b"ci-only" in done.stderr
    assert (whole / "record.json").is_file()
