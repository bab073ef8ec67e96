"""make clean: what the verbs made goes, what is the learner's only after a yes, another checkout's stays."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from container.engine import Contained, Lab, docker, inspect
from container.learner import answers, save
from container.terminal import at_a_terminal
from native.running import start

YOURS = ("work", "runs", ".lab/home")
ALL_YOURS = (*YOURS, ".lab/yours")  # the last where make fleet found a changed file


@pytest.fixture
def used(new_checkout: Callable[..., Contained]) -> Contained:
    """A checkout in which somebody has worked, and whose lab is up."""
    checkout = new_checkout("Lab ü clean")
    up = start(checkout, "en", int(checkout.given["LAB_PORT"]))
    save(Lab(checkout, up.base, up.token), "mine ü.ipynb", "what I saw")
    (checkout.root / "runs/2026-01-01T00-00-00Z").mkdir()
    (checkout.root / ".lab/home/mine.txt").write_text("installed")
    (checkout.root / ".env").write_text("OTHER=1\n")
    return checkout


def what_is_left(checkout: Contained) -> set[str]:
    return {name for name in (*ALL_YOURS, ".lab/token", ".env") if (checkout.root / name).exists()}


def test_without_a_terminal_it_keeps_what_is_yours_says_so_and_leaves_other_checkouts_alone(
    used: Contained, lab: Lab
) -> None:
    before = inspect(lab.container)
    done = used.make("clean")
    assert done.returncode == 0, done.stderr
    assert "Still here, because it is yours: work/, runs/, .lab/home/" in done.stdout
    assert "Kept." in done.stdout
    assert what_is_left(used) == {*YOURS, ".env"}
    assert "what I saw" in (used.root / "work/mine ü.ipynb").read_text(encoding="utf-8")
    assert used.containers() == []
    assert docker("network", "ls", "--quiet", "--filter", f"name={used.project}").stdout == ""
    assert inspect(lab.container)["State"]["StartedAt"] == before["State"]["StartedAt"]
    assert answers(lab)
    assert docker("image", "inspect", before["Image"]).returncode == 0


@pytest.mark.parametrize(
    ("typed", "left"),
    [("yes\n", {".env"}), ("y\n", {*ALL_YOURS, ".env"}), ("\x04", {*ALL_YOURS, ".env"})],
    ids=["yes", "y", "end of input"],
)
def test_at_a_terminal_it_asks_and_only_yes_is_a_yes(
    new_checkout: Callable[..., Contained], typed: str, left: set[str]
) -> None:
    checkout = new_checkout("Lab ü asks")
    for name in ALL_YOURS:
        (checkout.root / name).mkdir(parents=True)
        (checkout.root / name / "mine.txt").write_text("mine")
    (checkout.root / ".env").write_text("OTHER=1\n")
    status, shown = at_a_terminal(checkout, "clean", typed)
    assert status == 0, shown
    assert "Remove that as well?" in shown
    assert what_is_left(checkout) == left


def test_an_image_that_nobody_uses_goes_and_the_base_stays(new_checkout: Callable[..., Contained]) -> None:
    checkout = new_checkout("Lab ü image")
    source = checkout.root / "labs/01_training_flow.py"
    source.write_bytes(source.read_bytes() + f"# {uuid4().hex}\n".encode())  # an image of its own
    built = checkout.make("image")
    reference = next(line for line in built.stdout.splitlines() if line.startswith("rocm-lab:"))
    published = f"127.0.0.1:5000/owner/{reference}"  # as it is called where it came from a registry, or went to one
    assert docker("tag", reference, published).returncode == 0
    done = checkout.make("clean")
    for name in (reference, published):
        assert f"removed {name}" in done.stdout
        assert docker("image", "inspect", name).returncode == 1
    assert docker("image", "inspect", checkout.given["LAB_BASE_IMAGE"]).returncode == 0


def test_a_container_that_has_stopped_by_itself_goes_as_well(used: Contained) -> None:
    docker("stop", "--time", "1", used.container)
    assert used.make("clean").returncode == 0
    assert used.containers() == []
