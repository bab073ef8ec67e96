"""The image: one recipe for three kinds of base, and what the base brings is left as it was."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from container.engine import Bases, Contained, docker, inspect
from container.this_machine import GFX942
from images.bases import CPU, ROCM, Base
from native.checkout import PROJECT

BRINGS_TORCH = ["rocm", "guarded"]
# Where each base has its Python packages.
SITES = {"rocm": ["/opt/venv"], "guarded": ["/usr/local/lib/python3.11", "/usr/lib/python3"]}

ASK = """
import json, numpy, torch
print(json.dumps([torch.__version__, torch.__file__, torch.version.hip, numpy.__version__, numpy.__file__]))
"""
STEP = "import flowlab, jupyterlab, torch; print(torch.nn.Linear(3, 1)(torch.ones(1, 3)).shape)"
# Every file, folder and link: rights, owners, target, and of a file its size and when it was written, in nanoseconds.
LIST = r"""find "$@" -type f -printf '%p %m %U %G %s %T@\n' -o -printf '%p %y %m %U %G %l\n' | sort"""


@dataclass(frozen=True)
class Built:
    """An image, and the base that it was made on."""

    base: str
    image: str


@pytest.fixture(scope="module")
def built(new_checkout: Callable[..., Contained], bases: Bases) -> dict[str, Built]:
    """The image on each of the bases, as `make image` makes it."""
    made = {}
    for kind, backend in (("rocm", "hip"), ("cpu", "cpu"), ("guarded", "hip")):
        base = getattr(bases, kind)
        more = {"LAB_BASE_IMAGE": base, "LAB_BACKEND": backend, "LAB_HOST_ROOT": str(GFX942)}
        made[kind] = Built(base, new_checkout(f"Lab {kind}", **more).image())
    return made


def inside(image: str, *command: str) -> str:
    """What a command prints in a container of the image, as some user on a read-only root without a network."""
    walls = ("--user", "4321:4321", "--read-only", "--tmpfs", "/tmp", "--network", "none")
    done = docker("run", "--rm", *walls, image, *command)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("kind", ["rocm", "cpu", "guarded"])
def test_the_lab_works_on(built: dict[str, Built], kind: str) -> None:
    assert inside(built[kind].image, "python", "-c", STEP) == "torch.Size([1, 1])\n"


@pytest.mark.parametrize("kind", BRINGS_TORCH)
def test_torch_and_its_numpy_are_the_base_s_own(built: dict[str, Built], kind: str) -> None:
    before = json.loads(inside(built[kind].base, "python3", "-c", ASK).splitlines()[-1])
    after = json.loads(inside(built[kind].image, "python", "-c", ASK).splitlines()[-1])
    assert after == before
    assert before[2]  # the HIP version: a base for ROCm


def test_the_cpu_s_torch_is_the_pinned_build(built: dict[str, Built]) -> None:
    version, path, hip, *_ = json.loads(inside(built["cpu"].image, "python", "-c", ASK))
    assert f"torch=={version} " in (PROJECT / "docker/torch-cpu.txt").read_text()
    assert path.startswith("/opt/lab/")
    assert hip is None


@pytest.mark.parametrize(("kind", "pin"), [("rocm", ROCM), ("cpu", CPU)])
def test_it_adds_no_more_than_doctor_counts_with_and_few_layers(built: dict[str, Built], kind: str, pin: Base) -> None:
    base, image = inspect(built[kind].base), inspect(built[kind].image)
    assert image["Size"] - base["Size"] <= pin.added
    assert len(image["RootFS"]["Layers"]) - len(base["RootFS"]["Layers"]) < 6


@pytest.mark.parametrize("kind", BRINGS_TORCH)
def test_no_file_of_the_base_s_python_changed(built: dict[str, Built], kind: str) -> None:
    def listing(image: str) -> list[str]:
        command = ("--user", "0", "--entrypoint", "sh", image, "-euc", LIST, "sh", *SITES[kind])
        return docker("run", "--rm", *command).stdout.splitlines()

    before, after = listing(built[kind].base), listing(built[kind].image)
    assert len(before) > 10_000
    assert sorted(set(before) ^ set(after)) == []


def test_its_labels_say_what_it_is_and_was_made_from(new_checkout: Callable[..., Contained], bases: Bases) -> None:
    checkout = new_checkout("Lab labels", LAB_BACKEND="cpu")
    commit = commit_all(checkout)
    assert checkout.make("env").returncode == 0
    # Of a name of its own: nobody else's image gets these labels.
    mine, digest = f"rocm-lab:{uuid4().hex}", "sha256:" + 64 * "0"
    try:
        built = checkout.compose("build", "lab", IMAGE=mine, BASE_DIGEST=digest)
        assert built.returncode == 0, built.stderr
        labels: dict[str, Any] = inspect(mine)["Config"]["Labels"]
    finally:
        docker("image", "rm", mine)
    about = {name.removeprefix("org.opencontainers.image."): value for name, value in labels.items()}
    assert about["version"] in (checkout.root / ".env").read_text().split("IMAGE=rocm-lab:")[1].splitlines()
    assert about["revision"] == commit
    assert about["base.name"] == bases.cpu
    assert about["base.digest"] == digest
    assert about["title"]
    assert about["licenses"] == "MIT"


def commit_all(checkout: Contained) -> str:
    """Makes the checkout a repository with one commit of all that is there; that commit."""
    git = ["git", "-c", "user.name=a test", "-c", "user.email=test@example.org"]
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "all"]):
        subprocess.run([*git, *command], cwd=checkout.root, check=True)
    head = subprocess.run([*git, "rev-parse", "HEAD"], cwd=checkout.root, check=True, capture_output=True, text=True)
    return head.stdout.strip()
