"""A bundle: a folder of four ordinary files, and what its README.txt says of them.

`image.tar.zst` is what `docker save` writes, `checkout.tar.gz` what `git archive` writes. The sums in `SHA256SUMS` find
every accident; whoever means harm can write new ones.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cli.speech import LabError, say
from images.bases import CPU, ROCM
from images.unpacked import sums_in
from machine.sysfs import disk_at

IMAGE, CHECKOUT, README, SUMS = "image.tar.zst", "checkout.tar.gz", "README.txt", "SHA256SUMS"
SUMMED = (IMAGE, CHECKOUT, README)
CHUNK = 1 << 20
TEMPLATE = Path(__file__).with_name("bundle_readme.txt")
FORMS = {
    "image": r"rocm-lab:[0-9a-f]{12}",
    "ids": r"(?:sha256:[0-9a-f]{64} ?)+",
    "platform": r"\w+/\w+",
    "bytes": r"\d+",
    "base": r"\S+",
    "rocm": r"True|False",
    "gfx": r"-|gfx\w+(,gfx\w+)*",
    "commit": r"[0-9a-f]{40}",
}
# At its peak the engine holds the image twice: as the tar that it unpacks into a folder of its own, and as layers.
# Measured with Docker 26.1 on empty engines: 2.07 times the tar (files fill whole blocks), with overlay2 at the peak,
# with a containerd store, which keeps both, for good.
PEAK_OVER_SIZE = 2.2


@dataclass(frozen=True)
class Bundle:
    """What README.txt says. `ids`: what engines may call the image, by its configuration or by its manifest."""

    folder: Path
    reference: str
    ids: tuple[str, ...]
    platform: str
    size: int  # bytes of the image, unpacked
    base: str
    rocm: bool
    gfx: tuple[str, ...]  # the GPUs that it has AMD's wheels for; none: its torch came another way
    commit: str

    @property
    def settings(self) -> dict[str, str]:
        """What has to be said to the verbs, so that they use this image."""
        return {"BASE": "wheels", "GFX": ",".join(self.gfx)} if self.gfx else {}

    @property
    def pin(self) -> str:
        """The base that this checkout has for such an image."""
        return (ROCM if self.rocm and not self.gfx else CPU).reference

    @property
    def bytes(self) -> int:
        """Of all its files."""
        return sum((self.folder / name).stat().st_size for name in (*SUMMED, SUMS))

    @property
    def peak(self) -> int:
        """Bytes that an engine needs while it loads the image."""
        return int(self.size * PEAK_OVER_SIZE)

    def readme(self) -> str:
        """README.txt."""
        typed = "".join(f" {name}={value}" for name, value in self.settings.items())
        facts = {**vars(self), "ids": " ".join(self.ids), "gfx": ",".join(self.gfx) or "-", "typed": typed}
        return TEMPLATE.read_text(encoding="utf-8").format(**facts)


def write_sums(folder: Path) -> None:
    """SHA256SUMS of what lies there."""
    lines = [f"{digest(folder / name)}  {name}\n" for name in SUMMED]
    (folder / SUMS).write_text("".join(lines), encoding="ascii")


def read(folder: Path) -> Bundle:
    """What a bundle says of itself. Raises LabError where this is none."""
    for path in (folder, *(folder / name for name in (*SUMMED, SUMS))):
        if not path.exists():
            raise LabError("bundle-missing", path=path)
    try:
        text = (folder / README).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise LabError("bundle-unreadable", path=folder / README, reason=error.strerror) from error
    said = dict(re.findall(r"^(\w+): (.+)$", text, re.MULTILINE))
    if not all(re.fullmatch(form, said.get(name, "")) for name, form in FORMS.items()):
        raise LabError("bundle-damaged", member=README, path=folder)
    facts = {"reference": said["image"], "ids": tuple(said["ids"].split()), "size": int(said["bytes"])}
    same = {name: said[name] for name in ("platform", "base", "commit")}
    gfx = () if said["gfx"] == "-" else tuple(said["gfx"].split(","))
    return Bundle(folder, rocm=said["rocm"] == "True", gfx=gfx, **facts, **same)


def verify(bundle: Bundle, heard: Callable[[int], None] = lambda _bytes: None) -> dict[str, str]:
    """The SHA-256 of each file of the checkout. Raises LabError where a byte of the bundle differs.

    `heard` is told how many bytes more were read.
    """
    try:
        lines = (bundle.folder / SUMS).read_text(encoding="ascii", errors="replace").splitlines()
        sums = {name: said for said, _, name in (line.partition("  ") for line in lines)}
        for name in SUMMED:
            if digest(bundle.folder / name, heard) != sums.get(name):
                raise LabError("bundle-damaged", member=name, path=bundle.folder)
        with (bundle.folder / CHECKOUT).open("rb") as archive:
            commit, files = sums_in(archive)
    except OSError as error:
        raise LabError("bundle-unreadable", path=bundle.folder, reason=error.strerror) from error
    except ValueError as error:
        raise LabError("bundle-checkout", reason=str(error)[:200]) from error
    if commit != bundle.commit:
        raise LabError("bundle-checkout", reason=f"{commit or '-'} ≠ {bundle.commit}")
    return files


def require_free(path: Path, need: int, code: str) -> None:
    """Says how many bytes are needed there and are free. Raises LabError with this code where those are too few."""
    free = disk_at(path).free
    says = {"need": f"{need / 1e9:.1f}", "free": "?" if free is None else f"{free / 1e9:.1f}", "path": path}
    if free is not None and free < need:
        raise LabError(code, **says)
    say("bundle-room", **says)


def digest(path: Path, heard: Callable[[int], None] = lambda _bytes: None) -> str:
    """SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
            heard(len(chunk))
    return found.hexdigest()
