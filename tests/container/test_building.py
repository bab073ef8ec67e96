"""make image: the same content is the same image, a change rebuilds what comes after it, and a build may break."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from container.engine import Bases, Contained, docker, inspect, wait_until
from container.interrupting import ENDS, begin, nothing_runs
from native.checkout import error_code, give_environment

# What the Dockerfile lays over its base: torch, the packages, and what is copied.
TORCH, PACKAGES = 1, 2
# Without these torch cannot be imported, and the build makes sure that it can.
TORCH_NEEDS = (
    "filelock",
    "fsspec",
    "jinja2",
    "markupsafe",
    "mpmath",
    "networkx",
    "numpy",
    "setuptools",
    "sympy",
    "typing-extensions",
)


@dataclass(frozen=True)
class Built:
    """What `make image` printed, and the image's layers."""

    reference: str
    id: str
    layers: list[str]


@pytest.fixture(scope="module")
def checkout(new_checkout: Callable[..., Contained]) -> Contained:
    return new_checkout("Lab ü builds")


@pytest.fixture(scope="module")
def first(checkout: Contained) -> Built:
    """The image of the checkout as it was cloned."""
    return build(checkout)


@pytest.fixture(scope="module")
def below(bases: Bases) -> int:
    """How many layers the base has."""
    return len(inspect(bases.cpu)["RootFS"]["Layers"])


@pytest.fixture
def lock(checkout: Contained) -> Path:
    return checkout.root / "docker/requirements.lock"


@pytest.fixture(scope="module")
def mark() -> str:
    """A line that makes a lock one that no build has seen."""
    return f"# {uuid4().hex}\n"


@pytest.fixture
def changed_lock(lock: Path, mark: str) -> Iterator[None]:
    """Another lock for one test, with few packages, so that it is soon installed."""
    good = lock.read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", good)
    kept = [block for block in blocks if block.startswith(TORCH_NEEDS)]
    lock.write_text("\n".join([*kept, mark]), encoding="utf-8")
    yield
    lock.write_text(good, encoding="utf-8")


def build(checkout: Contained) -> Built:
    done = checkout.make("image")
    assert done.returncode == 0, done.stdout + done.stderr
    said = re.search(r"^(rocm-lab:[0-9a-f]{12})\n  id: +(sha256:[0-9a-f]{64})\n", done.stdout, re.MULTILINE)
    assert said, done.stdout
    facts = inspect(said[1])
    assert facts["Id"] == said[2]
    return Built(said[1], said[2], facts["RootFS"]["Layers"])


def shared(one: Built, other: Built) -> int:
    """How many layers both have, counted from the base."""
    pairs = zip(one.layers, other.layers, strict=True)
    return next((number for number, (left, right) in enumerate(pairs) if left != right), len(one.layers))


def test_where_nothing_changed_it_is_the_same_image(checkout: Contained, first: Built) -> None:
    assert build(checkout) == first


def test_after_a_lab_changed_only_the_layer_with_the_labs_is_new(checkout: Contained, first: Built) -> None:
    source = checkout.root / "labs/01_training_flow.py"
    old = source.read_bytes()
    source.write_bytes(old + b"# changed\n")
    changed = build(checkout)
    source.write_bytes(old)
    assert changed.reference != first.reference
    assert shared(changed, first) == len(first.layers) - 1


def test_a_build_that_breaks_says_where_to_look_and_once_repaired_goes_on(
    checkout: Contained, first: Built, lock: Path
) -> None:
    good = lock.read_text(encoding="utf-8")
    lock.write_text(f"{good}\nthis is no requirement\n", encoding="utf-8")
    done = checkout.make("image")
    assert error_code(done) == ("build-failed", 4)
    assert "this is no requirement" in done.stderr
    assert "this is no requirement" in (checkout.root / ".lab/build.log").read_text(encoding="utf-8")
    lock.write_text(good, encoding="utf-8")
    assert build(checkout) == first


@pytest.mark.usefixtures("first", "changed_lock")
@pytest.mark.parametrize("end", ENDS)
def test_an_interrupted_build_leaves_nothing_running(checkout: Contained, mark: str, end: signal.Signals) -> None:
    building = begin(checkout, "lab")
    building.wait_for("JupyterLab and the other packages")
    time.sleep(1)
    assert not nothing_runs(checkout, mark)()
    assert building.end(end) != 0
    wait_until(nothing_runs(checkout, mark), 3, "no process, no container, no build step")
    assert "✗ interrupted: " in "".join(building.said)
    assert "Traceback" not in "".join(building.said)


@pytest.mark.usefixtures("changed_lock")
def test_after_the_lock_changed_what_lies_below_it_stays_and_a_build_once_interrupted_goes_through(
    checkout: Contained, first: Built, below: int
) -> None:
    changed = build(checkout)
    docker("image", "rm", changed.reference)
    assert changed.reference != first.reference
    assert shared(changed, first) == below + TORCH
    assert len(changed.layers) >= below + PACKAGES


def test_without_the_base_and_without_a_card_auto_goes_on_natively_and_says_so(
    new_checkout: Callable[..., Contained],
) -> None:
    fresh = new_checkout("Lab ü auto", LAB_BASE_IMAGE="127.0.0.1:1/nothing:none", LAB_MODE="auto")
    give_environment(fresh)
    done = fresh.make("check", NOTEBOOK="labs/01_training_flow.en.ipynb")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No container, so natively: the registry of 127.0.0.1:1/nothing:none did not answer" in done.stdout
    assert "labs PASS" in done.stdout


def test_a_base_that_cannot_be_fetched_is_named_and_nothing_is_set_up(new_checkout: Callable[..., Contained]) -> None:
    fresh = new_checkout("Lab ü base", LAB_BASE_IMAGE="127.0.0.1:1/nothing:none")
    for verb in ("lab", "check", "image"):
        done = fresh.make(verb)
        assert error_code(done) == ("base-refused", 4)
        assert "127.0.0.1:1/nothing:none" in done.stderr
    assert not (fresh.root / "work").exists()
    assert not (fresh.root / "runs").exists()
    assert nothing_runs(fresh)()
