"""A bundle's facts, sums and headers: one way to write each, and anything else is not read."""

from __future__ import annotations

import io
import json
import tarfile
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host.bases import ROCM
from host.bundle.form import (
    BLOCK,
    FACTS_SIZE,
    FILES,
    IMAGE,
    MEMBERS,
    SUMMED,
    SUMS_SIZE,
    Bundle,
    FormError,
    PackedImage,
    VersionError,
    facts_text,
    header,
    padding,
    parse_facts,
    parse_sums,
    sums_text,
)
from host.bundle.verify import Reading, read_head
from host.errors import LabError

BUNDLE = Bundle(
    "2026-11-23T15:55:54Z",
    40 * "a",
    PackedImage("rocm-lab:0123456789ab", "sha256:" + 64 * "b", 31_000_000_000, ROCM.reference, rocm=True),
    {FILES: 1_067_162, IMAGE: 12_000_000_000},
)
SUMS = {name: 64 * letter for name, letter in zip(SUMMED, "abc", strict=True)}
DELETE = object()


def test_what_is_written_is_read() -> None:
    assert parse_facts(facts_text(BUNDLE)) == BUNDLE
    assert parse_sums(sums_text(SUMS)) == SUMS
    assert (len(facts_text(BUNDLE)), len(sums_text(SUMS))) == (FACTS_SIZE, SUMS_SIZE)


def test_the_longest_reference_of_a_base_fits() -> None:
    longest = replace(BUNDLE, image=replace(BUNDLE.image, base="x" * 460))
    assert parse_facts(facts_text(longest)) == longest


def changed(path: str, value: object) -> bytes:
    """The facts with one of them changed or deleted."""
    facts = json.loads(facts_text(BUNDLE))
    *outer, last = path.split("/")
    inner = facts
    for name in outer:
        inner = inner[name]
    if value is DELETE:
        del inner[last]
    else:
        inner[last] = value
    return json.dumps(facts).encode()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("commit", "HEAD"),
        ("commit", 40 * "g"),
        ("commit", DELETE),
        ("created", None),
        ("new", 1),
        ("image", []),
        ("image/reference", "rocm-lab:latest"),
        ("image/reference", "somebody/else:0123456789ab"),
        ("image/id", "sha256:1"),
        ("image/size", 0),
        ("image/size", True),
        ("image/size", 1.5),
        ("image/base", "two words"),
        ("image/rocm", 1),
        ("image/rocm", DELETE),
        ("image/more", 1),
        ("members", {}),
        ("members/bundle.json", 2048),
        (f"members/{IMAGE}", -1),
        (f"members/{FILES}", "7"),
    ],
)
def test_facts_of_another_form_are_refused(path: str, value: object) -> None:
    with pytest.raises(FormError):
        parse_facts(changed(path, value))


@pytest.mark.parametrize("version", [0, 2, "1", None, True])
def test_another_version_is_told_before_the_rest_is_judged(version: object) -> None:
    with pytest.raises(VersionError):
        parse_facts(changed("version", version))


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps).map(str.encode)
)
def test_no_bytes_are_facts_or_sums_by_accident(content: bytes) -> None:
    with pytest.raises((FormError, VersionError)):
        parse_facts(content)
    with pytest.raises(FormError):
        parse_sums(content)


@given(st.integers(0, SUMS_SIZE - 1), st.integers(1, 255))
def test_a_changed_byte_of_the_sums_is_refused_or_another_sum(place: int, flip: int) -> None:
    content = bytearray(sums_text(SUMS))
    content[place] ^= flip
    with suppress(FormError):
        assert parse_sums(bytes(content)) != SUMS


@given(st.integers(1, 2**40), st.integers(0, 2**33 - 1))
def test_every_tar_reads_the_headers(size: int, mtime: int) -> None:
    info = tarfile.TarInfo.frombuf(header(IMAGE, size, mtime), "utf-8", "strict")
    assert (info.name, info.size, info.mtime, info.type) == (IMAGE, size, mtime, tarfile.REGTYPE)
    assert (size + padding(size)) % BLOCK == 0


def head() -> bytes:
    """The beginning of a bundle."""
    facts = facts_text(BUNDLE)
    sums = sums_text({**SUMS, MEMBERS[0]: sha256(facts).hexdigest()})
    return (
        header(MEMBERS[0], len(facts), 7) + facts + header(MEMBERS[1], len(sums), 7) + sums + bytes(padding(len(sums)))
    )


def test_a_head_is_read() -> None:
    assert read_head(Reading(Path("x"), io.BytesIO(head()))).bundle == BUNDLE


@given(st.integers(0, len(head()) - 1), st.integers(1, 255))
def test_one_changed_byte_anywhere_in_the_head_is_refused_or_is_in_a_sum_that_is_used_later(
    place: int, flip: int
) -> None:
    content = bytearray(head())
    content[place] ^= flip
    try:
        read = read_head(Reading(Path("x"), io.BytesIO(bytes(content))))
    except LabError:
        return
    assert read.sums != read_head(Reading(Path("x"), io.BytesIO(head()))).sums


@given(st.integers(0, len(head()) - 1))
def test_a_head_that_ends_too_early_is_refused(end: int) -> None:
    with pytest.raises(LabError):
        read_head(Reading(Path("x"), io.BytesIO(head()[:end])))
