"""The bundle that a fleet gets: the one that was named, or the newest of this very checkout."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from cli.places import RUNS
from cli.settings import Settings
from cli.speech import LabError
from images.image import reference, revision
from workshop.bundle import CHECKOUT, SUMMED, SUMS, Bundle, digest, read, verify


@dataclass(frozen=True)
class Given:
    """A bundle whose every byte was right, and the SHA-256 of each file of its checkout."""

    bundle: Bundle
    files: Mapping[str, str]

    def variables(self) -> dict[str, Any]:
        """What the playbook is told of it."""
        folder = self.bundle.folder
        return {
            "bundle": {
                "files": [str(folder / name) for name in (*SUMMED, SUMS)],
                "sha256": digest(folder / SUMS),
                "bytes": self.bundle.bytes,
            },
            "image": {"reference": self.bundle.reference, "ids": list(self.bundle.ids), "peak": self.bundle.peak},
            "checkout": {"archive": str(folder / CHECKOUT), "commit": self.bundle.commit},
        }

    def facts(self) -> dict[str, Any]:
        """What the table and the page are told of it."""
        image = {"reference": self.bundle.reference, "id": self.bundle.ids[0], "ids": list(self.bundle.ids)}
        return {
            "path": self.bundle.folder.name,
            "bytes": self.bundle.bytes,
            "commit": self.bundle.commit,
            "image": {**image, "rocm": self.bundle.rocm},
            "notebooks": {PurePath(f).name: s for f, s in self.files.items() if PurePath(f).match("labs/*.ipynb")},
        }


def choose_bundle(settings: Settings) -> Path:
    """Its folder. Raises LabError where none was named and none in runs/ is of this checkout as it is now."""
    if settings.bundle:
        if not settings.bundle.is_dir():
            raise LabError("file-missing", name="BUNDLE", path=settings.bundle)
        return settings.bundle.absolute()
    commit = revision()
    for folder in sorted(RUNS.glob("rocm-lab-*"), key=lambda found: found.stat().st_mtime, reverse=True):
        with suppress(LabError, OSError):  # one that nobody asked for may be broken
            found = read(folder)
            if found.commit == commit and found.reference == reference(found.base, found.rocm, found.gfx):
                return folder
    raise LabError("fleet-no-bundle", commit=commit[:12] or "-")


def open_bundle(folder: Path) -> Given:
    """Reads all of it. Raises LabError."""
    bundle = read(folder)
    return Given(bundle, verify(bundle))


def lab_settings(settings: Settings, given: Given) -> dict[str, str]:
    """The lines of .env there: the image that came is the one that is used, and its backend is a demand."""
    bundle = given.bundle
    base = {} if bundle.base == bundle.pin else {"LAB_BASE_IMAGE": bundle.base}
    backend = "hip" if bundle.rocm else "cpu"
    wheels = {f"LAB_{name}": value for name, value in bundle.settings.items()}
    return {"LAB_BACKEND": backend, "LAB_MODE": "container", "LAB_LANG": settings.language, **wheels, **base}
