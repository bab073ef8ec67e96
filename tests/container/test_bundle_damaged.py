"""make load refuses whatever is not, to the last byte, a bundle of the one image that it names."""

from __future__ import annotations

import tarfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from container.bundles import Packing, docker_first, forge, image_id, parts, refused, remove_image, saved, small_image
from container.engine import Contained, docker
from host.bundle.form import BLOCK, FACTS_SIZE, FILES, IMAGE
from native.checkout import error_code

HEAD = 2 * BLOCK + FACTS_SIZE


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("bundle.json's header", "bundle-not-tar"),
        ("bundle.json", "bundle-damaged"),
        ("bundle.json's filling", "bundle-damaged"),
        ("SHA256SUMS's header", "bundle-members"),
        ("SHA256SUMS", "bundle-damaged"),
        ("the padding behind SHA256SUMS", "bundle-members"),
        ("checkout.tar.gz", "bundle-damaged"),
        ("image.tar.zst's header", "bundle-members"),
        ("the first byte of image.tar.zst", "bundle-damaged"),
        ("the middle of image.tar.zst", "bundle-damaged"),
        ("the last byte of image.tar.zst", "bundle-damaged"),
        ("the end", "bundle-members"),
    ],
)
def test_one_flipped_byte_is_refused(gone: Packing, there: Contained, tmp_path: Path, where: str, code: str) -> None:
    facts, _ = parts(gone.path)
    image_at = facts.size - 2 * BLOCK - (-facts.members[IMAGE] % BLOCK) - facts.members[IMAGE]
    places = {
        "bundle.json's header": 140,
        "bundle.json": BLOCK + 40,
        "bundle.json's filling": BLOCK + FACTS_SIZE - 20,
        "SHA256SUMS's header": BLOCK + FACTS_SIZE + 10,
        "SHA256SUMS": HEAD + 5,
        "the padding behind SHA256SUMS": HEAD + BLOCK - 3,
        "checkout.tar.gz": HEAD + 2 * BLOCK + 1000,
        "image.tar.zst's header": image_at - 40,
        "the first byte of image.tar.zst": image_at,
        "the middle of image.tar.zst": image_at + facts.members[IMAGE] // 2,
        "the last byte of image.tar.zst": image_at + facts.members[IMAGE] - 1,
        "the end": facts.size - 1,
    }
    content = bytearray(gone.path.read_bytes())
    content[places[where]] ^= 1
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(content)
    assert refused(there, damaged, gone) == code


@pytest.mark.parametrize("less", [1, 2 * BLOCK, 1_000_000, 5_000_000])
def test_a_truncated_one_is_refused(gone: Packing, there: Contained, tmp_path: Path, less: int) -> None:
    short = tmp_path / "short.tar"
    short.write_bytes(gone.path.read_bytes()[:-less])
    assert refused(there, short, gone) in ("bundle-truncated", "bundle-not-tar")


def test_what_is_no_bundle_is_refused(gone: Packing, there: Contained, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "text").write_text("no tar at all\n" * 100)
    docker("save", "--output", str(tmp_path / "image.tar"), somebody_s(gone))
    codes = {name: refused(there, tmp_path / name, gone) for name in ("empty", "text", "image.tar", "missing", ".")}
    assert codes == {
        "empty": "bundle-truncated",
        "text": "bundle-not-tar",
        "image.tar": "bundle-members",
        "missing": "bundle-missing",
        ".": "bundle-unreadable",
    }
    assert error_code(there.make("load")) == ("bundle-not-named", 2)


@pytest.mark.parametrize("change", ["extra", "missing", "order", "symlink", "device", "../", "/", "appended"])
def test_other_members_are_refused(gone: Packing, there: Contained, tmp_path: Path, change: str) -> None:
    members = [(name, tarfile.REGTYPE, content) for name, content in parts(gone.path)[1].items()]
    changed = {
        "extra": [*members[:3], ("x", tarfile.REGTYPE, b"x"), members[3]],
        "missing": [*members[:2], members[3]],
        "order": [*members[:2], members[3], members[2]],
        "symlink": [*members[:2], (FILES, tarfile.SYMTYPE, b""), members[3]],
        "device": [*members[:2], (FILES, tarfile.CHRTYPE, b""), members[3]],
        "../": [*members[:2], ("../" + FILES, tarfile.REGTYPE, members[2][2]), members[3]],
        "/": [*members[:2], ("/tmp/" + FILES, tarfile.REGTYPE, members[2][2]), members[3]],
        "appended": [*members, ("x", tarfile.REGTYPE, b"x")],
    }[change]
    foreign = tmp_path / "foreign.tar"
    content = b""
    for name, kind, held in changed:
        info = tarfile.TarInfo(name)
        info.type, info.size, info.linkname, info.mode = (
            kind,
            len(held),
            "/etc/passwd" * (kind == tarfile.SYMTYPE),
            0o644,
        )
        content += info.tobuf(tarfile.GNU_FORMAT) + held + bytes(-len(held) % BLOCK)
    foreign.write_bytes(content + bytes(2 * BLOCK))
    assert refused(there, foreign, gone) in ("bundle-members", "bundle-truncated")


def test_another_version_names_the_way_to_its_own_checkout(gone: Packing, there: Contained, tmp_path: Path) -> None:
    facts, members = parts(gone.path)
    path = forge(tmp_path / "next.tar", facts, members)
    content = path.read_bytes()
    old = content[BLOCK : BLOCK + FACTS_SIZE]
    new = old.replace(b'"version": 1', b'"version": 2')
    path.write_bytes(
        content.replace(old, new).replace(sha256(old).hexdigest().encode(), sha256(new).hexdigest().encode())
    )
    assert refused(there, path, gone) == "bundle-version"


def somebody_s(packed: Packing) -> str:
    """An image by a name of its own."""
    name = packed.base
    if image_id(name) is None:
        small_image(name)
    return name


@pytest.mark.parametrize("held", ["another", "two", "other id"])
def test_only_the_one_image_that_is_named_is_loaded(gone: Packing, there: Contained, tmp_path: Path, held: str) -> None:
    """`docker load` would give somebody else's name to what is in the tar."""
    facts, members = parts(gone.path)
    victim = somebody_s(gone)
    before = image_id(victim)
    if held == "another":
        members[IMAGE] = saved(victim)
    else:
        docker("tag", victim, gone.reference)
        members[IMAGE] = saved(*([gone.reference, victim] if held == "two" else [gone.reference]))
        remove_image(gone.reference)
    if held != "other id":  # right in all but the names
        facts = replace(facts, image=replace(facts.image, id=str(before)))
    forged = forge(tmp_path / "forged.tar", facts, members)
    assert refused(there, forged, gone) == "bundle-other-image"
    assert image_id(victim) == before
    remove_image(victim)


def test_facts_that_name_another_image_than_the_tar_are_refused(
    gone: Packing, there: Contained, tmp_path: Path
) -> None:
    facts, members = parts(gone.path)
    other = replace(facts, image=replace(facts.image, id="sha256:" + 64 * "0"))
    assert refused(there, forge(tmp_path / "forged.tar", other, members), gone) == "bundle-other-image"
    other = replace(facts, commit=40 * "0")
    assert refused(there, forge(tmp_path / "forged.tar", other, members), gone) == "bundle-checkout"


def test_a_stick_that_gives_other_bytes_the_second_time_loads_nothing(
    gone: Packing, there: Contained, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.tar"
    copy.write_bytes(gone.path.read_bytes())
    flip = f"printf x | dd of={copy} bs=1 seek={copy.stat().st_size // 2} conv=notrunc status=none"
    # Between the two readings the engine is asked for its platform.
    later = docker_first(there, tmp_path / "bin", f'[ "$1" = version ] && {flip}')
    assert refused(later, copy, gone) == "bundle-damaged"
