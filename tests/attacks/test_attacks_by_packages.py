"""A package that is not the one that was locked is not installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cli.speech import LabError
from native.wheels import locked, make_wheel
from session import environment


def test_another_file_under_a_locked_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "LOG", tmp_path / "setup.log")
    python = tmp_path / "venv/bin/python"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    lock = tmp_path / "lock"
    lock.write_text(locked(make_wheel(tmp_path / "wheels", "gift", "1.0")))
    options = ("--no-index", "--find-links", str(tmp_path / "wheels"), "--require-hashes", "-r", str(lock))
    make_wheel(tmp_path / "wheels", "gift", "1.0", {"gift.py": "raise SystemExit('obeyed')"})
    with pytest.raises(LabError) as refused:
        environment.install(python, Path(sys.executable), *options)
    assert refused.value.code == "hash-mismatch"
    assert not list(tmp_path.glob("venv/lib/*/site-packages/gift*"))
    make_wheel(tmp_path / "wheels", "gift", "1.0")
    lock.write_text(locked(tmp_path / "wheels/gift-1.0-py3-none-any.whl"))
    environment.install(python, Path(sys.executable), *options)
    assert list(tmp_path.glob("venv/lib/*/site-packages/gift.py"))
