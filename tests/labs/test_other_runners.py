"""The notebooks are ordinary ones: nbmake runs copies, as the learner has them, `jupyter execute` one in labs/.

That every lab runs where no judge is, the scripts show: they are the same code, to the byte (test_notebooks.py).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

LABS = Path(__file__).resolve().parents[2] / "labs"


def test_nbmake_runs_copies(tmp_path: Path) -> None:
    names = ("02_inference_flow.ja.ipynb", "05_under_the_hood.ja.ipynb")
    for name in names:
        shutil.copy(LABS / name, tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbmake", *names],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_jupyter_execute_runs_one_where_it_is_and_leaves_the_checkout_clean() -> None:
    before = git_status()
    command = [sys.executable, "-m", "jupyter", "execute", "01_training_flow.en.ipynb"]
    done = subprocess.run(command, cwd=LABS, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert git_status() == before


def git_status() -> str:
    return subprocess.run(["git", "status", "--porcelain"], cwd=LABS, capture_output=True, text=True, check=True).stdout
