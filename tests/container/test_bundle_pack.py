"""make bundle packs a commit and its image, or says why not; an image for AMD cards needs none to be packed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from container.bundles import Packing, few_programs, packing, remove_image, small_image
from container.engine import Bases, Contained, run
from container.this_machine import GFX942
from native.checkout import error_code
from workshop.bundle import read


@pytest.fixture(scope="module")
def packable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Packing]:
    """A clone whose small image is there."""
    made = packing(tmp_path_factory.mktemp("packable") / "Lab ü packable")
    yield made
    remove_image(made.reference)


def refused(checkout: Contained, env: dict[str, str] | None = None, **variables: object) -> tuple[str, int]:
    """The code and status of `make bundle`, which leaves nothing."""
    done = checkout.make("bundle", env, **variables)
    assert not list(checkout.root.glob("runs/*"))
    return error_code(done)


@pytest.mark.parametrize("name", ["README.md", "labs/06_new.py", "docker/mine.trace.json"])
def test_files_that_differ_from_the_commit_are_refused_even_where_git_ignores_them(
    packable: Packing, name: str
) -> None:
    file = packable.checkout.root / name
    before = file.read_bytes() if file.exists() else None
    file.write_bytes((before or b"") + b"changed\n")
    try:
        assert refused(packable.checkout) == ("bundle-dirty", 2)
    finally:
        file.unlink() if before is None else file.write_bytes(before)


def test_a_trace_that_lab_05_left_in_the_checkout_is_no_obstacle(packable: Packing) -> None:
    trace = packable.checkout.root / "labs/training_step.trace.json"
    trace.write_text("{}")
    try:
        done = packable.checkout.make("bundle")
        assert done.returncode == 0, done.stderr
        shutil.rmtree(packable.path)
    finally:
        trace.unlink()


def test_without_a_commit_it_is_refused(packable: Packing) -> None:
    root = packable.checkout.root
    (root / ".git").rename(root.parent / "git")
    try:
        assert refused(packable.checkout) == ("bundle-no-commit", 2)
        run("git", "init", "--quiet", cwd=root.parent)  # somebody else's repository around it
        (root.parent / "x").touch()
        assert refused(packable.checkout) == ("bundle-no-commit", 2)
    finally:
        shutil.rmtree(root.parent / ".git")
        (root.parent / "git").rename(root / ".git")


@pytest.mark.parametrize(("there", "code"), [([], "zstd-missing"), (["zstd"], "bundle-no-commit")])
def test_a_program_that_is_missing_is_named(packable: Packing, tmp_path: Path, there: list[str], code: str) -> None:
    env = packable.checkout.environ(PATH=few_programs(tmp_path, *there))
    assert refused(packable.checkout, env)[0] == code


def test_a_folder_too_small_for_it_is_known_before(packable: Packing) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can mount a small disk")
    runs = packable.checkout.root / "runs"
    runs.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", runs], check=True)
    try:
        assert refused(packable.checkout) == ("bundle-disk", 4)
    finally:
        subprocess.run(["umount", runs], check=True)


def test_an_image_for_amd_cards_is_packed_on_a_machine_without_one(tmp_path: Path) -> None:
    made = packing(tmp_path / "laptop", rocm=True)
    done = made.checkout.make("bundle")
    remove_image(made.reference)
    assert done.returncode == 0, done.stderr
    assert read(made.path).rocm is True


def test_an_image_for_the_cpu_is_packed_on_a_machine_with_a_card(packable: Packing) -> None:
    small_image(packable.reference)
    done = packable.checkout.make("bundle", HOST_ROOT=GFX942)
    assert done.returncode == 0, done.stderr
    assert read(packable.path).rocm is False
    shutil.rmtree(packable.path)


def test_an_image_for_amd_cards_is_built_without_one_and_nothing_else_is_done(
    new_checkout: Callable[..., Contained], bases: Bases
) -> None:
    checkout = new_checkout("Lab ü laptop", LAB_BASE_IMAGE=bases.rocm, LAB_BACKEND="hip")
    assert checkout.image()
    for verb in ("lab", "check", "env"):
        assert error_code(checkout.make(verb)) == ("no-amd-gpu", 3)
