"""Two checkouts: one as cloned, one with its environment; and one whole check."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from judge.verify import Beside
from native.checkout import Checkout, give_environment, make_checkout
from native.forging import Record


@pytest.fixture
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """A fresh clone, in which nothing has been installed."""
    checkout = make_checkout(tmp_path_factory.mktemp("bare") / "Lab ü 2")
    yield checkout
    assert checkout.processes() == []


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """A clone with its environment; tests/setup makes one from nothing."""
    checkout = make_checkout(tmp_path_factory.mktemp("ready") / "Lab ü 1")
    give_environment(checkout)
    yield checkout
    checkout.make("stop")
    assert checkout.processes() == []


@pytest.fixture(scope="session")
def checked(ready: Checkout) -> subprocess.CompletedProcess[str]:
    """The plain `make check` of this machine, on the CPU, in a clone that has its one commit."""
    git = ["git", "-c", "user.name=me", "-c", "user.email=me@localhost"]
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "cloned"]):
        subprocess.run([*git, *arguments], cwd=ready.root, check=True)
    done = ready.make("check", BACKEND="cpu")
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="session")
def whole(ready: Checkout, checked: subprocess.CompletedProcess[str]) -> Path:
    """The folder that this check left."""
    found = ready.root / next(line for line in checked.stdout.splitlines() if line.startswith("Record: "))[8:]
    assert (found / "record.json").is_file()
    return found


@pytest.fixture(scope="session")
def real(whole: Path) -> Record:
    found: Record = json.loads((whole / "record.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def beside(ready: Checkout, whole: Path) -> Beside:
    """What is known apart from the record, as the verb finds it."""
    notebooks = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in (ready.root / "labs").glob("*.ipynb")}
    return Beside(notebooks, None, {f.name: f.read_text() for f in whole.glob("*.trace.json")})
