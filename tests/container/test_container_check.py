"""make check in a container: what it shows and leaves, how it ends, and that it can be ended."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from container.engine import Bases, Contained, docker, inspect, wait_until
from container.interrupting import ENDS, Verb, begin, nothing_runs
from container.terminal import at_a_terminal
from native.checkout import PROJECT, error_code
from native.running import start


@dataclass(frozen=True)
class Checked:
    """A check that has ended: its status, what it said, and its record."""

    status: int
    said: str
    record: dict[str, Any]
    images: tuple[str, ...] = ()  # the ids of those that its containers ran


@pytest.fixture(scope="module")
def checkout(new_checkout: Callable[..., Contained]) -> Contained:
    """A clone, with its one commit."""
    made = new_checkout("Lab ü check")
    git(made, "init", "--quiet")
    git(made, "add", "--all")
    git(made, "-c", "user.name=me", "-c", "user.email=me@localhost", "commit", "--quiet", "--message", "cloned")
    return made


@pytest.fixture(scope="module")
def whole(checkout: Contained) -> Checked:
    """The plain `make check`, during which a lab that was up is stopped."""
    start(checkout, "en", int(checkout.given["LAB_PORT"]))
    checking = begin(checkout, "check")
    checking.wait_for("01_training_flow")
    images = tuple(inspect(container)["Image"] for container in checkout.containers())
    assert checkout.make("stop").returncode == 0
    return replace(ended(checking), images=images)


def git(checkout: Contained, *arguments: str) -> str:
    command = ["git", "-C", str(checkout.root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def ended(checking: Verb) -> Checked:
    status = checking.wait(240)  # what else is at work here must not end it
    return Checked(status, "".join(checking.said), newest_record(checking.checkout))


def runs(checkout: Contained) -> set[str]:
    return {folder.name for folder in (checkout.root / "runs").iterdir()}


def newest_record(checkout: Contained) -> dict[str, Any]:
    """The last record, valid by the schema."""
    folder = checkout.root / "runs" / max(runs(checkout))
    found: dict[str, Any] = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    schema = PROJECT / "tests/judge/record.schema.json"
    jsonschema.validate(found, json.loads(schema.read_text(encoding="utf-8")))
    return found


def copy_of(checkout: Contained, name: str, old: str = "", new: str = "") -> Path:
    """A learner's copy of lab 01 in work/, in which `old` became `new`."""
    path = checkout.root / "work" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = (checkout.root / "labs/01_training_flow.en.ipynb").read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new) if old else text, encoding="utf-8")
    return path


def test_it_ends_in_a_line_a_lab_and_a_verdict_even_if_the_lab_is_stopped_meanwhile(whole: Checked) -> None:
    assert whole.status == 0, whole.said
    assert re.search(r"^✓ 05_under_the_hood +en ja  (\d+) of \1 claims hold", whole.said, re.MULTILINE)
    assert "labs PASS · HIP NOT PROVED: this ran on the CPU (condition 1, build:" in whole.said
    assert {lab["kernel"] for lab in whole.record["labs"]} == {"fork"}
    assert whole.record["verdict"]["labs"] == "PASS"
    assert whole.record["torch"]["executable"] == "/opt/lab/bin/python"


def test_the_record_names_the_image_and_the_commit(checkout: Contained, whole: Checked, bases: Bases) -> None:
    image = whole.record["image"]
    assert image["id"] in whole.images
    assert (image["digest"], image["base"], image["base_digest"], image["pinned"]) == (None, bases.cpu, None, False)
    assert (whole.record["commit"], whole.record["dirty"]) == (git(checkout, "rev-parse", "HEAD"), False)


def test_nothing_of_it_is_left_running_and_the_checkout_is_clean(checkout: Contained, whole: Checked) -> None:
    del whole
    assert nothing_runs(checkout)()
    assert git(checkout, "status", "--porcelain") == ""


@pytest.mark.parametrize("changed", ["labs/notes.txt", "labs/01_training_flow.py"])
def test_a_file_that_differs_from_the_commit_makes_the_record_dirty(
    checkout: Contained, whole: Checked, changed: str
) -> None:
    """A new file counts as much as a changed one: either may be in the image."""
    del whole
    file = checkout.root / changed
    before = file.read_bytes() if file.exists() else None
    file.write_bytes((before or b"") + b"# mine\n")
    asked = "import sys; sys.path[:0] = ['scripts']; from images.image import revision; print(revision())"
    said = subprocess.run(
        ["python3", "-c", asked], cwd=checkout.root, capture_output=True, text=True, check=True
    ).stdout
    file.unlink() if before is None else file.write_bytes(before)
    assert said == git(checkout, "rev-parse", "HEAD") + "-dirty\n"


def test_a_copy_is_judged_whatever_its_folder_and_name_and_left_as_it_is(checkout: Contained, whole: Checked) -> None:
    del whole
    copy = copy_of(checkout, "my folder ü/{my} copy's $x ü.ipynb")
    before = copy.read_bytes(), copy.stat().st_mtime_ns
    done = checkout.make("check", NOTEBOOK=copy)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (copy.read_bytes(), copy.stat().st_mtime_ns) == before
    assert [lab["notebook"] for lab in newest_record(checkout)["labs"]] == [copy.name]


def test_at_a_terminal_it_shows_how_far_it_is_and_a_lab_that_fails_fails(checkout: Contained, whole: Checked) -> None:
    del whole
    copy = copy_of(checkout, "slow.ipynb", "lr=0.1", "lr=0.01")
    status, shown = at_a_terminal(checkout, "check", NOTEBOOK=copy)
    assert status != 0
    assert "Error 1" in shown
    assert re.search(r"01_training_flow\.en  1/\d\d\r", shown)
    assert "learning rate: expected [0.1], found [0.01]" in shown


def test_a_demand_for_hip_is_not_met_by_a_machine_without_a_gpu(checkout: Contained) -> None:
    before = runs(checkout)
    assert error_code(checkout.make("check", BACKEND="hip")) == ("no-amd-gpu", 3)
    assert runs(checkout) == before


def test_a_container_that_cannot_start_is_no_lab_that_fails(checkout: Contained, tmp_path: Path) -> None:
    """Compose ends with 1 as well; without a record that is no verdict."""
    before = runs(checkout)
    broken = tmp_path / "docker"
    real = docker_path()
    broken.write_text(
        f'#!/bin/sh\ncase "$*" in *" run "*) echo "no such device" >&2; exit 1;; esac\nexec {real} "$@"\n'
    )
    broken.chmod(0o755)
    environ = checkout.environ()
    done = checkout.make("check", {**environ, "PATH": f"{tmp_path}:{environ['PATH']}"})
    assert error_code(done) == ("container-failed", 4)
    assert "no such device" in done.stderr
    assert runs(checkout) == before


def docker_path() -> str:
    return subprocess.run(["sh", "-c", "command -v docker"], capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("end", ENDS)
def test_it_can_be_ended_within_5_seconds_and_leaves_nothing(
    checkout: Contained, whole: Checked, end: signal.Signals
) -> None:
    del whole
    before = runs(checkout)
    copy = copy_of(checkout, "endless.ipynb", "model.train()\\n", "while True: pass\\n")
    checking = begin(checkout, "check", NOTEBOOK=copy)
    wait_until(lambda: has_kernel(checking), 120, "a kernel")
    time.sleep(1)
    started = time.monotonic()
    assert checking.end(end) != 0
    wait_until(nothing_runs(checkout), 1, "nothing left")
    assert time.monotonic() - started < 5
    assert "✗ interrupted: " in "".join(checking.said)
    assert "Traceback" not in "".join(checking.said)
    assert runs(checkout) == before


def has_kernel(checking: Verb) -> bool:
    assert checking.process.poll() is None, "".join(checking.said)
    return what_runs_in(checking.checkout).count("keeper.py") > 1  # the keeper, and what it forked


def what_runs_in(checkout: Contained) -> str:
    return "".join(docker("top", container).stdout for container in checkout.containers())
