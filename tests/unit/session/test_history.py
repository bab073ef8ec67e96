"""What is known of a record's commit where there is no git: what the bundle said, of its own commit alone."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from images import unpacked
from native.checkout import make_checkout

COMMIT = 40 * "a"
ASK = """
import json, sys
from session.verifying import notebooks_at, rules_beside
print(json.dumps([*notebooks_at(sys.argv[1]), rules_beside(sys.argv[1])]))
"""


@pytest.fixture
def venue(tmp_path: Path) -> Path:
    """A checkout as `make load` leaves it."""
    root = make_checkout(tmp_path / "venue ü").root
    files = [path for path in root.rglob("*") if path.is_file()]
    sums = {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    (root / ".lab").mkdir()
    unpacked.note(root, COMMIT, sums)
    return root


def asked(venue: Path, commit: str = COMMIT) -> Any:
    command = [sys.executable, "-B", "-c", ASK, commit]
    return json.loads(subprocess.run(command, cwd=venue / "scripts", capture_output=True, text=True, check=True).stdout)


def test_of_its_own_commit_it_knows_the_notebooks_and_the_rules(venue: Path) -> None:
    notebooks, unknown, rules = asked(venue)
    here = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (venue / "labs").glob("*.ipynb")}
    assert (notebooks, unknown) == (here, None)
    assert rules == {"commit": COMMIT, "dirty": False, "same": True}


def test_a_notebook_that_was_changed_since_does_not_change_what_the_bundle_said(venue: Path) -> None:
    before = asked(venue)[0]
    (venue / "labs/01_training_flow.en.ipynb").write_text("{}")
    notebooks, _, rules = asked(venue)
    assert notebooks == before
    assert (rules["dirty"], rules["same"]) == (True, None)


def test_of_another_commit_it_knows_nothing(venue: Path) -> None:
    notebooks, unknown, rules = asked(venue, 40 * "b")
    assert (notebooks, unknown, rules["same"]) == ({}, "no-git", None)
