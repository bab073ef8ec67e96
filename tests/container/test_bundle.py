"""make bundle and make load: what was packed is what is loaded, where it is meant to be."""

from __future__ import annotations

import json
from pathlib import Path

from container.bundles import (
    Packing,
    docker_first,
    image_id,
    packing,
    parts,
    refused,
    remove_image,
    small_image,
    unpack,
)
from container.engine import Contained, docker, run
from host.bundle.form import FILES, IMAGE, MEMBERS
from native.checkout import error_code


def test_a_bundle_is_a_plain_tar_of_four_members_whose_sums_anybody_can_check(packed: Packing, tmp_path: Path) -> None:
    done = run("tar", "-xvf", str(packed.path), "-C", str(tmp_path))
    assert done.stdout.split() == list(MEMBERS)
    assert run("sha256sum", "--check", "SHA256SUMS", cwd=tmp_path).returncode == 0
    facts = json.loads((tmp_path / "bundle.json").read_text())
    assert facts["version"] == 1
    assert facts["commit"] == packed.commit
    assert facts["image"]["reference"] == packed.reference
    assert facts["image"]["base"] == packed.base
    assert facts["members"] == {name: (tmp_path / name).stat().st_size for name in (FILES, IMAGE)}
    assert [file.name for file in packed.path.parent.iterdir()] == [packed.path.name]


def test_a_round_trip_brings_the_same_image_and_a_second_load_changes_nothing(gone: Packing, there: Contained) -> None:
    first = there.make("load", BUNDLE=gone.path)
    assert first.returncode == 0, first.stderr
    assert image_id(gone.reference) == parts(gone.path)[0].image.id
    assert "Loaded: " in first.stdout
    before = docker("image", "inspect", gone.reference).stdout
    second = there.make("load", BUNDLE=gone.path)
    assert second.returncode == 0, second.stderr
    assert "nothing was changed" in second.stdout
    assert docker("image", "inspect", gone.reference).stdout == before


def test_the_whole_file_s_sum_is_said_at_both_ends(gone: Packing, there: Contained) -> None:
    whole = run("sha256sum", str(gone.path)).stdout.split()[0]
    assert whole in there.make("load", BUNDLE=gone.path).stdout


def test_another_build_by_that_name_is_replaced_and_told(packed: Packing, there: Contained) -> None:
    before = small_image(packed.reference)
    done = there.make("load", BUNDLE=packed.path)
    assert done.returncode == 0, done.stderr
    assert before in done.stdout
    assert image_id(packed.reference) == parts(packed.path)[0].image.id
    assert image_id(before) == before
    remove_image(before)


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
