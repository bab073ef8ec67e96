"""The notebooks are ordinary ones: nbmake and `jupyter execute` run them, from labs/ and from the learner's work/."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LABS = Path(__file__).resolve().parents[2] / "labs"
NAMES = sorted(notebook.name for notebook in LABS.glob("*.ipynb"))


@pytest.fixture(params=["labs", "work"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """labs/ itself, or copies elsewhere, as the learner has them."""
    if request.param == "labs":
        return LABS
    for name in NAMES:
        shutil.copy(LABS / name, tmp_path)
    return tmp_path


def test_nbmake_runs_them(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbmake", *NAMES],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert f"{len(NAMES)} passed" in done.stdout, done.stdout


def test_jupyter_execute_runs_them(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jupyter", "execute", *NAMES], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
