"""The native environment from nothing, after a set-up that was killed in the middle: it takes minutes, so once."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

from native.checkout import make_checkout


def test_a_set_up_that_was_killed_is_made_good_by_the_next_one(tmp_path: Path) -> None:
    checkout = make_checkout(tmp_path / "Lab ü 5")
    first = subprocess.Popen(
        checkout.command("check"),
        cwd=checkout.root,
        env=checkout.environ(),
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    while not (checkout.root / ".venv/lib").is_dir():
        assert first.poll() is None
        time.sleep(0.1)
    time.sleep(8)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    checkout.kill()
    assert not (checkout.root / ".venv/lab-ready").exists()
    done = checkout.make("check", NOTEBOOK="labs/01_training_flow.en.ipynb", BACKEND="cpu")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (checkout.root / ".venv/lab-ready").exists()
    assert "labs PASS" in done.stdout
    packages = checkout.root.glob(".venv/lib/*/site-packages")
    assert list(next(packages).glob("jupyterlab/__pycache__/labapp.*"))  # compiled, not used yet
    assert checkout.processes() == []
