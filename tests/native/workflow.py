"""Runs the steps of a workflow or of an action as a runner would: in their order, with their environment and files.

Of the expressions it knows what these workflows use; a step that calls somebody else's action is only looked at.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from native.checkout import PROJECT

Step = dict[str, Any]
EXPRESSION = re.compile(r"\$\{\{ (.*?) \}\}")


@dataclass
class Done:
    """What became of a step: None where it was passed over, else its status; and what it said."""

    name: str
    status: int | None
    said: str = ""
    given: dict[str, str] = field(default_factory=dict)  # to another's action


@dataclass
class Runner:
    """A runner's workspace, its own environment, the files it gives a step, and how it starts a shell."""

    workspace: Path
    temp: Path
    environ: Mapping[str, str]
    context: dict[str, str] = field(default_factory=dict)
    as_user: Callable[[list[str]], list[str]] = lambda command: command

    def __post_init__(self) -> None:
        self.temp.mkdir(exist_ok=True)
        self.temp.chmod(0o755)
        for name in ("summary", "output", "env"):
            (self.temp / name).touch()
            (self.temp / name).chmod(0o666)

    @property
    def summary(self) -> str:
        return (self.temp / "summary").read_text(encoding="utf-8")

    def run(self, steps: list[Step], environ: Mapping[str, str] | None = None) -> list[Done]:
        """Every step; after one that failed, those alone that say always()."""
        done: list[Done] = []
        for step in steps:
            failed = any(one.status for one in done)
            condition = step.get("if", "")
            asked = EXPRESSION.fullmatch(condition) if condition else None
            wanted = self.holds(asked[1]) if asked else True
            if not wanted or (failed and "always()" not in condition):
                done.append(Done(step["name"], None))
            elif "uses" in step:
                given = {name: self.filled(value) for name, value in step.get("with", {}).items()}
                done.append(Done(step["name"], 0, step["uses"], given))
            else:
                done.append(self.step(step, environ or {}))
        return done

    def step(self, step: Step, environ: Mapping[str, str]) -> Done:
        before = len((self.temp / "output").read_text())
        options = ["--noprofile", "--norc", "-eo", "pipefail"] if step.get("shell") == "bash" else ["-e"]
        own = {name: self.filled(value) for name, value in {**environ, **step.get("env", {})}.items()}
        files = {f"GITHUB_{name.upper()}": str(self.temp / name) for name in ("output", "env")}
        files["GITHUB_STEP_SUMMARY"] = str(self.temp / "summary")
        mine = {"CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(self.workspace)}
        mine["RUNNER_TEMP"] = str(self.temp)
        done = subprocess.run(
            self.as_user(["bash", *options, "-c", self.filled(step["run"])]),
            cwd=self.workspace,
            env={**self.environ, **mine, **files, **own},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=500,
        )
        for line in (self.temp / "output").read_text()[before:].splitlines():
            name, _, value = line.partition("=")
            self.context[f"steps.{step.get('id')}.outputs.{name}"] = value
        return Done(step["name"], done.returncode, done.stdout)

    def filled(self, value: object) -> str:
        return EXPRESSION.sub(lambda found: self.value(found[1]), str(value))

    def value(self, expression: str) -> str:
        """A name of the context, a literal, or the first of several that is not empty."""
        for part in expression.split(" || "):
            found = part[1:-1] if part.startswith("'") else self.context.get(part, "")
            if found:
                return found
        return ""

    def holds(self, expression: str) -> bool:
        """always(), and names that must not be empty."""
        parts = [part for part in expression.split(" && ") if part != "always()"]
        assert all(part.endswith(" != ''") for part in parts), expression
        return all(self.value(part.removesuffix(" != ''")) for part in parts)


def job(workflow: str, name: str = "check") -> tuple[list[Step], dict[str, str]]:
    """The steps and the environment of one job."""
    found = yaml.safe_load((PROJECT / ".github/workflows" / workflow).read_text(encoding="utf-8"))["jobs"][name]
    return found["steps"], found.get("env", {})


def runner_environ() -> dict[str, str]:
    """The environment of this machine without the project's own settings and those of an outer make."""
    kept = ("LAB_", "MAKE", "MFLAGS", "PYTHONPATH", "PYTEST", "GITHUB_")
    return {name: value for name, value in os.environ.items() if not name.startswith(kept)}


def archive(checkout: Path, folder: Path) -> str:
    """What a runner downloads of an action: the commit's files without its history; the commit."""
    git = ["git", "-c", "user.name=me", "-c", "user.email=me@localhost", "-c", f"safe.directory={checkout}"]
    if not (checkout / ".git").exists():
        for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "cloned"]):
            subprocess.run([*git, *arguments], cwd=checkout, check=True)
    folder.mkdir(parents=True)
    packed = subprocess.run([*git, "archive", "HEAD"], cwd=checkout, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed, check=True)
    said = subprocess.run([*git, "rev-parse", "HEAD"], cwd=checkout, check=True, capture_output=True, text=True)
    return said.stdout.strip()
