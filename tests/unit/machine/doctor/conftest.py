"""What the tests of doctor share."""

from __future__ import annotations

from pathlib import Path

import pytest

from unit.machine.doctor.hosts import Host


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    monkeypatch.setattr(
        "machine.look._docker", lambda *_: None
    )  # the engine of the machine of the test has no part in it
    return Host(tmp_path)
