"""The workflow and the action for runners that are inside a container already, on this machine: there is no GPU."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from subprocess import run

import pytest
import yaml

from host.records import read_record
from host.summary import summary
from native.checkout import Checkout, make_checkout
from native.workflow import Done, Runner, archive, job, runner_environ

ACTION = ".github/actions/check"
OWNER = 12345  # of the workspace, where the job in the container is root


@pytest.fixture(scope="module")
def other(ready: Checkout, tmp_path_factory: pytest.TempPathFactory) -> tuple[Runner, list[Done], str]:
    """Another repository's job with the action: on its own copy of a lab, and with the demand for HIP."""
    home = tmp_path_factory.mktemp("runner ü")
    action = home / "_actions/owner/lab/0123"
    commit = archive(make_checkout(home / "clone").root, action)
    workspace = home / "their repository"
    (workspace / "notebooks").mkdir(parents=True)
    shutil.copyfile(action / "labs/01_training_flow.en.ipynb", workspace / "notebooks/theirs.ipynb")
    said = yaml.safe_load((action / ACTION / "action.yml").read_text(encoding="utf-8"))
    inputs = {f"inputs.{name}": value["default"] for name, value in said["inputs"].items()}
    inputs["inputs.python"] = str(ready.root / ".venv/bin/python")
    inputs["inputs.notebook"] = "notebooks/theirs.ipynb"
    environ = {**runner_environ(), "GITHUB_ACTION_PATH": str(action / ACTION)}
    runner = Runner(workspace, home / "_temp", environ, inputs)
    return runner, runner.run(said["runs"]["steps"]), commit


def test_the_action_fails_where_the_demanded_gpu_is_not(other: tuple[Runner, list[Done], str]) -> None:
    _, done, _ = other
    assert [one.status for one in done] == [0, 3, 0, 0, 0], [one.said for one in done]
    assert "BACKEND=hip was asked for and not found." in done[1].said
    assert "Traceback" not in "".join(one.said for one in done)


def test_the_action_s_outputs_and_summary_say_not_proved(other: tuple[Runner, list[Done], str]) -> None:
    runner, done, _ = other
    outputs = {name.rpartition(".")[2]: value for name, value in runner.context.items() if name.startswith("steps.")}
    assert (outputs["hip"], outputs["verdict"], outputs["ran-on"]) == ("NOT PROVED", "FAIL", "unknown")
    assert "❌ labs FAIL · ❌ HIP NOT PROVED" in runner.summary
    assert runner.summary.count("| ❌ | ") == 6  # the five conditions and the notebook
    assert done[3].given["path"] == str(Path(outputs["record"]).parent)
    assert {"record.json", "report.html", "junit.xml"} <= {f.name for f in Path(outputs["folder"]).iterdir()}


def test_the_action_s_record_names_the_commit_that_it_was_called_by(other: tuple[Runner, list[Done], str]) -> None:
    runner, _, commit = other
    record = json.loads(Path(runner.context["steps.summary.outputs.record"]).read_text(encoding="utf-8"))
    assert (record["commit"], record["dirty"], record["image"]) == (commit, None, None)
    assert [lab["notebook"] for lab in record["labs"]] == ["theirs.ipynb"]


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


def test_the_summary_of_a_whole_check_has_every_notebook_and_condition(whole: Path) -> None:
    said = summary(read_record(whole).said, "en")
    rows = [line.split(" | ") for line in said.splitlines() if line.startswith("| ")]
    assert [row[1] for row in rows if row[0] == "| ❌"] == ["1. build", "2. device", "3. residency", "4. execution"]
    assert [row[2] for row in rows if row[1] == "5. arithmetic"] == ["10 / 10"]
    assert len([row for row in rows if "ipynb" in row[1]]) == 10


def test_outside_a_workflow_no_record_is_thrown_away(ready: Checkout, whole: Path) -> None:
    environ = {name: value for name, value in ready.environ().items() if name != "GITHUB_ACTIONS"}
    done = run(["python3", "scripts/ci_clean_up.py", "--records"], cwd=ready.root, env=environ, capture_output=True)
    assert done.returncode == 2
    assert b"ci-only" in done.stderr
    assert (whole / "record.json").is_file()
