"""The workflows' jobs on the real engine, by an ordinary user: red without a GPU, green on the CPU, clean after it."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from container.engine import Bases, Contained, docker, none_is_left
from container.people import USER, Own, Person, at_home
from native.running import start
from native.workflow import Done, Runner, archive, job, runner_environ


@pytest.fixture(scope="module")
def workspace(bases: Bases) -> Iterator[Own]:
    """A runner's workspace, its user's own."""
    with at_home(Person(USER, USER), bases.cpu) as checkout:
        yield checkout


def runner(checkout: Own, **more: str) -> Runner:
    home = checkout.root.parent
    given = {name: value for name, value in checkout.given.items() if name != "LAB_PORT"}
    environ = {**runner_environ(), **given, "HOME": str(home), **more}
    temp = Path(tempfile.mkdtemp(dir=home))
    return Runner(checkout.root, temp, environ, {"github.run_attempt": "1"}, checkout.person.command)


def owners(folder: Path) -> set[int]:
    return {path.lstat().st_uid for path in folder.rglob("*")}


def by_name(done: list[Done]) -> dict[str, int | None]:
    return {one.name: one.status for one in done}


def test_without_a_gpu_the_job_is_red_says_not_proved_and_cleans_up(workspace: Own, bases: Bases) -> None:
    steps, environ = job("rocm.yml")
    ran = runner(workspace, LAB_BASE_IMAGE=bases.rocm)
    done = ran.run(steps, environ)
    assert by_name(done) == {
        "Check out": 0,
        "Take away what an earlier job left": 0,
        "Doctor": 2,
        "Image from the pinned base": None,
        "Check": None,
        "Verdict and conditions": 0,
        "Keep record, report, JUnit and executed notebooks": None,
        "Clean up": 0,
    }
    assert "Error 3" in next(one.said for one in done if one.name == "Doctor")
    assert "HIP NOT PROVED: there is no record" in ran.summary
    none_is_left(workspace)
    assert owners(workspace.root) == {USER}


def test_the_check_alone_refuses_a_machine_without_a_gpu_too(workspace: Own, bases: Bases) -> None:
    """Were the doctor ever to let it pass, the demand would still not be met."""
    steps, environ = job("rocm.yml")
    ran = runner(workspace, LAB_BASE_IMAGE=bases.rocm)
    done = ran.run([step for step in steps if step["name"] not in ("Doctor", "Image from the pinned base")], environ)
    assert by_name(done)["Check"] == 2
    assert "Error 3" in next(one.said for one in done if one.name == "Check")
    assert "HIP NOT PROVED: there is no record" in ran.summary


def test_an_engine_that_does_not_answer_leaves_no_older_record_for_this_job(workspace: Own) -> None:
    stale = workspace.root / "runs/2026-01-01T00-00-00Z/record.json"
    for path in (stale, workspace.root / ".lab/hub/seats.json"):  # seats that were open, too
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    for path in workspace.root.rglob("*"):
        os.chown(path, USER, USER, follow_symlinks=False)
    steps, environ = job("rocm.yml")
    ran = runner(workspace, DOCKER_HOST="unix:///nothing/here")
    done = ran.run(
        [step for step in steps if step["name"] in ("Take away what an earlier job left", "Verdict and conditions")],
        environ,
    )
    assert by_name(done) == {"Take away what an earlier job left": 4, "Verdict and conditions": 0}
    assert "✗ engine-down: " in done[0].said
    assert not stale.exists()
    assert "HIP NOT PROVED: there is no record" in ran.summary
    shutil.rmtree(workspace.root / ".lab/hub")


def test_the_hosted_job_is_green_on_the_cpu_base_and_leaves_nothing(workspace: Own) -> None:
    steps, environ = job("ci.yml")
    start(workspace, "en", int(workspace.given["LAB_PORT"]))  # what a job that was killed left running
    assert workspace.containers()
    # One notebook: the whole check in a container has its own test.
    ran = runner(workspace, LAB_NOTEBOOK="labs/01_training_flow.en.ipynb")
    done = ran.run(steps, environ)
    assert set(by_name(done).values()) == {0}, [one.said for one in done if one.status]
    assert "✅ labs PASS · ❌ HIP NOT PROVED" in ran.summary
    kept = Path(next(one.given["path"] for one in done if "upload-artifact" in one.said))
    assert {"record.json", "report.html", "junit.xml"} <= {file.name for file in kept.iterdir()}
    none_is_left(workspace)
    assert owners(workspace.root) == {USER}


def test_its_record_can_be_verified_in_a_container(workspace: Own) -> None:
    found = max((workspace.root / "runs").iterdir())
    done = workspace.make("verify", RECORD=found)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "CONSISTENT as far as can be told" in done.stdout  # this workspace has no history
    forged = json.loads((found / "record.json").read_text(encoding="utf-8"))
    forged["verdict"]["hip"] = "PROVED"
    (found / "record.json").write_text(json.dumps(forged), encoding="utf-8")
    assert "Error 1" in workspace.make("verify", RECORD=found).stderr
    (found / "record.json").write_text("{}", encoding="utf-8")
    refused = workspace.make("verify", RECORD=found)
    assert "✗ record-invalid: " in refused.stderr
    assert len([line for line in refused.stderr.splitlines() if not line.startswith("make")]) == 2
    assert not list((workspace.root / ".lab/home").glob("verify-*"))
    none_is_left(workspace)


def test_the_action_checks_another_repository_s_copy_in_a_container(workspace: Own) -> None:
    home = workspace.root.parent
    action, theirs = home / "_actions/owner/lab/0123", home / "their repository"
    commit = archive(workspace.root, action)
    (theirs / "notebooks").mkdir(parents=True)
    shutil.copyfile(action / "labs/01_training_flow.ja.ipynb", theirs / "notebooks/theirs.ipynb")
    for path in (home / "_actions", *(home / "_actions").rglob("*"), theirs, *theirs.rglob("*")):
        os.chown(path, USER, USER)
    said = yaml.safe_load((action / ".github/actions/check/action.yml").read_text(encoding="utf-8"))
    ran = runner(workspace, GITHUB_ACTION_PATH=str(action / ".github/actions/check"))
    ran.workspace = theirs
    ran.context |= {f"inputs.{name}": value["default"] for name, value in said["inputs"].items()}
    ran.context |= {"inputs.backend": "cpu", "inputs.notebook": "notebooks/theirs.ipynb"}
    done = ran.run(said["runs"]["steps"])
    Contained(action).remove()
    assert [one.status for one in done] == [0, 0, 0, 0, 0], [one.said for one in done if one.status]
    outputs = {name: ran.value(value["value"][4:-3]) for name, value in said["outputs"].items()}
    assert (outputs["verdict"], outputs["hip"], outputs["ran-on"]) == ("PASS", "NOT PROVED", "cpu")
    record = json.loads(Path(outputs["record"]).read_text(encoding="utf-8"))
    assert (record["commit"], record["dirty"]) == (commit, None)
    assert docker("ps", "--all", "--quiet", "--filter", f"name={Contained(action).project}").stdout == ""
