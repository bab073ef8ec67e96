"""What the fleet remembers of an engine that it had to wake."""

from __future__ import annotations

import pytest

pytest.importorskip("ansible")

from lab_units import resting


def unit(name: str, load: str, active: str, file: str) -> str:
    return f"Id={name}\nLoadState={load}\nActiveState={active}\nUnitFileState={file}\n"


def test_an_engine_that_runs_with_the_machine_is_left_so() -> None:
    shown = "\n".join(unit(f"{name}.service", "loaded", "active", "enabled") for name in ("docker", "containerd"))
    assert resting(shown) == {"stopped": [], "disabled": []}


def test_what_rested_is_remembered() -> None:
    shown = "\n".join(
        [
            unit("docker.socket", "loaded", "inactive", "enabled"),
            unit("docker.service", "loaded", "failed", "disabled"),
            unit("containerd.service", "loaded", "active", "disabled"),
        ]
    )
    assert resting(shown) == {"stopped": ["docker.socket", "docker.service"], "disabled": ["docker.service"]}


@pytest.mark.parametrize("shown", ["", unit("docker.service", "not-found", "inactive", "")])
def test_where_there_is_no_engine_nothing_is(shown: str) -> None:
    assert resting(shown) == {"stopped": [], "disabled": []}
