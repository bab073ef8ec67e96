"""Which bundle of runs/ a fleet gets: the newest of this very checkout."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cli.settings import Settings, parse, read_settings
from cli.speech import LabError
from images.bases import CPU
from images.image import reference
from workshop.bundle import CHECKOUT, IMAGE, README, Bundle, read, write_sums
from workshop.bundle_load import require_checkout
from workshop.fleet import bundle as of_fleet

COMMIT = 40 * "a"


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of bundles, of a checkout that is as its commit."""
    monkeypatch.setattr(of_fleet, "RUNS", tmp_path)
    monkeypatch.setattr(of_fleet, "revision", lambda: COMMIT)
    return tmp_path


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("LAB_BUNDLE", raising=False)
    return read_settings()


def put(runs: Path, name: str, age: int, **other: Any) -> Path:
    """A bundle that says what it is, of two empty files."""
    folder, named, ids = runs / f"rocm-lab-{name}", reference(CPU.reference, rocm=False), (f"sha256:{64 * 'b'}",)
    found = Bundle(folder, named, ids, "linux/amd64", 1000, CPU.reference, rocm=False, gfx=(), commit=COMMIT)
    folder.mkdir()
    (folder / README).write_text(replace(found, **other).readme(), encoding="utf-8")
    for file in (IMAGE, CHECKOUT):
        (folder / file).touch()
    write_sums(folder)
    os.utime(folder, (1_000_000 - age, 1_000_000 - age))
    return folder


def test_the_newest_of_this_commit(runs: Path, settings: Settings) -> None:
    put(runs, "a", age=9)
    good = put(runs, "b", age=5)
    put(runs, "c", age=1, commit=40 * "c")
    put(runs, "d", age=0, reference="rocm-lab:000000000000")
    assert of_fleet.choose_bundle(settings) == good


def test_a_newer_one_that_is_broken_is_passed_over(runs: Path, settings: Settings) -> None:
    good = put(runs, "good", age=5)
    (put(runs, "cut", age=1) / IMAGE).unlink()
    (put(runs, "other", age=1) / README).write_text("an older form")
    (runs / "rocm-lab-file").touch()
    assert of_fleet.choose_bundle(settings) == good


def test_where_none_is_good_one_is_asked_for(runs: Path, settings: Settings) -> None:
    (runs / "rocm-lab-other").mkdir()
    with pytest.raises(LabError) as raised:
        of_fleet.choose_bundle(settings)
    assert raised.value.code == "fleet-no-bundle"


GFX = ("gfx1201", "gfx942")
WHEELS = {"rocm": True, "gfx": GFX, "reference": reference(CPU.reference, True, GFX)}


def test_one_with_amd_s_wheels_is_of_this_checkout_too(runs: Path, settings: Settings) -> None:
    put(runs, "a", age=9)
    good = put(runs, "b", age=5, **WHEELS)
    assert of_fleet.choose_bundle(settings) == good
    assert read(good).gfx == GFX
    assert "make lab BASE=wheels GFX=gfx1201,gfx942\n" in (good / README).read_text()


def test_the_machines_of_a_fleet_are_told_to_use_it(runs: Path, settings: Settings) -> None:
    told = of_fleet.lab_settings(settings, of_fleet.Given(read(put(runs, "a", age=0, **WHEELS)), {}))
    assert {name: told.get(name) for name in ("LAB_BACKEND", "LAB_BASE", "LAB_GFX", "LAB_BASE_IMAGE")} == {
        "LAB_BACKEND": "hip", "LAB_BASE": "wheels", "LAB_GFX": "gfx1201,gfx942", "LAB_BASE_IMAGE": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "more", "code"),
    [
        ({"LAB_BASE": "wheels", "LAB_GFX": "gfx942,gfx1201"}, WHEELS, None),
        ({}, WHEELS, "bundle-other-wheels"),
        ({"LAB_BASE": "wheels", "LAB_GFX": "gfx942"}, WHEELS, "bundle-other-wheels"),
        ({"LAB_BASE": "wheels", "LAB_GFX": "gfx942"}, {}, "bundle-other-wheels"),
        ({}, {}, None),
        ({"LAB_BASE_IMAGE": "python:mine"}, {}, "bundle-other-base"),
    ],
)
def test_a_checkout_that_would_use_another_image_is_refused(
    runs: Path, asked: dict[str, str], more: dict[str, Any], code: str | None
) -> None:
    bundle = read(put(runs, "a", age=0, **more))
    try:
        require_checkout(bundle, parse(asked))
        found = None
    except LabError as refused:
        found = refused.code
    assert found == code
