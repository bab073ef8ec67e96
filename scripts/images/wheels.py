"""AMD's wheels by GPU: what docker/torch-rocm.txt says of them, and the base that they make on a bare Python."""

from __future__ import annotations

import ctypes
import json
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from cli.places import CHECKOUT
from cli.speech import LabError, say
from images.bases import CPU, GB, ROCM, Base

TABLE = CHECKOUT / "docker/torch-rocm.txt"
CAME = "wheels.json"  # in the environment: what came, with which hash; docker/build/rocm_wheels.py writes it
# What the wheels need of the system, and the packages of Debian and Ubuntu that have it.
LIBRARIES = {"libatomic.so.1": "libatomic1", "libquadmath.so.0": "libquadmath0"}
Size = tuple[int, int]  # bytes to download, bytes installed


@dataclass(frozen=True)
class Wheels:
    """The index, the version of torch in it, and the size for each GPU that it has code for (None: not known)."""

    index: str
    torch: str
    sizes: dict[str, Size | None]
    most: Size  # for all of them together

    def size(self, gfx: Collection[str]) -> Size:
        """What is not known is taken for the largest that is, and no sum is over that of all together."""
        largest = max(filter(None, self.sizes.values()))
        each = [self.sizes.get(name) or largest for name in gfx]
        return min(self.most[0], sum(size[0] for size in each)), min(self.most[1], sum(size[1] for size in each))


def parse(table: str) -> Wheels:
    """The table's text."""
    lines = [line.split() for line in table.splitlines() if line.strip() and not line.startswith("#")]
    named = {line[0]: line[1] for line in lines if line[0] in ("index", "torch")}
    sizes = {name: _size(figures) for name, *figures in lines if name not in named}
    most = sizes.pop("all")
    assert most
    return Wheels(named["index"], named["torch"], sizes, most)


def _size(figures: Sequence[str]) -> Size | None:
    return (int(float(figures[0]) * GB), int(float(figures[1]) * GB)) if figures else None


@cache
def wheels() -> Wheels:
    """The table of this checkout."""
    return parse(TABLE.read_text(encoding="utf-8"))


def wheels_for(named: Sequence[str], seen: Iterable[str]) -> tuple[str, ...]:
    """The GPUs to fetch wheels for: those that were named, else those of this machine that AMD has any for."""
    return tuple(sorted(named or {gfx for gfx in seen if gfx in wheels().sizes}))


def require_wheels(gfx: Sequence[str], seen: Iterable[str]) -> None:
    """Raises LabError where there is no GPU to fetch wheels for, or one that AMD's index has none for."""
    here = ", ".join(sorted(set(seen)))
    none = ", ".join(name for name in gfx if name not in wheels().sizes)
    if none or (here and not gfx):
        raise LabError("gfx-no-wheels", gfx=none or here)
    if not gfx:
        raise LabError("wheels-no-gpu")


def tell_wheels(gfx: Sequence[str]) -> None:
    """Says what is about to be downloaded, before it is."""
    download, installed = wheels().size(gfx)
    figures = {"download": f"{download / GB:.1f}", "installed": f"{installed / GB:.1f}"}
    say("wheels-coming", torch=wheels().torch, gfx=", ".join(gfx), index=wheels().index, **figures)


def wheels_base(gfx: Sequence[str], named: str | None) -> Base:
    """The base that they make: a bare Python (or the image `named`) with this torch, for these GPUs and no others."""
    download, installed = wheels().size(gfx)
    torch = wheels().torch.partition("+")[0]
    base = Base(CPU.reference, download, installed, torch, ROCM.added, tuple(gfx), exact=True)
    if named:
        return replace(base, reference=named, download=None, unpacked=None, added=download + installed + base.added)
    assert CPU.download
    assert CPU.unpacked
    return replace(base, download=CPU.download + download, unpacked=CPU.unpacked + installed)


def fetched(environment: Path) -> tuple[str, ...]:
    """The GPUs that an environment has AMD's wheels for; none where it has another torch."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        return tuple(json.loads((environment / CAME).read_text(encoding="utf-8"))["gfx"])
    return ()


def missing_libraries() -> tuple[str, ...]:
    """The packages of the system that the wheels need and that are not here."""
    return tuple(package for library, package in LIBRARIES.items() if not _loads(library))


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
