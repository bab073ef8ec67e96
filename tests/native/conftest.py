"""A checkout as cloned, and what is to be read of the one whole check."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from judge.verify import Beside
from native.checkout import Checkout, make_checkout
from native.forging import Record


@pytest.fixture
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """A fresh clone, in which nothing has been installed."""
    checkout = make_checkout(tmp_path_factory.mktemp("bare") / "Lab ü 2")
    yield checkout
    assert checkout.processes() == []


@pytest.fixture(scope="session")
def real(whole: Path) -> Record:
    found: Record = json.loads((whole / "record.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def beside(ready: Checkout, whole: Path) -> Beside:
    """What is known apart from the record, as the verb finds it."""
    notebooks = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in (ready.root / "labs").glob("*.ipynb")}
    return Beside(notebooks, None, {f.name: f.read_text() for f in whole.glob("*.trace.json")})
