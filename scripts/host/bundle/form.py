"""The form of a bundle: one plain tar of four members. All bytes outside the members follow from their sizes."""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass

VERSION = 1
FACTS, SUMS, FILES, IMAGE = "bundle.json", "SHA256SUMS", "checkout.tar.gz", "image.tar.zst"
MEMBERS = (FACTS, SUMS, FILES, IMAGE)
SUMMED = (FACTS, FILES, IMAGE)
BLOCK = 512
END = bytes(2 * BLOCK)
FACTS_SIZE = 2 * BLOCK  # always: it is written last, into the room that was left for it
SUMS_SIZE = sum(len(f"{'0' * 64}  {name}\n") for name in SUMMED)
MODE = 0o644

DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
COMMIT = re.compile(r"[0-9a-f]{40}")
REFERENCE = re.compile(r"rocm-lab:[0-9a-f]{12}")
SUM = re.compile(r"([0-9a-f]{64})  (\S+)")


@dataclass(frozen=True)
class PackedImage:
    """The image in a bundle. `id`: the digest of its configuration; `size`: bytes unpacked."""

    reference: str
    id: str
    size: int
    base: str
    rocm: bool


@dataclass(frozen=True)
class Bundle:
    """What bundle.json says; `members`: bytes of the two that come after it and the sums."""

    created: str
    commit: str
    image: PackedImage
    members: Mapping[str, int]

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        sizes = (FACTS_SIZE, SUMS_SIZE, self.members[FILES], self.members[IMAGE])
        return sum(BLOCK + size + padding(size) for size in sizes) + len(END)

    def figures(self, seconds: float) -> dict[str, str]:
        """What the verbs say at their end: megabytes packed and unpacked, seconds, and unpacked megabytes a second."""
        packed, unpacked = self.size / 1e6, self.image.size / 1e6
        says = {"size": packed, "unpacked": unpacked, "seconds": seconds, "speed": unpacked / seconds}
        return {name: f"{value:.0f}" for name, value in says.items()}


class FormError(ValueError):
    """Not what `make bundle` writes; says what is wrong."""


class VersionError(ValueError):
    """Another version of the form; says which."""


def header(name: str, size: int, mtime: int) -> bytes:
    """The block in front of a member: one way to write it, so that no byte can differ unseen."""
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, mtime, MODE
    # GNU's: it holds sizes beyond 8 GiB in one block, and every tar reads that.
    return info.tobuf(tarfile.GNU_FORMAT)


def padding(size: int) -> int:
    """The zeros behind a member of this size."""
    return -size % BLOCK


def facts_text(bundle: Bundle) -> bytes:
    """bundle.json, filled up with spaces."""
    text = json.dumps({"version": VERSION, **asdict(bundle)}, indent=1).encode()
    assert len(text) < FACTS_SIZE
    return text.ljust(FACTS_SIZE - 1) + b"\n"


def sums_text(sums: Mapping[str, str]) -> bytes:
    """SHA256SUMS, as sha256sum --check reads it."""
    return "".join(f"{sums[name]}  {name}\n" for name in SUMMED).encode()


def parse_sums(text: bytes) -> dict[str, str]:
    """The sums by member. Raises FormError."""
    found = [SUM.fullmatch(line) for line in text.decode("ascii", "replace").splitlines()]
    sums = {line[2]: line[1] for line in found if line}
    if tuple(sums) != SUMMED or sums_text(sums) != text:
        raise FormError(SUMS)
    return sums


def parse_facts(text: bytes) -> Bundle:
    """The facts. Raises VersionError, or FormError for whatever does not have this form to the last field."""
    try:
        facts = json.loads(text)
    except ValueError as error:
        raise FormError(FACTS) from error
    if not isinstance(facts, dict) or facts.get("version") != VERSION or isinstance(facts["version"], bool):
        raise VersionError(repr(facts.get("version") if isinstance(facts, dict) else None)[:40])
    _require_form(facts)
    image = PackedImage(**facts["image"])
    return Bundle(facts["created"], facts["commit"], image, facts["members"])


def _require_form(facts: Mapping[str, object]) -> None:
    image, members = facts.get("image"), facts.get("members")
    if not isinstance(image, dict) or not isinstance(members, dict):
        raise FormError(FACTS)
    strings = {"created": r"\S{1,40}", "commit": COMMIT}
    of_image = {"reference": REFERENCE, "id": DIGEST, "base": r"[^\s\x00-\x1f]{1,460}"}
    forms = [(facts, name, form) for name, form in strings.items()]
    forms += [(image, name, form) for name, form in of_image.items()]
    fits = all(isinstance(a.get(name), str) and re.fullmatch(form, a[name]) for a, name, form in forms)  # type: ignore[call-overload]
    sizes = [image.get("size"), *members.values()]
    numbers = all(isinstance(size, int) and not isinstance(size, bool) and size > 0 for size in sizes)
    complete = (
        set(facts) == {"version", *strings, "image", "members"}
        and set(image) == {*of_image, "size", "rocm"}
        and tuple(members) == (FILES, IMAGE)
    )
    if not (fits and numbers and complete and isinstance(image["rocm"], bool)):
        raise FormError(FACTS)
