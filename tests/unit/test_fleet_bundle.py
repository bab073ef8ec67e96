"""Which bundle of runs/ a fleet gets: the newest that is whole and of this very checkout."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from host.bases import CPU
from host.bundle.form import (
    FACTS,
    FACTS_SIZE,
    FILES,
    IMAGE,
    SUMMED,
    SUMS,
    SUMS_SIZE,
    Bundle,
    PackedImage,
    facts_text,
    header,
    padding,
    sums_text,
)  # fmt: skip
from host.errors import LabError
from host.fleet import bundle as of_fleet
from host.image import reference
from host.settings import Settings, read_settings

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
    """A bundle whose head is right, and whose image is a hole of the right size."""
    image = PackedImage(reference(CPU.reference, rocm=False), "sha256:" + 64 * "b", 1000, CPU.reference, rocm=False)
    found = replace(Bundle("2026-11-23T15:55:54Z", COMMIT, image, {FILES: 10, IMAGE: 5000}), **other)
    facts = facts_text(found)
    sums = sums_text({member: hashlib.sha256(facts).hexdigest() for member in SUMMED})
    path = runs / name
    with path.open("wb") as file:
        file.write(header(FACTS, FACTS_SIZE, 0) + facts)
        file.write(header(SUMS, SUMS_SIZE, 0) + sums + bytes(padding(SUMS_SIZE)))
        file.truncate(found.size)
    os.utime(path, (1_000_000 - age, 1_000_000 - age))
    return path


def test_the_newest_of_this_commit(runs: Path, settings: Settings) -> None:
    put(runs, "a.bundle.tar", age=9)
    good = put(runs, "b.bundle.tar", age=5)
    put(runs, "c.bundle.tar", age=1, commit=40 * "c")
    assert of_fleet.choose_bundle(settings) == good


@pytest.mark.parametrize("content", [b"", b"an older form" * 500])
def test_a_newer_file_that_is_no_bundle_is_passed_over(runs: Path, settings: Settings, content: bytes) -> None:
    good = put(runs, "good.bundle.tar", age=5)
    (runs / "other.bundle.tar").write_bytes(content)
    (runs / "folder.bundle.tar").mkdir()
    assert of_fleet.choose_bundle(settings) == good


def test_a_newer_one_that_was_cut_off_is_passed_over(runs: Path, settings: Settings) -> None:
    good = put(runs, "good.bundle.tar", age=5)
    cut = put(runs, "cut.bundle.tar", age=1)
    os.truncate(cut, cut.stat().st_size - 1)
    os.utime(cut)
    assert of_fleet.choose_bundle(settings) == good


def test_where_none_is_good_one_is_asked_for(runs: Path, settings: Settings) -> None:
    (runs / "other.bundle.tar").write_bytes(b"")
    with pytest.raises(LabError) as raised:
        of_fleet.choose_bundle(settings)
    assert raised.value.code == "fleet-no-bundle"
