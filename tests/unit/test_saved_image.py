"""What `docker save` wrote is one image by one name, in each of the layouts that engines use, or it is refused."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from typing import Any

import pytest

from host.bundle.saved_image import Saved, look
from host.errors import LabError
from unit.bent_tar import bent

NAME = "rocm-lab:0123456789ab"
LAYER = 64 * "1"
CONFIG = json.dumps({"os": "linux", "architecture": "amd64", "rootfs": {}}).encode()
OTHER = json.dumps({"os": "linux", "architecture": "arm64"}).encode()


def digest(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def blob(content: bytes) -> str:
    return "blobs/" + digest(content).replace(":", "/")


def manifest(config: bytes = CONFIG) -> bytes:
    return json.dumps({"config": {"digest": digest(config)}, "layers": []}).encode()


def entry(content: bytes, name: str | None = NAME, **more: str) -> dict[str, Any]:
    named = {"io.containerd.image.name": f"docker.io/library/{name}"} if name else {}
    return {"digest": digest(content), "annotations": {**named, **more}}


def oci(**changes: bytes | None) -> dict[str, bytes]:
    """What engines from 25 on write; `changes` replace a file of this name (dots as underscores), None removes it."""
    files = {
        blob(CONFIG): CONFIG,
        blob(manifest()): manifest(),
        blob(b"layer"): b"layer",
        "index.json": json.dumps({"manifests": [entry(manifest())]}).encode(),
        "manifest.json": json.dumps(
            [{"Config": blob(CONFIG), "RepoTags": [NAME], "Layers": [blob(b"layer")]}]
        ).encode(),
        "repositories": json.dumps({"rocm-lab": {"0123456789ab": LAYER}}).encode(),
    }
    named = {name.replace("_", "."): content for name, content in changes.items()}
    return {name: content for name, content in {**files, **named}.items() if content is not None}


GOOD_MANIFEST = oci()["manifest.json"]


def legacy() -> dict[str, bytes]:
    """What engines before 25 write."""
    config = digest(CONFIG).removeprefix("sha256:") + ".json"
    described = [{"Config": config, "RepoTags": [NAME], "Layers": [f"{LAYER}/layer.tar"]}]
    return {
        f"{LAYER}/VERSION": b"1.0",
        f"{LAYER}/json": b"{}",
        f"{LAYER}/layer.tar": b"layer",
        config: CONFIG,
        "manifest.json": json.dumps(described).encode(),
        "repositories": json.dumps({"rocm-lab": {"0123456789ab": LAYER}}).encode(),
    }


def tar(files: Mapping[str, bytes], *links: tuple[str, bytes, str]) -> bytes:
    """A tar of these files, then of the links: name, type, target."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as written:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            written.addfile(info, io.BytesIO(content))
        for name, kind, target in links:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            written.addfile(info)
    return held.getvalue()


def seen(content: bytes) -> Saved:
    return look(io.BytesIO(content))


def test_an_engine_with_an_oci_layout_may_call_it_by_its_manifest() -> None:
    assert seen(tar(oci())) == Saved(frozenset({NAME}), digest(CONFIG), frozenset({digest(manifest())}), "linux/amd64")
    assert seen(tar(oci())).digests == {digest(CONFIG), digest(manifest())}


def test_an_older_engine_s_layout_is_read_and_a_layer_may_link_to_the_same_one() -> None:
    twice = (f"{64 * '2'}/layer.tar", tarfile.SYMTYPE, f"../{LAYER}/layer.tar")
    assert seen(tar(legacy(), twice)) == Saved(frozenset({NAME}), digest(CONFIG), frozenset(), "linux/amd64")


def test_an_index_around_the_manifest_counts_too_and_what_attests_it_does_not() -> None:
    attests = json.dumps({"config": {"digest": digest(OTHER)}}).encode()
    inner = [entry(manifest(), None), entry(attests, None, **{"vnd.docker.reference.type": "attestation-manifest"})]
    index = json.dumps({"manifests": inner}).encode()
    files = oci(index_json=json.dumps({"manifests": [entry(index)]}).encode())
    found = seen(tar({**files, blob(index): index, blob(attests): attests}))
    assert found.manifests == {digest(index), digest(manifest())}


def names(content: object) -> bytes:
    return json.dumps(content).encode()


@pytest.mark.parametrize(
    "files",
    [
        oci(manifest_json=names([{"Config": blob(CONFIG), "RepoTags": [NAME, "debian:13"], "Layers": []}])),
        oci(repositories=names({"rocm-lab": {"0123456789ab": LAYER}, "debian": {"13": LAYER}})),
        oci(index_json=names({"manifests": [entry(manifest()), entry(manifest(), "debian:13")]})),
    ],
)
def test_every_name_that_some_engine_would_give_it_is_told(files: dict[str, bytes]) -> None:
    assert seen(tar(files)).references == {NAME, "debian:13"}


TWO = [{"Config": blob(CONFIG), "RepoTags": [NAME], "Layers": []}] * 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no tar",
        tar({}),
        tar(oci(manifest_json=None)),
        tar(oci(manifest_json=b"[]")),
        tar(oci(manifest_json=b"{")),
        tar(oci(manifest_json=b"[" * 200_000)),
        tar(oci(manifest_json=names(TWO))),
        tar({**oci(), blob(OTHER): OTHER, blob(manifest(OTHER)): manifest(OTHER)}
            | oci(index_json=names({"manifests": [entry(manifest(OTHER))]}))),
        tar({**oci(), blob(manifest()): manifest(OTHER)}),
        tar({**oci(), blob(CONFIG): b"no configuration"}),
        tar({**oci(), "../etc/passwd": b"x"}),
        tar({**oci(), "/etc/passwd": b"x"}),
        tar({**oci(), "a/../b": b"x"}),
        tar({**oci(), "./manifest.json": names([])}),
        tar(oci(), ("x", tarfile.SYMTYPE, "/etc/passwd")),
        tar(oci(), ("x", tarfile.LNKTYPE, "manifest.json")),
        tar(oci(), ("x", tarfile.CHRTYPE, "")),
        tar(oci(), ("x", tarfile.FIFOTYPE, "")),
        tar(legacy(), (f"{64 * '2'}/layer.tar", tarfile.SYMTYPE, "../../../etc/layer.tar")),
        tar(legacy(), ("manifest.json", tarfile.SYMTYPE, f"../{LAYER}/layer.tar")),
        tar(oci())[: 3 * tarfile.BLOCKSIZE],
    ],
)  # fmt: skip
def test_what_is_not_one_image_is_refused(content: bytes) -> None:
    with pytest.raises(LabError) as refused:
        seen(content)
    assert refused.value.code == "bundle-image"


GOOD = tar(oci())
HEADS = GOOD[: len(GOOD.rstrip(b"\0")) // 512 * 512 + 512]  # all its members, without the end
SECOND = tar({"manifest.json": names([{"Config": "x", "RepoTags": ["debian:13"], "Layers": []}])})
SUM_OF_SECOND = b"\0%06o\0" % (sum(SECOND[:148]) + 8 * 32 + sum(SECOND[156:512]))
INSIDE = HEADS + bytes(1024)


@pytest.mark.parametrize(
    "content",
    [
        # Go reads a number behind a zero byte; Python reads none. So Go finds a second manifest.
        HEADS + bent(SECOND[:512], 148, SUM_OF_SECOND) + SECOND[512:],
        bent(tar({"first": b""})[:512], 124, b"\0%010o\0" % len(INSIDE)) + INSIDE + SECOND,
        GOOD + SECOND,
        GOOD + b"x" * 512,
        GOOD + b"x",
        HEADS,  # it ends, and nobody knows whether as it should
        tar(oci(manifest_json=GOOD_MANIFEST.replace(b'"RepoTags"', b'"repotags": ["debian:13"], "RepoTags"'))),
        tar(oci(manifest_json=GOOD_MANIFEST.replace(b'"Layers"', b'"RepoTags": ["debian:13"], "Layers"'))),
    ],
)
def test_what_two_readers_would_take_for_different_images_is_refused(content: bytes) -> None:
    with pytest.raises(LabError) as refused:
        seen(content)
    assert refused.value.code == "bundle-image"


@pytest.mark.parametrize("content", [GOOD, GOOD + bytes(20 * 512), HEADS + bytes(1024)])
def test_zeros_behind_the_end_are_nothing(content: bytes) -> None:
    assert seen(content).references == {NAME}


def test_a_name_that_comes_twice_is_refused() -> None:
    """Engines take the last of two, a reader may have looked at the first."""
    end = 2 * tarfile.BLOCKSIZE
    first = tar({"manifest.json": b"[]"})[:end]
    with pytest.raises(LabError):
        seen(first + tar(oci()))
