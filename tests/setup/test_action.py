"""The action, with PYTHON=: an environment over an interpreter's own torch, made from nothing, in a container's way."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from native.checking import record
from native.checkout import Checkout, make_checkout
from native.workflow import Done, Runner, archive, runner_environ

ACTION = ".github/actions/check"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that has torch and, as a container's may, no ensurepip: its own pip then installs."""
    folder = tmp_path_factory.mktemp("python")
    (folder / "sitecustomize.py").write_text("import sys; sys.modules['ensurepip'] = None")
    (folder / "python").write_text(f'#!/bin/sh\nPYTHONPATH="{folder}" exec "{sys.executable}" "$@"\n')
    (folder / "python").chmod(0o755)
    return folder / "python"


def installed(python: Path) -> bytes:
    return subprocess.run([python, "-m", "pip", "list", "--format=json"], capture_output=True, check=True).stdout


@pytest.fixture(scope="module")
def other(python: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Runner, list[Done], str]:
    """Another repository's job with the action: on its own copy of a lab, and with the demand for HIP."""
    before = installed(python)
    home = tmp_path_factory.mktemp("runner ü")
    action = home / "_actions/owner/lab/0123"
    commit = archive(make_checkout(home / "clone").root, action)
    workspace = home / "their repository"
    (workspace / "notebooks").mkdir(parents=True)
    shutil.copyfile(action / "labs/01_training_flow.en.ipynb", workspace / "notebooks/theirs.ipynb")
    said = yaml.safe_load((action / ACTION / "action.yml").read_text(encoding="utf-8"))
    inputs = {f"inputs.{name}": value["default"] for name, value in said["inputs"].items()}
    inputs["inputs.python"] = str(python)
    inputs["inputs.notebook"] = "notebooks/theirs.ipynb"
    environ = {**runner_environ(), "GITHUB_ACTION_PATH": str(action / ACTION)}
    runner = Runner(workspace, home / "_temp", environ, inputs)
    done = runner.run(said["runs"]["steps"])
    assert installed(python) == before
    return runner, done, commit


def test_the_action_fails_where_the_demanded_gpu_is_not(other: tuple[Runner, list[Done], str]) -> None:
    _, done, _ = other
    assert [one.status for one in done] == [0, 3, 0, 0, 0], [one.said for one in done]
    assert "✗ backend-not-found: BACKEND=hip was asked for and is not here" in done[1].said
    assert "Traceback" not in "".join(one.said for one in done)


def test_the_action_s_outputs_and_summary_say_not_proved(other: tuple[Runner, list[Done], str]) -> None:
    runner, done, _ = other
    outputs = {name.rpartition(".")[2]: value for name, value in runner.context.items() if name.startswith("steps.")}
    assert (outputs["hip"], outputs["verdict"], outputs["ran-on"]) == ("NOT PROVED", "NOT RUN", "unknown")
    assert "❌ labs NOT RUN · ❌ HIP NOT PROVED" in runner.summary
    assert runner.summary.count("| ❌ | ") == 6  # the five conditions and the notebook
    assert done[3].given["path"] == str(Path(outputs["record"]).parent)
    assert {"record.json", "report.html", "junit.xml"} <= {f.name for f in Path(outputs["folder"]).iterdir()}


def test_the_action_s_record_names_the_commit_that_it_was_called_by(other: tuple[Runner, list[Done], str]) -> None:
    runner, _, commit = other
    found = json.loads(Path(runner.context["steps.summary.outputs.record"]).read_text(encoding="utf-8"))
    assert (found["commit"], found["dirty"], found["image"]) == (commit, None, None)
    assert [lab["notebook"] for lab in found["labs"]] == ["theirs.ipynb"]


def test_where_no_gpu_is_demanded_it_passes_with_the_torch_that_the_interpreter_has(
    other: tuple[Runner, list[Done], str], python: Path
) -> None:
    checkout = Checkout(Path(other[0].environ["GITHUB_ACTION_PATH"]).parents[2])
    done = checkout.make("check", PYTHON=python, BACKEND="cpu", NOTEBOOK="labs/01_training_flow.en.ipynb")
    assert done.returncode == 0, done.stdout + done.stderr
    executable = Path(record(checkout)["torch"]["executable"])
    assert "/.lab/python-" in str(executable)
    assert not list(executable.parents[1].glob("lib/python3*/site-packages/torch"))
