"""make bundle and make load: what was packed is what is loaded, where it is meant to be; anything else is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from container.bundles import (
    Packing,
    altered,
    docker_first,
    few_programs,
    image_id,
    packed_id,
    packing,
    refused,
    remove_image,
    small_image,
    unpack,
)
from container.engine import Contained, docker, run
from native.checkout import error_code
from workshop.bundle import CHECKOUT, IMAGE, README, SUMMED, SUMS


def test_the_three_lines_of_its_readme_need_nothing_of_ours(gone: Packing, tmp_path: Path) -> None:
    carried = Path(shutil.copytree(gone.path, tmp_path / "stick ü"))
    lines = [line.strip() for line in (carried / README).read_text().splitlines() if line.startswith("    ")]
    assert [line.split()[0] for line in lines] == ["sha256sum", "mkdir", "docker"]
    for line in lines:
        done = run("bash", "-o", "pipefail", "-c", line, cwd=carried)
        assert done.returncode == 0, done.stderr
    assert image_id(gone.reference) == packed_id(gone.path)
    assert (carried / "rocm-lab/Makefile").is_file()
    assert {file.name for file in gone.path.iterdir()} == {*SUMMED, SUMS}


def test_a_round_trip_brings_the_same_image_and_a_second_load_changes_nothing(gone: Packing, there: Contained) -> None:
    first = there.make("load", BUNDLE=gone.path)
    assert first.returncode == 0, first.stderr
    assert image_id(gone.reference) == packed_id(gone.path)
    assert "Loaded: " in first.stdout
    before = docker("image", "inspect", gone.reference).stdout
    second = there.make("load", BUNDLE=gone.path)
    assert second.returncode == 0, second.stderr
    assert "nothing was changed" in second.stdout
    assert docker("image", "inspect", gone.reference).stdout == before
    assert json.loads((there.root / ".lab/commit.json").read_text())["commit"] == gone.commit


def test_a_machine_without_zstd_leaves_the_unpacking_to_the_engine(
    gone: Packing, there: Contained, tmp_path: Path
) -> None:
    done = there.make("load", there.environ(PATH=few_programs(tmp_path)), BUNDLE=gone.path)
    assert done.returncode == 0, done.stderr
    assert image_id(gone.reference) == packed_id(gone.path)


def test_another_build_by_that_name_is_replaced_and_told(packed: Packing, there: Contained) -> None:
    before = small_image(packed.reference)
    done = there.make("load", BUNDLE=packed.path)
    assert done.returncode == 0, done.stderr
    assert before in done.stdout
    assert image_id(packed.reference) == packed_id(packed.path)
    assert image_id(before) == before
    remove_image(before)


@pytest.mark.parametrize("name", [*SUMMED, SUMS])
@pytest.mark.parametrize("damage", ["a flipped byte", "cut short", "missing"])
def test_a_damaged_one_is_refused(gone: Packing, there: Contained, tmp_path: Path, name: str, damage: str) -> None:
    copy = Path(shutil.copytree(gone.path, tmp_path / "copy"))
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    if damage == "missing":
        (copy / name).unlink()
    else:
        (copy / name).write_bytes(content if damage == "a flipped byte" else content[:-70])
    assert refused(there, copy, gone) == ("bundle-missing" if damage == "missing" else "bundle-damaged")


def test_what_is_no_bundle_is_refused(gone: Packing, there: Contained, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder\n")
    (tmp_path / "empty").mkdir()
    assert {refused(there, tmp_path / name, gone) for name in ("file", "empty", "missing")} == {"bundle-missing"}
    assert error_code(there.make("load")) == ("bundle-not-named", 2)


def test_a_bundle_for_other_files_names_the_commit(gone: Packing, tmp_path: Path) -> None:
    other = unpack(gone.path, tmp_path / "changed", gone.checkout.given)
    with (other.root / "labs/01_training_flow.py").open("a") as file:
        file.write("# changed\n")
    done = other.make("load", BUNDLE=gone.path)
    assert error_code(done) == ("bundle-other-checkout", 2)
    assert gone.commit in done.stderr


def test_a_bundle_on_another_base_needs_it_named(gone: Packing, there: Contained) -> None:
    done = there.make("load", there.environ(LAB_BASE_IMAGE=""), BUNDLE=gone.path)
    assert error_code(done) == ("bundle-other-base", 2)
    assert f"BASE_IMAGE={gone.base}" in done.stderr
    assert image_id(gone.reference) is None


@pytest.mark.parametrize("known", [False, True], ids=["an unknown name", "a name that is in use here"])
def test_another_image_than_the_named_one_is_taken_back(
    gone: Packing, there: Contained, tmp_path: Path, *, known: bool
) -> None:
    """`docker load` gives to what is in the tar whatever name it bears."""
    name = f"{gone.base.rpartition(':')[0]}-other:1"
    small_image(name)
    other = altered(gone.path, tmp_path / "other", image=name)
    remove_image(name)
    before = small_image(name) if known else None
    assert refused(there, other, gone) == "bundle-other-image"
    assert image_id(name) == before
    remove_image(name)


@pytest.mark.parametrize("known", [False, True], ids=["an unknown image", "an image that is here"])
def test_an_image_without_a_name_is_taken_back(gone: Packing, there: Contained, tmp_path: Path, *, known: bool) -> None:
    name = f"{gone.base.rpartition(':')[0]}-nameless:1"
    nameless = small_image(name)
    other = altered(gone.path, tmp_path / "other", image=nameless)
    if not known:
        remove_image(name)
    assert refused(there, other, gone) == "bundle-other-image"
    assert image_id(nameless) == image_id(name) == (nameless if known else None)
    remove_image(name)


SAYS: dict[str, Any] = {
    "another image's id": (lambda p: (packed_id(p.path), f"sha256:{64 * '0'}"), "bundle-other-image"),
    "another commit": (lambda p: (f"commit: {p.commit}", f"commit: {40 * '0'}"), "bundle-checkout"),
    "another platform": (lambda _: ("linux/amd64", "linux/arm64"), "bundle-platform"),
    "no commit": (lambda p: (f"commit: {p.commit}", ""), "bundle-damaged"),
}


@pytest.mark.parametrize("what", SAYS)
def test_a_readme_that_says_something_else_is_refused(
    gone: Packing, there: Contained, tmp_path: Path, what: str
) -> None:
    change, code = SAYS[what]
    assert refused(there, altered(gone.path, tmp_path / "copy", readme=change(gone)), gone) == code


def test_a_checkout_that_is_no_archive_is_refused(gone: Packing, there: Contained, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(gone.path, tmp_path / "copy"))
    (copy / CHECKOUT).write_bytes(b"no archive")
    assert refused(there, altered(copy, tmp_path / "altered"), gone) == "bundle-checkout"


def test_what_the_engine_cannot_load_is_told_in_its_words(gone: Packing, there: Contained, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(gone.path, tmp_path / "copy"))
    (copy / IMAGE).write_bytes(b"no image")
    assert refused(there, altered(copy, tmp_path / "altered"), gone) == "bundle-load-failed"


def test_an_image_for_another_kind_of_machine_is_refused(tmp_path: Path) -> None:
    foreign = packing(tmp_path / "arm", platform="linux/arm64")
    assert foreign.checkout.make("bundle").returncode == 0
    remove_image(foreign.reference)
    assert refused(foreign.checkout, foreign.path, foreign) == "bundle-platform"


def test_a_disk_too_small_is_known_before_anything_is_loaded_or_packed(
    gone: Packing, there: Contained, tmp_path: Path
) -> None:
    small_disk = 's|"DockerRootDir":"[^"]*"|"DockerRootDir":"/sys"|'  # no byte free, on every Linux
    script = f"""
        [ "$1" = info ] && {{ "$real" "$@" | sed '{small_disk}'; exit; }}
        [ "$1" = load ] && touch {tmp_path}/asked
    """
    elsewhere = docker_first(there, tmp_path / "bin", script)
    assert refused(elsewhere, gone.path, gone) == "bundle-disk-load"
    small_image(gone.reference)
    elsewhere = docker_first(gone.checkout, tmp_path / "bin", script)
    assert error_code(elsewhere.make("bundle")) == ("bundle-disk", 4)
    assert not (tmp_path / "asked").exists()
