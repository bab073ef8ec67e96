"""The notebooks are ordinary ones: `jupyter execute` runs them in labs/, nbmake as copies, as the learner has them.

The one runs the English, the other the Japanese: their code is the same to the byte (test_notebooks.py).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

LABS = Path(__file__).resolve().parents[2] / "labs"
ENGLISH, JAPANESE = (sorted(notebook.name for notebook in LABS.glob(f"*.{lang}.ipynb")) for lang in ("en", "ja"))


def test_nbmake_runs_copies_of_them(tmp_path: Path) -> None:
    for name in JAPANESE:
        shutil.copy(LABS / name, tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbmake", *JAPANESE],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert f"{len(JAPANESE)} passed" in done.stdout, done.stdout


def test_jupyter_execute_runs_them_where_they_are_and_leaves_the_checkout_clean() -> None:
    before = git_status()
    done = subprocess.run(
        [sys.executable, "-m", "jupyter", "execute", *ENGLISH], cwd=LABS, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    (LABS / "training_step.trace.json").unlink()  # lab 05 leaves it beside the notebook
    assert git_status() == before


def git_status() -> str:
    return subprocess.run(["git", "status", "--porcelain"], cwd=LABS, capture_output=True, text=True, check=True).stdout
