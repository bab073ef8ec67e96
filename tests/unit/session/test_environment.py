"""Which PyTorch the native environment gets where it has to be made anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from images.wheels import wheels
from session import environment


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The GPUs for which AMD's wheels were put in, one entry each time that it was made."""
    times: list[tuple[str, ...]] = []

    def make(_folder: Path, _base: object, *, own_torch: bool, gfx: tuple[str, ...]) -> None:
        assert own_torch
        times.append(tuple(gfx))
        (tmp_path / "wheels.json").write_text(json.dumps({"gfx": gfx}))
        put = tmp_path / f"lib/python3.12/site-packages/torch-{wheels().torch}.dist-info"
        put.mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr(environment, "LAB_STATE", tmp_path)
    monkeypatch.setattr(environment, "_make", make)
    return times


def test_wheels_that_are_there_are_kept_until_others_are_asked_for(made: list[tuple[str, ...]], tmp_path: Path) -> None:
    environment.environment(None, gfx=("gfx1201", "gfx942"))
    environment.environment(None, gfx=("gfx942",))
    environment.environment(None)
    assert made == [("gfx1201", "gfx942")]
    (tmp_path / "lab-ready").write_text("made from another lock")
    environment.environment(None)
    assert made == [("gfx1201", "gfx942")] * 2
    environment.environment(None, gfx=("gfx1100",))
    assert made[2:] == [("gfx1100",)]
