"""What is sent to a cluster, without one: its walls are compose.yaml's, and it does what `make seats` does."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from session.notebooks import seed_work
from unit.workshop.kubernetes_facts import COMPOSE, LAB, PODS, PROFILES, ROOT, VALUES, job, objects
from unit.workshop.walls import broken, of_pod
from workshop.seats import state
from workshop.seats.demands import IDLE, LONGEST


@pytest.mark.parametrize("name", PODS)
def test_its_walls_are_those_of_compose(name: str) -> None:
    pod, walls = PODS[name]
    assert of_pod(pod) == walls
    assert broken(walls) == []


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("user", "0:0", "no root"),
        ("dropped", (), "no capability"),
        ("gains_privileges", True, "no way to gain any"),
        ("root_read_only", False, "a read-only root"),
        ("holes", frozenset({"hostPath"}), "no way to the host"),
        ("memory", 0, "a limit of memory"),
        ("in_memory", {"/tmp": 1}, "limits of what lies in memory"),
        ("reaped", False, "no dead process stays"),
    ],
)
def test_each_rule_can_be_broken(field: str, value: Any, rule: str) -> None:
    assert broken(replace(LAB, **{field: value})) == [rule]


def test_one_card_where_there_is_to_be_one_and_its_group_with_it() -> None:
    for name, (pod, _) in PODS.items():
        alone = name in ("seat on a card", "check", "worker")
        assert ("amd.com/gpu" in pod["containers"][0]["resources"]["limits"]) is alone
        assert pod["securityContext"].get("supplementalGroups", []) == ([65534] if alone else [])


def test_a_seat_has_the_labs_environment_and_as_many_threads_as_cores() -> None:
    lab = dict(pair.split("=", 1) for pair in COMPOSE["compose.yaml"]["lab"]["environment"] if not pair.startswith("$"))
    user = VALUES["singleuser"]
    for profile in PROFILES.values():
        given = {**user["extraEnv"], **profile["environment"]}
        assert given.keys() == (lab.keys() - {"JUPYTER_TOKEN_FILE"}) | {"OMP_NUM_THREADS"}
        assert given["ROCPROFILER_QUEUE_INTERPOSITION"] == lab["ROCPROFILER_QUEUE_INTERPOSITION"]
        assert int(given["OMP_NUM_THREADS"]) == user["cpu"]["limit"]
    assert {slug: profile["environment"]["LAB_BACKEND"] for slug, profile in PROFILES.items()} == {
        "gpu": "hip",
        "cpu": "cpu",
    }


def test_the_check_is_compose_s_check_on_a_gpu() -> None:
    (container,) = job("check.yaml")["containers"]
    wanted = [
        "hip" if "BACKEND" in word else "en" if "LANG" in word else word
        for word in COMPOSE["compose.yaml"]["check"]["command"]
    ]
    assert container["command"][-1].splitlines()[0] == " ".join(wanted)
    assert {one["name"] for one in container["env"]} == {"PYTHONPATH", "ROCPROFILER_QUEUE_INTERPOSITION"}


def test_a_worker_does_what_compose_s_worker_does() -> None:
    (container,), lab = job("workers.yaml")["containers"], COMPOSE["docker/compose.workers.yaml"]["worker"]
    spec = objects("workers.yaml")["Job"]["spec"]
    assert spec["completions"] == spec["parallelism"] == 4
    given = [re.sub(r"\$\{WORKERS:-(\d)\}", r"\1", word) for word in lab["command"]]
    assert container["command"] == [
        word if "endpoint" not in word else "--rdzv-endpoint=lab-workers-0.lab-workers:29400" for word in given
    ]
    theirs = {pair.partition("=")[0] for pair in lab["environment"]}
    assert {one["name"] for one in container["env"]} == theirs | {"NCCL_SOCKET_IFNAME"}
    service, policy = (objects("workers.yaml")[kind] for kind in ("Service", "NetworkPolicy"))
    assert service["metadata"]["name"] == job("workers.yaml")["subdomain"] == "lab-workers"
    assert (service["spec"]["clusterIP"], service["spec"]["publishNotReadyAddresses"]) == ("None", True)
    ours = spec["template"]["metadata"]["labels"]
    assert service["spec"]["selector"] == policy["spec"]["podSelector"]["matchLabels"] == ours
    assert policy["spec"]["ingress"] == [{"from": [{"podSelector": {"matchLabels": ours}}]}]


def test_no_two_checks_are_on_one_node_and_one_that_fails_ends_no_other() -> None:
    spec = objects("check.yaml")["Job"]["spec"]
    (apart,) = spec["template"]["spec"]["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert apart == {
        "topologyKey": "kubernetes.io/hostname",
        "labelSelector": {"matchLabels": spec["template"]["metadata"]["labels"]},
    }
    assert (spec["completionMode"], spec["backoffLimitPerIndex"]) == ("Indexed", 0)
    assert "backoffLimit" not in spec


def test_a_seat_ends_as_with_make_seats() -> None:
    assert (VALUES["cull"]["timeout"], VALUES["cull"]["maxAge"]) == (60 * IDLE, 60 * LONGEST)
    made = VALUES["hub"]["extraConfig"]["seats"]
    assert 'f"seat-{number:02}"' in made
    assert state.names(VALUES["custom"]["seats"])[-1] == "seat-40"
    assert 'environment["SEAT_ENDS"]' in made
    assert 'get_config("cull.maxAge")' in made


def test_nobody_gets_in_from_outside_before_somebody_says_so_and_nothing_is_privileged() -> None:
    assert VALUES["proxy"]["service"]["type"] == "ClusterIP"
    assert VALUES["singleuser"]["cloudMetadata"] == {"blockWithIptables": False}
    assert VALUES["hub"]["config"]["JupyterHub"]["authenticator_class"] != "dummy"


def test_a_seat_is_seeded_as_with_make_seats_and_what_is_there_stays(tmp_path: Path) -> None:
    hook = VALUES["singleuser"]["lifecycleHooks"]["postStart"]["exec"]["command"]
    works = [tmp_path / "a cluster's", tmp_path / "make seats"]
    for work in works:
        work.mkdir()
        (work / "01_training_flow.en.ipynb").write_text("mine")
        (work / "02_inference_flow.en.ipynb").symlink_to("nowhere")
    script = hook[-1].replace("/lab/labs/", f'"{ROOT}"/labs/').replace("own=/lab/work/", f'own="{works[0]}"/')
    for _ in range(2):
        done = subprocess.run([*hook[:-1], script], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
    seed_work(works[1])
    seeded, expected = (
        {file.name: file.is_symlink() or file.read_bytes() for file in work.iterdir()} for work in works
    )
    assert seeded == expected
    assert len(seeded) > 10
