"""What the tests of doctor share."""

from __future__ import annotations

from pathlib import Path

import pytest

from unit.machine.doctor.hosts import Host


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    # The engine of the machine of the test has no part in it.
    monkeypatch.setattr("machine.look.ask", lambda *_: (124, ""))
    return Host(tmp_path)
