"""What is in a tar that `docker save` wrote: looked at as it streams by, never unpacked."""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from host.bundle.plain_tar import Member, Readable, members
from host.errors import LabError

SMALL = 4 << 20  # a manifest or a configuration takes some kilobytes; what is larger is a layer
NAME = re.compile(r"[A-Za-z0-9_-][\w.-]*(/[\w-][\w.-]*)*")  # no way out of a folder
# An engine before 25 links a layer that it has written already.
LINK = (re.compile(r"[0-9a-f]{64}/layer\.tar"), re.compile(r"\.\./[0-9a-f]{64}/layer\.tar"))
LIBRARY = "docker.io/library/"


@dataclass(frozen=True)
class Saved:
    """The one image: its names, the digest of its configuration, the digests of manifests that lead to it."""

    references: frozenset[str]
    id: str
    manifests: frozenset[str]
    platform: str

    @property
    def digests(self) -> frozenset[str]:
        """What an engine may call it: one with a containerd store names the manifest."""
        return self.manifests | {self.id}


def look(stream: Readable) -> Saved:
    """Reads the whole tar. Raises LabError where it is not one image."""
    try:
        return _judge(_small_members(stream))
    except (tarfile.TarError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise LabError("bundle-image", reason=f"{type(error).__name__}: {error}"[:200]) from error


def _small_members(stream: Readable) -> dict[str, bytes]:
    """The JSON among the members, by name."""
    kept: dict[str, bytes] = {}
    seen: set[str] = set()
    for member, content in members(stream):
        _require_plain(member)
        if member.name in seen:
            raise ValueError(f"{member.name} twice")
        seen.add(member.name)
        if member.size <= SMALL:
            kept[member.name] = content.read()
    return {name: content for name, content in kept.items() if content[:1] in (b"{", b"[")}


def _require_plain(member: Member) -> None:
    link = member.type == tarfile.SYMTYPE
    old_link = link and LINK[0].fullmatch(member.name) and LINK[1].fullmatch(member.linkname)
    if not NAME.fullmatch(member.name) or (link and not old_link):
        raise ValueError(f"{member.name[:80]!r}: {member.type!r}")


def _judge(files: Mapping[str, bytes]) -> Saved:
    """The image that these files describe. Raises ValueError or the like where it is not exactly one."""
    (described,) = exact(files["manifest.json"])
    config = files[described["Config"]]
    image_id = "sha256:" + hashlib.sha256(config).hexdigest()
    facts = json.loads(config)
    references = set(described["RepoTags"] or [])
    if "repositories" in files:  # what engines of old go by
        repositories = exact(files["repositories"])
        references |= {f"{name}:{tag}" for name, tags in repositories.items() for tag in tags}
    manifests: set[str] = set()
    if "index.json" in files:  # what a containerd store goes by
        for entry in exact(files["index.json"])["manifests"]:
            references |= set(_names(entry))
            manifests |= set(_leading_to(image_id, entry, files))
    return Saved(frozenset(references), image_id, frozenset(manifests), f"{facts['os']}/{facts['architecture']}")


def exact(content: bytes) -> Any:
    """What it says to every reader: Go's takes "repotags" for "RepoTags", and the last of two. Raises ValueError."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name.casefold() for name, _ in pairs}) < len(pairs):
            raise ValueError(f"a name twice: {', '.join(name[:40] for name, _ in pairs)[:120]}")
        return dict(pairs)

    return json.loads(content, object_pairs_hook=once)


def _names(entry: Mapping[str, Any]) -> Iterator[str]:
    if name := (entry.get("annotations") or {}).get("io.containerd.image.name"):
        yield name.removeprefix(LIBRARY)


def _leading_to(image_id: str, entry: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[str]:
    """The digests of this manifest, or of this index and those in it. Raises ValueError where it is another image's."""
    digest = entry["digest"]
    content = files["blobs/" + digest.replace(":", "/", 1)]
    if digest != "sha256:" + hashlib.sha256(content).hexdigest():
        raise ValueError(f"{digest} is not its content's")
    manifest = exact(content)
    if "manifests" in manifest:
        inner = [e for e in manifest["manifests"] if "blobs/" + e["digest"].replace(":", "/", 1) in files]
        yield from (found for e in inner if not _attestation(e) for found in _leading_to(image_id, e, files))
    elif manifest["config"]["digest"] != image_id:
        raise ValueError(f"{digest} is of another image")
    yield digest


def _attestation(entry: Mapping[str, Any]) -> bool:
    return "vnd.docker.reference.type" in (entry.get("annotations") or {})
