"""The bundle that a fleet gets: the one that was named, or the newest of this very checkout."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from host.bundle.form import BLOCK, FACTS_SIZE, FILES, SUMS_SIZE, padding
from host.bundle.load import PEAK_OVER_SIZE
from host.bundle.verify import Reading, Verified, read_head, require_whole, verify
from host.errors import LabError
from host.image import reference, revision
from host.places import RUNS
from host.settings import Settings

BEFORE_FILES = sum(BLOCK + size + padding(size) for size in (FACTS_SIZE, SUMS_SIZE)) + BLOCK


@dataclass(frozen=True)
class Given:
    """A bundle whose every byte was right, and the archive of its checkout as a file of its own."""

    path: Path
    verified: Verified
    archive: Path

    def variables(self) -> dict[str, Any]:
        """What the playbook is told of it."""
        image, commit = self.verified.bundle.image, self.verified.bundle.commit
        ids = sorted(self.verified.saved.digests)
        return {
            "bundle": {"path": str(self.path), "sha256": self.verified.sum, "bytes": self.path.stat().st_size},
            "image": {"reference": image.reference, "ids": ids, "peak": int(image.size * PEAK_OVER_SIZE)},
            "checkout": {"archive": str(self.archive), "commit": commit},
        }


def choose_bundle(settings: Settings) -> Path:
    """The file. Raises LabError where none was named and none in runs/ is of this checkout as it is now."""
    if settings.bundle:
        if not settings.bundle.is_file():
            raise LabError("file-missing", name="BUNDLE", path=settings.bundle)
        return settings.bundle.absolute()
    commit = revision()
    for path in sorted(RUNS.glob("*.bundle.tar"), key=lambda file: file.stat().st_mtime, reverse=True):
        with suppress(LabError, OSError), path.open("rb") as file:  # an older one that nobody asked for may be broken
            found = read_head(Reading(path, file)).bundle
            require_whole(path, found)
            if found.commit == commit and found.image.reference == reference(found.image.base, found.image.rocm):
                return path
    raise LabError("fleet-no-bundle", commit=commit[:12] or "-")


def open_bundle(path: Path, room: Path) -> Given:
    """Reads all of it, and unpacks the checkout's archive into `room`. Raises LabError."""
    try:
        with path.open("rb") as file:
            reading = Reading(path, file)
            head = read_head(reading)
            require_whole(path, head.bundle)
            verified = verify(reading, head)
            file.seek(BEFORE_FILES)
            content = file.read(head.bundle.members[FILES])
    except OSError as error:
        raise LabError("bundle-unreadable", path=path, reason=error.strerror) from error
    if hashlib.sha256(content).hexdigest() != head.sums[FILES]:  # a stick may give other bytes the second time
        raise LabError("bundle-damaged", member=FILES, path=path)
    archive = room / FILES
    archive.write_bytes(content)
    return Given(path, verified, archive)
