"""The lab's own image, packed, carried to a machine without git, network or base, loaded and used."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from container.bundles import commit_all, image_id, remove_image, unpack
from container.engine import Bases, Contained, docker


def test_after_load_the_lab_is_checked_without_a_build_and_its_record_knows_the_commit(
    new_checkout: Callable[..., Contained], bases: Bases, tmp_path: Path
) -> None:
    base = f"localhost/carried-{uuid4().hex}:1"  # a name of its own: nobody else uses this image
    docker("tag", bases.cpu, base)
    at_home = new_checkout("Lab ü home", LAB_BASE_IMAGE=base)
    commit = commit_all(at_home.root)
    reference = at_home.image()
    packed = at_home.make("bundle")
    assert packed.returncode == 0, packed.stderr
    bundle = next(at_home.root.glob("runs/rocm-lab-*"))
    packed_id = image_id(reference)
    remove_image(reference)
    remove_image(base)  # from here on a build would fail
    venue = unpack(bundle, tmp_path / "Lab ü venue", at_home.given)
    loaded = venue.make("load", BUNDLE=bundle)
    assert loaded.returncode == 0, loaded.stderr
    assert image_id(reference) == packed_id
    done = venue.make("check", NOTEBOOK=venue.root / "labs/01_training_flow.en.ipynb")
    venue.remove()
    remove_image(reference)
    assert done.returncode == 0, done.stderr
    record = json.loads(next(venue.root.glob("runs/*/record.json")).read_text())
    assert (record["commit"], record["dirty"]) == (commit, False)
    assert record["image"]["id"] == packed_id
