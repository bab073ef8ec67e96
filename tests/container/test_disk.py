"""A disk too small for the image is known before anything is fetched."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from container.engine import Bases, Contained
from container.this_machine import make_machine
from native.checkout import error_code

FULL_DISK = "/sys"  # no byte free, on every Linux


def test_the_pinned_image_does_not_fit_and_the_need_is_known_before_the_pull(
    new_checkout: Callable[..., Contained], bases: Bases, tmp_path: Path
) -> None:
    checkout = new_checkout("Lab ü small disk")
    machine = make_machine(tmp_path / "machine", bases.cpu)
    wrapper = tmp_path / "bin/docker"  # this engine, had it its images on the small disk
    wrapper.parent.mkdir()
    elsewhere = f's|"DockerRootDir":"[^"]*"|"DockerRootDir":"{FULL_DISK}"|'
    wrapper.write_text(f"#!/bin/bash\nset -o pipefail\n{shutil.which('docker')} \"$@\" | sed '{elsewhere}'\n")
    wrapper.chmod(0o755)
    path = f"{wrapper.parent}:{checkout.environ()['PATH']}"
    done = checkout.make("lab", checkout.environ(PATH=path, LAB_BASE_IMAGE=""), HOST_ROOT=machine.root)
    assert error_code(done) == ("disk-small", 4)
    assert "31 GB" in done.stderr
    assert not (checkout.root / "work").exists()
