"""A build ends where torch would not be the base's, and what it was given to build with stays out of the image."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import certifi
import pytest

from container.engine import Bases, Contained, docker, inspect
from container.this_machine import GFX942
from native.checkout import PROJECT, error_code
from native.wheels import locked, make_wheel

CHANGED = "The base's torch changed in the build"
SAME = "__version__ = '2.13.0+rocm10.0.0'\nfrom . import version\n"

NEWER = "another torch"
# For a Python that is asked with -c: pip and the others start without the patch, and at once.
ASKED = "import sys; '-c' in sys.orig_argv and __import__('patch')\n"
# What a package in the lock has to bring for it: code for each start of Python, or modules in torch's place.
CHANGES: dict[str, dict[str, str] | None] = {
    "a new version for torch": {"zz.pth": ASKED, "patch.py": "import torch; torch.__version__ = '99'\n"},
    "another HIP string": {"zz.pth": ASKED, "patch.py": "import torch; torch.version.hip = None\n"},
    "another place for torch": {"torch/__init__.py": SAME, "torch/version.py": "hip = '7.15.26333'\n"},
    NEWER: None,
}
MOUNTED = ("build", "build-ca", "lock", "wheelhouse", "run/secrets", "root/.cache", "tmp")


@pytest.fixture(scope="module")
def failed(
    new_checkout: Callable[..., Contained], bases: Bases, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[tuple[str, int], str]]:
    """For each package, the only one in its checkout's lock: the code of `make image`'s error, and the build's log."""
    checkouts = {}
    for package, files in CHANGES.items():
        wheel = make_wheel(tmp_path_factory.mktemp("wheels"), "torch" if package == NEWER else "patch", "99.0", files)
        given = {"LAB_BASE_IMAGE": bases.rocm, "LAB_HOST_ROOT": str(GFX942), "LAB_WHEELHOUSE": str(wheel.parent)}
        checkouts[package] = new_checkout("Lab other lock", **given)
        (checkouts[package].root / "docker/requirements.lock").write_text(locked(wheel))
    with ThreadPoolExecutor() as builds:
        codes = builds.map(lambda checkout: error_code(checkout.make("image")), checkouts.values())
        logs = ((checkout.root / ".lab/build.log").read_text() for checkout in checkouts.values())
        return dict(zip(checkouts, zip(codes, logs, strict=True), strict=True))


@pytest.mark.parametrize("package", CHANGES)
def test_a_build_ends_if_there_is_in_the_lock(failed: dict[str, tuple[tuple[str, int], str]], package: str) -> None:
    code, log = failed[package]
    assert code == ("build-failed", 4)
    assert ("The user requested (constraint) torch==2.13.0+rocm10.0.0" if package == NEWER else CHANGED) in log


@dataclass(frozen=True)
class Marked:
    """An image built with a CA file and a wheelhouse that have a mark in their names and in what they hold."""

    image: str
    base: str
    mark: str


@pytest.fixture(scope="module")
def marked(
    new_checkout: Callable[..., Contained], bases: Bases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Marked]:
    """One package comes from the wheelhouse, another from the index by way of the CA file."""
    mark = uuid4().hex
    folder = tmp_path_factory.mktemp("given") / mark
    wheel = make_wheel(folder / "wheels", "control", "1.0")
    make_wheel(folder / "wheels", "unused", "1.0", {"unused.py": f"mark = {mark!r}\n"})
    known = Path(os.environ.get("SSL_CERT_FILE") or certifi.where()).read_text(encoding="utf-8")
    ca = folder / "ca.pem"
    ca.write_text(f"# {mark}\n{known}", encoding="utf-8")
    given = {"LAB_CA_FILE": str(ca), "LAB_WHEELHOUSE": str(wheel.parent), "LAB_HOST_ROOT": str(GFX942)}
    checkout = new_checkout("Lab marked", LAB_BASE_IMAGE=bases.rocm, **given)
    lines = (PROJECT / "docker/requirements.lock").read_text().split("\nsix==")[1].partition("\n    #")[0]
    (checkout.root / "docker/requirements.lock").write_text(f"{locked(wheel)}six=={lines.rstrip(' ')}\n")
    image = checkout.image()
    yield Marked(image, bases.rocm, mark)
    docker("image", "rm", image)


@pytest.fixture(scope="module")
def added(marked: Marked, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The layers that lie over the base's, as `docker save` writes them, and the image's own description."""
    folder = tmp_path_factory.mktemp("saved")
    below = inspect(marked.base)["RootFS"]["Layers"]
    layers = inspect(marked.image)["RootFS"]["Layers"]
    assert layers[: len(below)] == below
    whole = folder / "image.tar"
    assert docker("save", "--output", str(whole), marked.image).returncode == 0
    with tarfile.open(whole) as archive:
        kept = [m for m in archive if m.isfile() and f"sha256:{Path(m.name).name}" not in below]
        archive.extractall(folder, kept, filter="data")
    whole.unlink()
    return [folder / member.name for member in kept]


@pytest.fixture(scope="module")
def names(added: list[Path]) -> list[str]:
    """Every path in the layers over the base's."""
    return [name for file in added if tarfile.is_tarfile(file) for name in tarfile.open(file).getnames()]


def test_the_packages_are_in_the_image(names: list[str]) -> None:
    assert {Path(name).name for name in names} >= {"control.py", "six.py"}


def test_no_wheel_and_nothing_of_a_mount_stays_in_a_layer(names: list[str]) -> None:
    assert [name for name in names if name.endswith((".whl", ".pem", ".crt"))] == []
    assert [name for name in names if name.startswith(tuple(f"{mount}/" for mount in MOUNTED))] == []


def test_nothing_is_written_among_the_base_s_packages(names: list[str]) -> None:
    assert [name for name in names if name.startswith("opt/venv/")] == []


def test_neither_a_name_nor_a_content_of_what_was_given_is_in_the_image(marked: Marked, added: list[Path]) -> None:
    assert len(added) > 5
    assert [file.name for file in added if marked.mark.encode() in file.read_bytes()] == []


def test_nor_in_what_the_engine_tells_of_it(marked: Marked) -> None:
    said = docker("history", "--no-trunc", marked.image).stdout + docker("inspect", marked.image).stdout
    assert "install.sh" in said
    assert marked.mark not in said
