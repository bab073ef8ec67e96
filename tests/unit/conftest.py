"""What several of the tests without a machine need."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from unit.mischief import SOMEBODY


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """What verbs say is said in English."""
    monkeypatch.setenv("LAB_LANG", "en")


@pytest.fixture
def somebodys() -> Iterator[Path]:
    """A folder of an ordinary user's; pytest's own lets nobody else in."""
    made = Path(tempfile.mkdtemp(prefix="lab-"))
    if os.getuid() == 0:
        os.chown(made, SOMEBODY, SOMEBODY)
    yield made
    subprocess.run(["chmod", "-R", "u+rwX", str(made)], check=True)
    subprocess.run(["rm", "-rf", str(made)], check=True)
