"""make bundle and make load, ended in their middle: no half of a file, and no image."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from container.bundles import Packing, altered, docker_first, image_id, remove_image, small_image
from container.engine import Contained, wait_until
from container.interrupting import ENDS, begin, nothing_runs


@pytest.mark.parametrize("end", ENDS)
def test_an_interrupted_make_bundle_leaves_nothing(packed: Packing, tmp_path: Path, end: signal.Signals) -> None:
    small_image(packed.reference)
    before = {file.name: file.read_bytes() for file in packed.path.iterdir()}
    slow = f'[ "$1" = save ] && {{ "$real" "$@" | head -c 1500000; touch {tmp_path}/begun; sleep 60; }}'
    checkout = docker_first(packed.checkout, tmp_path / "bin", slow)
    packing = begin(checkout, "bundle")
    wait_until((tmp_path / "begun").exists, 30, "begun")
    assert packing.end(end) != 0
    wait_until(nothing_runs(checkout), 5, "no process")
    assert "✗ interrupted: " in "".join(packing.said)
    assert {file.name: file.read_bytes() for file in packed.path.iterdir()} == before
    assert [file.name for file in packed.path.parent.iterdir()] == [packed.path.name]


@pytest.mark.parametrize(
    ("slow", "end"),
    [
        pytest.param('{ head -c 1500000; touch "$0.begun"; sleep 60; } | "$real" "$@"', signal.SIGINT, id="being read"),
        # An engine that has not answered yet.
        pytest.param('"$real" "$@"; touch "$0.begun"; sleep 3; exit 0', signal.SIGTERM, id="layers being written"),
    ],
)
def test_an_interrupted_make_load_leaves_nothing(
    gone: Packing, there: Contained, tmp_path: Path, slow: str, end: signal.Signals
) -> None:
    checkout = docker_first(there, tmp_path / "bin", f'[ "$1" = load ] && {{ {slow}; }}')
    loading = begin(checkout, "load", BUNDLE=gone.path)
    wait_until((tmp_path / "bin/docker.begun").exists, 30, "begun")
    assert loading.end(end) != 0
    wait_until(nothing_runs(checkout), 5, "no process")
    assert "✗ interrupted: " in "".join(loading.said)
    assert image_id(gone.reference) is None


def test_an_interrupted_load_gives_a_name_back_to_the_image_that_had_it(
    packed: Packing, there: Contained, tmp_path: Path
) -> None:
    before = small_image(packed.reference)
    slow = f'[ "$1" = load ] && {{ "$real" "$@"; touch {tmp_path}/begun; sleep 3; exit 0; }}'
    checkout = docker_first(there, tmp_path / "bin", slow)
    loading = begin(checkout, "load", BUNDLE=packed.path)
    wait_until((tmp_path / "begun").exists, 30, "begun")
    loading.end(signal.SIGINT)
    assert image_id(packed.reference) == before


def test_an_interrupted_load_takes_back_a_name_that_the_bundle_does_not_tell_of(
    gone: Packing, there: Contained, tmp_path: Path
) -> None:
    name = f"{gone.base.rpartition(':')[0]}-hidden:1"
    small_image(name)
    other = altered(gone.path, tmp_path / "other", image=name)
    remove_image(name)
    checkout = docker_first(
        there, tmp_path / "bin", '[ "$1" = load ] && { "$real" "$@"; touch "$0.begun"; sleep 3; exit; }'
    )
    loading = begin(checkout, "load", BUNDLE=other)
    wait_until((tmp_path / "bin/docker.begun").exists, 30, "begun")
    loading.end(signal.SIGINT)
    assert image_id(name) is None
