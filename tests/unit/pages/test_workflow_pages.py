"""What stands beside the workflows: the runner's pages, what Dependabot reads, and lint that finds what is wrong."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from images.bases import CPU, ROCM, ROCM_SMALLER
from project.write_pins import PINS, pins
from unit.pages.test_workflow_rules import ACTION, GITHUB, ON_OUR_MACHINES, ROOT, WORKFLOWS, job, load

PAGES = {name: (GITHUB / "workflows" / name).read_text(encoding="utf-8") for name in ("README.md", "README.ja.md")}


@pytest.mark.parametrize("page", PAGES)
def test_the_runner_s_page_names_every_workflow_label_variable_input_and_output(page: str) -> None:
    text, own = PAGES[page], load(ACTION)
    labels = {label for name in ON_OUR_MACHINES for label in job(WORKFLOWS[name])["runs-on"]}
    variables = {
        v for path in GITHUB.rglob("*.yml") for v in re.findall(r"vars\.(\w+)", path.read_text(encoding="utf-8"))
    }
    assert [name for name in [*WORKFLOWS, *variables, *own["inputs"], *own["outputs"]] if f"`{name}`" not in text] == []
    assert all(label in text for label in labels)
    assert "`/opt/venv/bin/python`" in text


@pytest.mark.parametrize("page", PAGES)
def test_the_three_lines_of_the_page_are_a_step_that_the_action_understands(page: str) -> None:
    lines = re.search(r"```yaml\n(.*?)```", PAGES[page], re.DOTALL)
    assert lines
    (step,) = yaml.safe_load(lines[1])
    assert len(lines[1].splitlines()) == 3
    assert step["uses"].endswith("/.github/actions/check@<commit>")
    assert set(step["with"]) <= set(load(ACTION)["inputs"])


def test_both_pages_have_the_same_parts() -> None:
    shapes = {
        re.sub(r"[^#|\n]", "", re.sub(r"```.*?```", "", text, flags=re.DOTALL)).count("#") for text in PAGES.values()
    }
    rows = {len(re.findall(r"^\|", text, re.MULTILINE)) for text in PAGES.values()}
    assert len(shapes) == len(rows) == 1
    for text in PAGES.values():
        for path in re.findall(r"\]\(([\w./]+)\)", text):
            assert (GITHUB / "workflows" / path).exists()


def pinned_in_the_tree(files: list[str]) -> dict[str, set[str]]:
    """The folders in which Dependabot finds something to read, by the ecosystem that reads it."""
    found: dict[str, set[str]] = {}
    for file in files:
        path = ROOT / file
        text = path.read_text(encoding="utf-8") if path.suffix in ("", ".json", ".yaml", ".yml", ".Dockerfile") else ""
        reads = {
            "github-actions": re.fullmatch(r"\.github/(workflows/.+\.yml|actions/.+/action\.yml)", file),
            "npm": path.name == "package-lock.json",
            # A base that is an argument is held to .github/pins by a test.
            "docker": "Dockerfile" in path.name and re.search(r"^FROM (?!\$|scratch)\S+@", text, re.MULTILINE),
            "pip": re.fullmatch(r"requirements.*\.txt", path.name),
            "gomod": path.name == "go.mod",
            "cargo": path.name == "Cargo.lock",
            "docker-compose": "compose" in path.name and re.search(r"^ +image: *[^$ ]+:[^$ ]+$", text, re.MULTILINE),
            "devcontainers": path.name == "devcontainer.json" and '"features"' in text,
            "pre-commit": path.name == ".pre-commit-config.yaml" and "repo: http" in text,
        }
        folder = "/" if file.startswith(".github/workflows/") else f"/{path.parent.relative_to(ROOT).as_posix()}"
        for ecosystem in (name for name, does in reads.items() if does):
            found.setdefault(ecosystem, set()).add(folder)
    return found


def test_dependabot_is_told_of_every_pin_in_the_tree_that_it_can_read() -> None:
    listed = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listed, capture_output=True, text=True, check=True).stdout.splitlines()
    updates = load(GITHUB / "dependabot.yml")["updates"]
    told = {u["package-ecosystem"]: set(u.get("directories", [u.get("directory")])) for u in updates}
    told["github-actions"].remove("/.github/actions/*")
    told["github-actions"] |= {f"/.github/actions/{path.name}" for path in (GITHUB / "actions").iterdir()}
    assert told == pinned_in_the_tree([file for file in files if (ROOT / file).is_file()])
    assert all(update["cooldown"]["default-days"] >= 7 and update["groups"] for update in updates)


def test_what_dependabot_reads_is_what_is_used() -> None:
    dockerfile = (GITHUB / "pins/Dockerfile").read_text(encoding="utf-8")
    read = re.findall(r"^FROM (\S+) AS ", dockerfile, re.MULTILINE)
    assert read == [base.reference for base in (ROCM, ROCM_SMALLER, CPU)]
    assert PINS.read_text(encoding="utf-8") == pins(), "run make lock"


@pytest.mark.parametrize("tool", ["actionlint", "zizmor"])
def test_lint_finds_what_is_wrong_with_a_workflow(tool: str, tmp_path: Path) -> None:
    """Each tool finds something of its own in a broken copy, and nothing in ours."""
    wrong = {"actionlint": ("runs-on: [self-hosted, rocm]", "runs-on: [self-hosted, rcom]"),
             "zizmor": ("  pull_request:\n", "  pull_request_target:\n")}[tool]  # fmt: skip
    project = tmp_path / "project"
    for path in (p for p in GITHUB.rglob("*") if p.is_file()):
        copied = project / path.relative_to(ROOT)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes(path.read_bytes())
    (project / ".git").mkdir()
    lint = [sys.executable, str(ROOT / "scripts/project/lint_workflows.py")]
    assert subprocess.run(lint, cwd=project, capture_output=True).returncode == 0
    rocm = project / ".github/workflows/rocm.yml"
    rocm.write_text(rocm.read_text(encoding="utf-8").replace(*wrong), encoding="utf-8")
    done = subprocess.run(lint, cwd=project, capture_output=True, text=True)
    assert done.returncode == 1
    assert {"actionlint": "rcom", "zizmor": "dangerous-triggers"}[tool] in done.stdout + done.stderr
