"""Lab 06 over several containers: docker/compose.workers.yaml, as its page says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from container.engine import Contained, docker

FILES = ("-f", "compose.yaml", "-f", "docker/compose.workers.yaml")
WALLS = ("user", "read_only", "cap_drop", "security_opt", "tmpfs", "pids_limit", "mem_limit", "init", "image")
FOUR = "worker {rank} of 4, weight after: tensor([[0.2600, 0.3400, 0.3800]])"


@pytest.fixture(scope="module")
def checkout(new_checkout: Callable[..., Contained]) -> Iterator[Contained]:
    made = new_checkout("Lab ü workers", LAB_BACKEND="cpu")
    made.image()
    assert made.make("env").returncode == 0
    yield made
    made.remove()


def test_workers_have_the_walls_of_the_others_and_a_network_without_a_way_out(checkout: Contained) -> None:
    done = checkout.compose(*FILES, "--profile", "check", "config", "--format", "json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    worker, check = found["services"]["worker"], found["services"]["check"]
    assert {wall: worker[wall] for wall in WALLS} == {wall: check[wall] for wall in WALLS}
    assert not {"devices", "group_add", "ports", "build", "network_mode", "privileged"} & {
        k for k, v in worker.items() if v
    }
    assert [(volume["target"], volume["read_only"]) for volume in worker["volumes"]] == [("/lab/labs", True)]
    assert [found["networks"][name].get("internal") for name in worker["networks"]] == [True]


def test_four_containers_make_one_step(checkout: Contained) -> None:
    done = checkout.compose(*FILES, "up", "--scale", "worker=4", "worker")
    assert done.returncode == 0, done.stdout + done.stderr
    said = [line for one in checkout.containers() for line in docker("logs", one).stdout.splitlines()]
    assert [said.count(FOUR.format(rank=rank)) for rank in range(4)] == [1] * 4
    assert said.count("4 workers hold one model = True") == 1
    assert any(line.startswith("efficiency 4×1024, N=4: ") for line in said)
    ended = [json.loads(docker("inspect", one).stdout)[0]["State"]["ExitCode"] for one in checkout.containers()]
    assert ended == [0] * 4
