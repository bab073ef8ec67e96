"""The base images that the lab is pinned to, and what has to be known of them before they are fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Base:
    """A pinned image. Sizes in bytes as published (None: not known); `torch` is what it brings, if it does.

    `gfx`: the GPUs that a source says this torch is built for. No image has been asked itself, so a GPU that is not
    there is one of which nothing can be told.
    """

    reference: str
    download: int | None
    unpacked: int | None
    torch: str | None
    added: int  # by the lab's own layers, as measured on a stand-in for this base
    gfx: tuple[str, ...] = ()
    exact: bool = False  # whether it has code for these alone


GB = 10**9

# AMD's page "Install PyTorch for ROCm" (10.0.0) names a device package of this very build, torch 2.13.0+rocm10.0.0, for
# each of these on Linux (gfx1150 on Windows alone). It gives the image as another form of the same build and does not
# say that every device package is in it. Public reports of this image at work: gfx942, gfx1201.
ROCM_10_GFX = (
    "gfx908", "gfx90a", "gfx942", "gfx950", "gfx1030", "gfx1100", "gfx1101", "gfx1102", "gfx1103", "gfx1151",
    "gfx1152", "gfx1153", "gfx1200", "gfx1201",
)  # fmt: skip
# Of neighbours only: what torch.cuda.get_arch_list() printed in AMD's builds 2.9.1+rocm7.1.1 and 2.9.1+rocm7.2.0, the
# same twice. Public reports of this build itself, 2.10.0+rocm7.2.4, at work: gfx942, gfx950, gfx1201. PyTorch's own
# wheels for ROCm 7.2 list gfx900, gfx906 and gfx1102 besides; AMD's builds have a list of their own.
ROCM_7_GFX = (
    "gfx908", "gfx90a", "gfx942", "gfx950", "gfx1030", "gfx1100", "gfx1101", "gfx1150", "gfx1151", "gfx1200",
    "gfx1201",
)  # fmt: skip

# compose.yaml and docker/compose.cpu.yaml name the first of each kind; a test holds them to these.
ROCM = Base(
    "rocm/pytorch:rocm10.0_ubuntu24.04_py3.12_pytorch_release_2.13.0"
    "@sha256:bbdaba66029f905321be3bbc95206a2d9a56a2bc5300877d146ad24d40db9a12",
    download=20 * GB,
    unpacked=31 * GB,
    torch="2.13.0",
    added=300_000_000,
    gfx=ROCM_10_GFX,
)
ROCM_SMALLER = Base(
    "rocm/pytorch:rocm7.2.4_ubuntu24.04_py3.12_pytorch_release_2.10.0"
    "@sha256:4449f856653602317e4101a76fce599c7fcd58ccec2e539951fce5f73083179e",
    download=10_400_000_000,
    unpacked=None,
    torch="2.10.0",
    added=300_000_000,
    gfx=ROCM_7_GFX,
)
CPU = Base(
    "python:3.12-slim@sha256:f77ac9e44ae96ef2c90b8053ea08c31f8be030f824196b0ae4db6d462c84e51f",
    download=100_000_000,  # more than what is told of images of this kind (113 to 150 MB unpacked)
    unpacked=200_000_000,
    torch=None,
    added=1_300_000_000,  # the CPU build of torch is more than half of it
)


# Of no list of AMD's: the generations before gfx900, and the processors with a Vega in them.
WITHOUT_CODE = re.compile(r"gfx[678]\d\d|gfx90[249c]")


def has_code(gfx: str, base: Base | None) -> bool | None:
    """Whether the PyTorch of this base has code for a card; None where that is not known."""
    if base and (gfx in base.gfx or base.exact):
        return gfx in base.gfx
    return False if WITHOUT_CODE.fullmatch(gfx) else None


def known_base(named: str) -> Base | None:
    """The base of this name; None where this project does not know it."""
    return next((base for base in (ROCM, ROCM_SMALLER, CPU) if named in (base.reference, tag_of(base))), None)


def tag_of(base: Base) -> str:
    """The reference without its digest."""
    return base.reference.partition("@")[0]


def pinned(backend: str, *, cards: bool) -> Base:
    """The pin for what the lab will run on, where there are AMD `cards` or none."""
    return ROCM if backend == "hip" or (backend == "auto" and cards) else CPU
