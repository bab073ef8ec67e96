"""The base images that the lab is pinned to, and what has to be known of them before they are fetched."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Base:
    """A pinned image. Sizes in bytes as published (None: not known); `torch` is what it brings, if it does."""

    reference: str
    download: int | None
    unpacked: int | None
    torch: str | None


GB = 10**9

# compose.yaml and docker/compose.cpu.yaml name the first of each kind; a test holds them to these.
ROCM = Base(
    "rocm/pytorch:rocm10.0_ubuntu24.04_py3.12_pytorch_release_2.13.0"
    "@sha256:bbdaba66029f905321be3bbc95206a2d9a56a2bc5300877d146ad24d40db9a12",
    download=20 * GB,
    unpacked=31 * GB,
    torch="2.13.0",
)
ROCM_SMALLER = Base(
    "rocm/pytorch:rocm7.2.4_ubuntu24.04_py3.12_pytorch_release_2.10.0"
    "@sha256:4449f856653602317e4101a76fce599c7fcd58ccec2e539951fce5f73083179e",
    download=10_400_000_000,
    unpacked=None,
    torch="2.10.0",
)
CPU = Base(
    "python:3.12-slim@sha256:f77ac9e44ae96ef2c90b8053ea08c31f8be030f824196b0ae4db6d462c84e51f",
    download=None,
    unpacked=None,
    torch=None,
)
