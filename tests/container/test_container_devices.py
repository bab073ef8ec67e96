"""The lab on an AMD GPU, by hand after `make env`: which device nodes it gets, and that it may open them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from container.engine import Bases, Contained, Lab, docker, inspect
from container.this_machine import FIRST, KFD, MINORS, SECOND, Machine, make_machine
from native.checkout import error_code
from native.running import status

# Every device node of the cards: its major and minor number, and whether it opens for reading and writing.
LOOK = """
import json, os, pathlib
found = {}
for node in [pathlib.Path("/dev/kfd"), *pathlib.Path("/dev/dri").glob("*")]:
    number = node.stat().st_rdev
    try:
        os.close(os.open(node, os.O_RDWR))
        opens = True
    except PermissionError:
        opens = False
    found[str(node)] = [os.major(number), os.minor(number), opens]
print(json.dumps(found))
"""
NOBODY, NOBODY_TOO = "65533", "65534"


def nodes(*opening: str, closed: tuple[str, ...] = ()) -> dict[str, Any]:
    """What LOOK prints where these nodes open and those are there but do not."""
    return {node: [1, MINORS[node], node in opening] for node in (*opening, *closed)}


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory, bases: Bases) -> Iterator[Machine]:
    root = tmp_path_factory.mktemp("machine") / "two cards"
    yield make_machine(root, bases.cpu)
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="module")
def by_hand(new_checkout: Callable[..., Contained], machine: Machine, bases: Bases) -> Contained:
    """A checkout after `make env` for all cards and `docker compose build`, the lab not started."""
    checkout = new_checkout("Lab by hand", LAB_BASE_IMAGE=bases.rocm)
    written = checkout.make("env", HOST_ROOT=machine.root, GPU="all")
    assert written.returncode == 0, written.stderr
    built = checkout.compose("build")
    assert built.returncode == 0, built.stderr
    return checkout


def look(checkout: Contained, **more: str) -> Any:
    """What LOOK finds in a container of the lab's service."""
    done = checkout.compose("run", "--rm", "-T", "--no-deps", "lab", "python", "-c", LOOK, **more)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_plain_compose_brings_the_lab_up_with_both_cards_and_torch_for_rocm(by_hand: Contained) -> None:
    up = by_hand.compose("up", "--detach", "--wait")
    assert up.returncode == 0, up.stderr
    try:
        lab = Lab(by_hand, f"http://127.0.0.1:{by_hand.given['LAB_PORT']}", (by_hand.root / ".lab/token").read_text())
        assert inspect(lab.container)["State"]["Health"]["Status"] == "healthy"
        assert status(f"{lab.base}/api/status", Authorization=f"token {lab.token}") == 200
        assert json.loads(lab.python(LOOK)) == nodes(KFD, FIRST, SECOND)
        assert lab.python("import torch; print(torch.version.hip)").startswith("7.15")
        assert lab.run("id", "-u") != "0"
    finally:
        by_hand.compose("down")


def test_with_torch_for_rocm_a_kernel_was_started_ahead_of_time_and_this_is_no_proof(by_hand: Contained) -> None:
    """The lab itself comes to its optimizer: the stand-in's triton is empty."""
    judge = ("python", "-m", "judge", "--backend", "auto", "--language", "en", "--runs", "/lab/runs")
    done = by_hand.compose("run", "--rm", "-T", "check", *judge, "--notebook", "/lab/labs/01_training_flow.en.ipynb")
    assert done.returncode == 1, done.stdout + done.stderr
    [record] = [json.loads(file.read_text(encoding="utf-8")) for file in by_hand.root.glob("runs/*/record.json")]
    assert record["labs"][0]["kernel"] == "ahead"
    assert [condition["holds"] for condition in record["labs"][0]["hip"][:2]] == [True, False]
    assert record["verdict"]["hip"] == "NOT PROVED"


@pytest.mark.parametrize(
    ("groups", "found"),
    [
        ({"HOST_KFD_GID": NOBODY}, nodes(FIRST, SECOND, closed=(KFD,))),
        ({"HOST_RENDER_GID": NOBODY}, nodes(KFD, closed=(FIRST, SECOND))),
        ({"HOST_KFD_GID": NOBODY, "HOST_RENDER_GID": NOBODY_TOO}, nodes(closed=(KFD, FIRST, SECOND))),
    ],
    ids=["kfd's", "the render nodes'", "either"],
)
def test_without_the_group_a_node_does_not_open(by_hand: Contained, groups: dict[str, str], found: Any) -> None:
    assert look(by_hand, **groups) == found


@pytest.mark.parametrize(
    ("gpu", "found"),
    [
        ("", nodes(KFD, FIRST)),  # of equals the first
        ("0", nodes(KFD, FIRST)),
        ("1", nodes(KFD, SECOND)),
        ("all", nodes(KFD, FIRST, SECOND)),
    ],
)
def test_gpu_says_which_cards_are_there_and_another_is_not(
    by_hand: Contained, machine: Machine, gpu: str, found: Any
) -> None:
    written = by_hand.make("env", HOST_ROOT=machine.root, GPU=gpu)
    assert written.returncode == 0, written.stderr
    assert look(by_hand) == found


def test_one_group_may_own_both(by_hand: Contained, tmp_path: Path, bases: Bases) -> None:
    machine = make_machine(tmp_path / "one group", bases.cpu, kfd=54321, render=54321)
    written = by_hand.make("env", HOST_ROOT=machine.root, GPU="all")
    assert written.returncode == 0, written.stderr
    assert look(by_hand) == nodes(KFD, FIRST, SECOND)


def test_make_lab_refuses_a_card_that_pytorch_does_not_see_and_leaves_no_container(
    new_checkout: Callable[..., Contained], machine: Machine, bases: Bases
) -> None:
    checkout = new_checkout("Lab refused", LAB_BASE_IMAGE=bases.rocm)
    refused = checkout.make("lab", HOST_ROOT=machine.root)
    assert error_code(refused) == ("gpu-not-seen", 3)
    assert "gfx942" in refused.stderr
    assert checkout.containers() == []
    assert "is up" not in refused.stdout
    assert docker("network", "ls", "--quiet", "--filter", f"name={checkout.project}").stdout == ""
