"""The lock is good for every Python that the lab may meet: each package has a wheel for it, with a locked hash."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from native.checkout import PROJECT


@pytest.mark.parametrize("lock", sorted(lock.name for lock in (PROJECT / "docker").glob("*.lock")))
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_every_package_can_be_installed_by_hash(lock: str, version: str, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "install",
        "--dry-run",
        "--require-hashes",
        "--no-deps",
        "--only-binary",
        ":all:",
    ]
    command += ["--python-version", version, "--python-platform", "x86_64-manylinux_2_28", "--target", str(tmp_path)]
    done = subprocess.run([*command, "-r", str(PROJECT / "docker" / lock)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Would install" in done.stderr
