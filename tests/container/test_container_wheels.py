"""BASE=wheels: an image with AMD's wheels by GPU on a bare Python, from an index that behaves like AMD's."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from container.engine import Bases, Contained, docker, inspect
from container.this_machine import Machine, make_machine
from native.amd_index import TORCH, Index, listening, make_wheels, table
from native.checkout import error_code

CAME = "/opt/lab/wheels.json"


@dataclass(frozen=True)
class Made:
    """A checkout set to BASE=wheels on a machine with a gfx942, and the image that it built."""

    checkout: Contained
    machine: Machine
    image: str

    def inside(self, *command: str) -> str:
        done = docker("run", "--rm", "--network", "none", self.image, *command)
        assert done.returncode == 0, done.stderr
        return done.stdout


def on_this_network(checkout: Contained, index: Index) -> Contained:
    """The same with this index for AMD's, and with builds that see this machine's 127.0.0.1."""
    table(checkout.root / "docker", index.url)
    overlay = checkout.root / "docker/compose.wheels.yaml"
    overlay.write_text(overlay.read_text().replace("x-build: &build\n", "x-build: &build\n  network: host\n"))
    return checkout


@pytest.fixture(scope="module")
def made(
    new_checkout: Callable[..., Contained], bases: Bases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Made]:
    """Built once, for a card that is here and one that is not."""
    folder = tmp_path_factory.mktemp("wheels")
    machine = make_machine(folder / "machine", bases.cpu, cards=2)
    given = {"LAB_BASE": "wheels", "LAB_GFX": "gfx942,gfx1201", "LAB_HOST_ROOT": str(machine.root)}
    with listening(make_wheels(folder / "wheels")) as index:
        checkout = on_this_network(new_checkout("Lab ü wheels", **given), index)
        image = checkout.image()
    yield Made(checkout, machine, image)
    checkout.remove()
    docker("image", "rm", image)


def label(image: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(inspect(image)["Config"]["Labels"]["rocm-lab.wheels"])
    return told


def test_the_image_has_amd_s_torch_for_its_gpus_and_what_that_needs_of_the_system(made: Made) -> None:
    look = "import ctypes, torch; [ctypes.CDLL(f'lib{n}') for n in ('atomic.so.1', 'quadmath.so.0')]"
    told = made.inside("python", "-c", f"{look}; print(torch.__version__, torch.version.hip)")
    assert told.split() == [TORCH, "7.15.26333"]
    kernels = made.inside("sh", "-c", "ls /opt/lab/lib/python3*/site-packages/torch/.kpack")
    assert kernels.split() == ["torch_gfx1201.kpack", "torch_gfx942.kpack"]


def test_a_learner_s_pip_cannot_replace_it(made: Made) -> None:
    frozen = made.inside("cat", "/opt/lab/constraints.txt").splitlines()
    assert {f"torch=={TORCH}", "rocm==10.0.0", f"amd-torch-device-gfx942=={TORCH}"} <= set(frozen)


def test_its_label_says_what_came_and_with_which_hash(made: Made) -> None:
    assert label(made.image) == json.loads(made.inside("cat", CAME))
    assert label(made.image)["gfx"] == ["gfx1201", "gfx942"]
    assert all(len(wheel["sha256"]) == 64 for wheel in label(made.image)["wheels"])


def test_one_that_compose_built_by_hand_is_there_for_the_next_call_which_gives_it_the_label(made: Made) -> None:
    """The index is gone by now: nothing is built again."""
    assert made.checkout.make("env").returncode == 0
    built = made.checkout.compose("build", "lab")
    assert built.returncode == 0, built.stderr
    assert "rocm-lab.wheels" not in inspect(made.image)["Config"]["Labels"]
    found = made.checkout.make("lab")
    assert "Building" not in found.stdout
    assert label(made.image) == json.loads(made.inside("cat", CAME))
    # No GPU answers behind the stand-in nodes, so the lab does not stay.
    assert error_code(found) == ("gpu-not-seen", 3)


def test_a_check_in_it_records_the_wheels_and_proves_nothing(made: Made) -> None:
    done = made.checkout.make("check", NOTEBOOK="labs/01_training_flow.en.ipynb")
    assert "HIP NOT PROVED" in done.stdout, done.stdout + done.stderr
    record = json.loads(max(made.checkout.root.glob("runs/*/record.json")).read_text())
    assert record["wheels"] == label(made.image)


def test_compose_by_hand_uses_it(made: Made) -> None:
    assert made.checkout.compose("config", "--images", "lab").stdout.strip() == made.image
    config = json.loads(made.checkout.compose("config", "--format", "json", "lab").stdout)
    assert config["services"]["lab"]["build"]["args"]["GFX"] == "gfx1201,gfx942"


@pytest.mark.parametrize(("gfx", "code"), [("gfx1102", "wheels-without-code"), ("gfx1100", "wheels-missing")])
def test_the_build_refuses_what_has_no_code_for_a_gpu(
    new_checkout: Callable[..., Contained], tmp_path: Path, gfx: str, code: str
) -> None:
    with listening(make_wheels(tmp_path / "wheels", hollow=True)) as index:
        checkout = on_this_network(new_checkout("Lab refused", LAB_BASE="wheels", LAB_GFX=gfx), index)
        assert error_code(checkout.make("image")) == (code, 4)
    of_it = f"label=com.docker.compose.project={checkout.project}"
    assert docker("image", "ls", "--quiet", "--filter", of_it).stdout == ""
