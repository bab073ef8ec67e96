"""Which bundle of runs/ a fleet gets: the newest of this very checkout."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from cli.settings import Settings, read_settings
from cli.speech import LabError
from images.bases import CPU
from images.image import reference
from workshop.bundle import CHECKOUT, IMAGE, README, Bundle, write_sums
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


def put(runs: Path, name: str, age: int, **other: str) -> Path:
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
