"""What a workflow may do here: held for every file under .github, so that a new one is held to it, too."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from images.wheels import wheels
from native.workflow import Runner

ROOT = Path(__file__).resolve().parents[3]
GITHUB = ROOT / ".github"
ACTION = GITHUB / "actions/check/action.yml"
Step = dict[str, Any]
Workflow = dict[Any, Any]  # YAML 1.1 reads the name "on" as True
READS, PUBLISHES = {"contents": "read"}, {"pages": "write", "id-token": "write"}
ATTESTS = {"id-token": "write", "attestations": "write"}
# What a tag may: whoever can set one may write to the repository in any case.
PUSHES, RELEASES = {**READS, "packages": "write", **ATTESTS}, {"contents": "write", "packages": "read", **ATTESTS}
OWN_CODE = "github.event.pull_request.head.repo.full_name == github.repository"


def load(path: Path) -> Workflow:
    found: Workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


WORKFLOWS = {path.name: load(path) for path in sorted((GITHUB / "workflows").glob("*.yml"))}
ON_OUR_MACHINES = ("rocm.yml", "rocm-inside.yml")


def jobs(workflow: Workflow) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from workflow["jobs"].items()


def broken(workflow: Workflow) -> set[str]:
    """The rules that a workflow breaks."""
    found = set[str]()
    triggers = workflow[True]
    if "pull_request_target" in triggers or "workflow_run" in triggers:
        found.add("runs a stranger's change with the owner's rights")
    if workflow.get("permissions") != {}:
        found.add("permissions for every job")
    for _, job in jobs(workflow):
        found |= set(_broken_job(job, triggers))
    return found


def _broken_job(job: dict[str, Any], triggers: dict[str, Any]) -> Iterator[str]:
    # What runs code of ours, or anybody's, may read; what may write to GitHub's pages does this one thing alone, and
    # images are for tags, and for who starts them by hand.
    alone = [step.get("uses", "").partition("@")[0] for step in job["steps"]] == ["actions/deploy-pages"]
    for_tags = set(triggers) == {"push", "workflow_dispatch"} and set(triggers["push"]) == {"tags"}
    allowed = [PUBLISHES] if alone else [READS, *([PUSHES, RELEASES] if for_tags else [])]
    if job.get("permissions") not in allowed:
        yield "a job's permissions"
    if not 0 < job.get("timeout-minutes", 0) <= 120:
        yield "no timeout"
    if "group" not in job.get("concurrency", {}):
        yield "no concurrency group"
    for step in job["steps"]:
        yield from _broken_step(step)
    if "self-hosted" in job["runs-on"]:
        guard = " ".join(str(job.get("if", "")).split())
        if "pull_request" in triggers and f"(github.event_name != 'pull_request' || {OWN_CODE})" not in guard:
            yield "open to forks"
        if job["concurrency"] != {"group": "rocm", "cancel-in-progress": False}:
            yield "two at a time on one machine"
        if "environment" not in job:
            yield "nobody asked"
        last = job["steps"][-1]
        if (last.get("if"), last.get("run")) != ("${{ always() }}", "python3 scripts/ci_clean_up.py"):
            yield "no clean-up"


def _broken_step(step: Step) -> Iterator[str]:
    uses = step.get("uses", "")
    if uses and not re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40}", uses):
        yield "an action by a name that can move"
    if uses.startswith("actions/checkout@") and step.get("with", {}).get("persist-credentials") is not False:
        yield "credentials left in the checkout"
    if "${{" in step.get("run", "") or "\n" in step.get("run", ""):
        yield "a program within the workflow"


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_rule_is_broken(name: str) -> None:
    assert broken(WORKFLOWS[name]) == set()


def steps(workflow: Workflow) -> list[Step]:
    return next(iter(workflow["jobs"].values()))["steps"]  # type: ignore[no-any-return]


def job(workflow: Workflow) -> dict[str, Any]:
    return next(iter(workflow["jobs"].values()))  # type: ignore[no-any-return]


BREAKS: dict[str, Callable[[Workflow], object]] = {
    "runs a stranger's change with the owner's rights": lambda w: w[True].update(pull_request_target=None),
    "permissions for every job": lambda w: w.update(permissions="write-all"),
    "a job's permissions": lambda w: job(w).update(permissions={"contents": "write"}),
    "no timeout": lambda w: job(w).pop("timeout-minutes"),
    "no concurrency group": lambda w: job(w)["concurrency"].pop("group"),
    "open to forks": lambda w: job(w).update({"if": "contains(vars.ROCM_RUNNER, 'host')"}),
    "two at a time on one machine": lambda w: job(w)["concurrency"].update({"cancel-in-progress": True}),
    "nobody asked": lambda w: job(w).pop("environment"),
    "no clean-up": lambda w: steps(w)[-1].pop("if"),
    "an action by a name that can move": lambda w: steps(w)[0].update(uses="actions/checkout@v6"),
    "credentials left in the checkout": lambda w: steps(w)[0].pop("with"),
    "a program within the workflow": lambda w: steps(w)[2].update(run="make doctor\nmake image"),
}


@pytest.mark.parametrize("rule", BREAKS)
def test_every_rule_can_be_broken(rule: str) -> None:
    changed = copy.deepcopy(WORKFLOWS["rocm.yml"])
    BREAKS[rule](changed)
    assert rule in broken(changed)


def test_what_may_publish_runs_nothing_else_and_what_runs_may_not_publish() -> None:
    more, made = copy.deepcopy(WORKFLOWS["pages.yml"]), copy.deepcopy(WORKFLOWS["pages.yml"])
    more["jobs"]["publish"]["steps"].append({"run": "make check"})
    made["jobs"]["make"]["permissions"] = PUBLISHES
    assert [broken(workflow) for workflow in (more, made)] == [{"a job's permissions"}] * 2


def test_what_pushes_images_does_so_for_a_tag_alone_and_the_release_is_a_tag_s() -> None:
    own = WORKFLOWS["images.yml"]
    for trigger in ({"branches": ["main"]}, {"tags": ["v*"], "branches": ["main"]}):
        changed = copy.deepcopy(own)
        changed[True]["push"] = trigger
        assert broken(changed) == {"a job's permissions"}
    assert own["jobs"]["bundle"]["if"] == "${{ startsWith(github.ref, 'refs/tags/') }}"
    assert own["jobs"]["bundle"]["needs"] == "image"


def test_images_are_made_for_gpus_that_amd_has_wheels_for_and_signed_in_for_once_they_are_built() -> None:
    made = WORKFLOWS["images.yml"]["jobs"]["image"]
    rows = [(row["backend"], row["base"], row["gfx"]) for row in made["strategy"]["matrix"]["include"]]
    assert rows[0] == ("cpu", "", "")
    assert all(row[:2] == ("hip", "wheels") and row[2] in wheels().sizes for row in rows[1:])
    runs = [step["run"] for step in made["steps"] if "run" in step]
    assert runs == ["make image", ".ci/sign-in", "python3 scripts/ci_publish.py"]
    # With a registry named, `make image` would take what it is to make.
    assert "LAB_IMAGE_REGISTRY" not in {**made["env"], **made["steps"][1].get("env", {})}


def test_what_is_published_are_the_pages_of_labs_that_passed_and_only_where_the_owner_wants_it() -> None:
    made, published = (WORKFLOWS["pages.yml"]["jobs"][name] for name in ("make", "publish"))
    runs = [(step["run"], "if" in step) for step in made["steps"] if step.get("run", "").startswith("make ")]
    assert runs == [("make check", False), ("make pages", False)]  # after a check that ended badly, no pages
    assert made["env"]["LAB_BACKEND"] == "cpu"
    assert made["if"] == "${{ vars.PAGES == 'on' }}"
    assert (made["steps"][-1]["with"], published["needs"]) == ({"path": "runs/pages"}, "make")


@pytest.mark.parametrize("name", ON_OUR_MACHINES)
def test_a_machine_with_a_gpu_is_asked_for_hip_and_keeps_what_was_found(name: str) -> None:
    own = job(WORKFLOWS[name])
    assert own["runs-on"] == ["self-hosted", name.removesuffix(".yml")]
    assert own["env"]["LAB_BACKEND"] == "hip"
    runs = [step["run"] for step in own["steps"] if "run" in step]
    expected = ["make doctor", "make image", "make check", "python3 scripts/ci_summary.py"]
    assert [run for run in runs if run in expected] == [e for e in expected if name == "rocm.yml" or "image" not in e]
    kept = next(step for step in own["steps"] if "upload-artifact" in step.get("uses", ""))
    assert (kept["if"].startswith("${{ always() &&"), kept["with"]["if-no-files-found"]) == (True, "error")


def test_the_variant_inside_a_container_differs_in_what_it_must_and_in_nothing_else() -> None:
    outside, inside = (copy.deepcopy(job(WORKFLOWS[name])) for name in ON_OUR_MACHINES)
    assert inside["env"].pop("LAB_PYTHON") == "${{ vars.ROCM_PYTHON || '/opt/venv/bin/python' }}"
    for own in (outside, inside):
        own["steps"] = [step for step in own["steps"] if step.get("run") != "make image"]
        for name in ("name", "timeout-minutes", "runs-on", "if"):
            own.pop(name)
        next(step for step in own["steps"] if "upload-artifact" in step.get("uses", ""))["with"].pop("name")
    assert outside == inside


RUN = [
    step["run"]
    for workflow in WORKFLOWS.values()
    for _, own in jobs(workflow)
    for step in own["steps"]
    if "run" in step
]


@pytest.mark.parametrize("command", sorted(set(RUN)))
def test_what_a_workflow_runs_is_a_verb_or_a_file_of_the_checkout(command: str) -> None:
    words = command.removeprefix("sudo ").split()
    if words[0] == "make":
        assert re.search(rf"^{words[1]}: ## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    else:
        assert (ROOT / (words[1] if words[0] == "python3" else words[0])).is_file()


def test_the_hosted_workflow_lints_tests_and_checks_in_a_container_on_the_cpu_base() -> None:
    own = WORKFLOWS["ci.yml"]["jobs"]
    assert {"make lint", "make test ALL=1", "make check", "sudo .ci/engine"} <= set(RUN)
    assert own["lint"]["env"] == {"REQUIRE_ACTIONLINT": "1"}
    steps = [step.get("run", "").removeprefix("sudo ") for step in own["tests"]["steps"]]
    ours = [line for line in (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines() if line.startswith(".ci/")]
    assert [step for step in steps if step.startswith(".ci/")] == ours  # what .ci/run prepares, this job prepares
    assert own["check"]["env"]["LAB_BACKEND"] == "cpu"
    assert own["check"]["env"]["LAB_MODE"] == "container"


def test_the_action_is_held_to_the_same_rules_and_finds_its_own_checkout() -> None:
    own = load(ACTION)
    for step in own["runs"]["steps"]:
        assert set(_broken_step(step)) == set()
        if script := re.search(r'"\$GITHUB_ACTION_PATH/([\w./]+)"', step.get("run", "")):
            assert (ACTION.parent / script[1]).resolve().is_file()
            assert step["shell"] == "bash"
    always = [step.get("if", "").startswith("${{ always()") for step in own["runs"]["steps"]]
    assert always == [False, False, True, True, True]
    assert "github.action_path" not in re.sub(r"#.*", "", ACTION.read_text(encoding="utf-8"))


def test_one_action_has_one_commit_everywhere_with_its_version_beside_it() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in GITHUB.rglob("*.yml"))
    used = set(re.findall(r"uses: (\S+)@(\S+) # (v\d+\.\d+\.\d+)$", text, re.MULTILINE))
    assert len(used) == len({name for name, _, _ in used}) == 5
    assert len(re.findall(r"^\s*(?:- )?uses:", text, re.MULTILINE)) == len(re.findall(r"@[0-9a-f]{40} # v", text))


@pytest.mark.parametrize(("given", "demanded"), [("", "hip"), ("hip", "hip"), ("cpu", "cpu"), ("auto", "auto")])
def test_a_backend_that_the_caller_left_empty_is_still_a_demand(tmp_path: Path, given: str, demanded: str) -> None:
    """As `backend: ${{ vars.BACKEND }}` is, where nobody set the variable: no default comes in its place."""
    runner = Runner(tmp_path, tmp_path / "temp", {}, {"inputs.backend": given})
    (check,) = (step for step in load(ACTION)["runs"]["steps"] if step["name"] == "Check")
    assert runner.filled(check["env"]["LAB_BACKEND"]) == demanded
