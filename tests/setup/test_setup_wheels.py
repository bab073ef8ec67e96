"""AMD's wheels by GPU, natively, from nothing: what verbs say, what is recorded, and what it does for afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from native.amd_index import TORCH, listening, make_wheels, table
from native.checkout import PROJECT, Checkout, error_code, make_checkout

GFX942 = PROJECT / "tests/unit/machine/machines/gfx942"


@dataclass(frozen=True)
class Made:
    """A checkout whose index has stand-ins made from the CPU build, and what its first check said."""

    checkout: Checkout
    wheels: Path
    said: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """`make check` on a machine with a gfx942, with nothing there before."""
    folder = tmp_path_factory.mktemp("wheels")
    with listening(make_wheels(folder / "wheels")) as index:
        checkout = make_checkout(folder / "Lab ü wheels")
        table(checkout.root / "docker", index.url)
        done = checkout.make("check", BACKEND="hip", HOST_ROOT=GFX942)
        yield Made(checkout, index.wheels, done.stdout)


def records(made: Made) -> list[dict[str, Any]]:
    """The records of all checks, in their order."""
    return [json.loads(file.read_text()) for file in sorted(made.checkout.root.glob("runs/*/record.json"))]


def test_it_says_what_it_will_download_before_it_does(made: Made) -> None:
    before = made.said.index(f"PyTorch {TORCH} for gfx942")
    assert "about 2.1 GB to download, 6.2 GB on the disk" in made.said
    assert before < made.said.index("JupyterLab and the other packages")


def test_without_a_gpu_that_answers_no_lab_runs_on_it(made: Made) -> None:
    assert error_code(made.checkout.make("lab", BACKEND="hip", HOST_ROOT=GFX942)) == ("gpu-not-seen", 3)


def test_the_record_has_what_came_and_its_hashes(made: Made) -> None:
    wheels = records(made)[0]["wheels"]
    came = {wheel["file"]: wheel["sha256"] for wheel in wheels["wheels"]}
    others = ("gfx12", "gfx11", "setuptools")  # an environment has its own setuptools
    names = [file.name for file in made.wheels.iterdir() if not any(other in file.name for other in others)]
    assert came == {name: hashlib.sha256((made.wheels / name).read_bytes()).hexdigest() for name in names}
    assert wheels["gfx"] == ["gfx942"]


def test_the_same_environment_does_for_the_cpu(made: Made) -> None:
    notebook = PROJECT / "labs/01_training_flow.en.ipynb"
    done = made.checkout.make("check", BACKEND="cpu", NOTEBOOK=notebook)
    assert "labs PASS · HIP NOT PROVED" in done.stdout
    assert "JupyterLab and the other packages" not in done.stdout
    assert records(made)[-1]["torch"]["version"] == TORCH


def test_doctor_says_that_they_are_there(made: Made) -> None:
    said = made.checkout.make("doctor", HOST_ROOT=GFX942).stdout
    assert f"{TORCH}, AMD's wheels for gfx942" in said
    assert "make lab will run natively on gfx942." in said


def test_another_gpu_takes_others(made: Made) -> None:
    """A card was put in: what is there is not for it, and doctor's disk figure is that of a download."""
    said = made.checkout.make("doctor", BACKEND="hip", HOST_ROOT=GFX942.with_name("r9700")).stdout
    assert f"{TORCH}, AMD's wheels for gfx1201" in said
    assert "8.6 GB" in said
