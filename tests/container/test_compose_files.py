"""The Compose files, as plain `docker compose` reads them after `make env`, on a GPU and on a CPU."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from container.engine import Bases, Contained, leave_one_lab, none_is_left
from container.this_machine import GFX942
from images.bases import CPU, ROCM
from native.checkout import PROJECT
from unit.workshop.walls import broken, of_service

VARIANTS = {"hip": ("compose.yaml", ROCM), "cpu": ("compose.yaml:docker/compose.cpu.yaml", CPU)}
SERVICES = ("lab", "check")
OVERRIDE = "HSA_OVERRIDE_GFX_VERSION"
# (what the caller's environment says, what the container's has)
OVERRIDES = [
    pytest.param({}, None, id="not set"),
    pytest.param({OVERRIDE: ""}, None, id="empty"),
    pytest.param({OVERRIDE: "11.0.0"}, "11.0.0", id="set"),
]


@pytest.fixture(scope="module")
def checkouts(new_checkout: Callable[..., Contained]) -> dict[str, Contained]:
    """A checkout after `make env` for each kind, on the pinned bases; none is ever built."""
    made = {}
    for backend in VARIANTS:
        more = {"LAB_HOST_ROOT": str(GFX942)} if backend == "hip" else {}
        made[backend] = new_checkout(f"Lab files {backend}", LAB_BASE_IMAGE="", LAB_BACKEND=backend, **more)
        written = made[backend].make("env")
        assert written.returncode == 0, written.stderr
    return made


def read(checkout: Contained, **more: str) -> dict[str, Any]:
    """Both services, as Compose understands them."""
    done = checkout.compose("--profile", "check", "config", "--format", "json", **more)
    assert done.returncode == 0, done.stderr
    services: dict[str, Any] = json.loads(done.stdout)["services"]
    assert set(services) == set(SERVICES)
    return services


@pytest.mark.parametrize("backend", VARIANTS)
@pytest.mark.parametrize("profile", [(), ("--profile", "check")], ids=["lab", "check"])
def test_they_are_read_without_a_word(checkouts: dict[str, Contained], backend: str, profile: tuple[str, ...]) -> None:
    assert f"COMPOSE_FILE={VARIANTS[backend][0]}\n" in (checkouts[backend].root / ".env").read_text()
    done = checkouts[backend].compose(*profile, "config", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("backend", VARIANTS)
def test_every_mount_is_labelled_for_selinux(checkouts: dict[str, Contained], backend: str) -> None:
    for service in read(checkouts[backend]).values():
        labels = [volume["bind"]["selinux"] for volume in service["volumes"]]
        assert labels == ["z"] * len(labels) != []


@pytest.mark.parametrize("backend", VARIANTS)
def test_without_make_env_they_name_it(checkouts: dict[str, Contained], backend: str, tmp_path: Path) -> None:
    shutil.copytree(checkouts[backend].root, tmp_path / "lab", ignore=shutil.ignore_patterns(".env"))
    bare = Contained(tmp_path / "lab")
    done = bare.compose("config", "--quiet", COMPOSE_FILE=VARIANTS[backend][0])
    assert done.returncode != 0
    assert "run first make env" in done.stderr


@pytest.mark.parametrize("backend", VARIANTS)
@pytest.mark.parametrize("service", SERVICES)
def test_the_base_is_the_pinned_one(checkouts: dict[str, Contained], backend: str, service: str) -> None:
    arguments = read(checkouts[backend])[service]["build"]["args"]
    pin = VARIANTS[backend][1].reference
    assert arguments["BASE_IMAGE"] == pin
    if service == "lab":
        assert arguments["BASE_DIGEST"] == pin.partition("@")[2]


@pytest.mark.parametrize("backend", VARIANTS)
@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_the_same_walls(checkouts: dict[str, Contained], backend: str, service: str) -> None:
    facts = read(checkouts[backend])[service]
    assert broken(of_service(facts)) == []
    assert facts["pids_limit"] > 0
    assert {port["host_ip"] for port in facts.get("ports", [])} <= {"127.0.0.1"}
    assert facts["environment"]["ROCPROFILER_QUEUE_INTERPOSITION"] == "0"


@pytest.mark.parametrize("service", SERVICES)
def test_only_the_lab_on_a_gpu_has_devices_and_their_groups(checkouts: dict[str, Contained], service: str) -> None:
    on_gpu, on_cpu = (read(checkouts[backend])[service] for backend in ("hip", "cpu"))
    assert {device["target"] for device in on_gpu["devices"]} == {"/dev/kfd", "/dev/dri/renderD128"}
    assert len(on_gpu["group_add"]) == 2
    assert not on_cpu.get("devices")
    assert not on_cpu.get("group_add")


@pytest.mark.parametrize("backend", VARIANTS)
@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(("given", "expected"), OVERRIDES)
def test_an_override_is_passed_only_where_it_is_set_and_not_empty(
    checkouts: dict[str, Contained], backend: str, service: str, given: dict[str, str], expected: str | None
) -> None:
    environment = read(checkouts[backend], **given)[service]["environment"]
    assert environment.get(OVERRIDE) == expected
    assert (OVERRIDE in environment) == (expected is not None)


@pytest.fixture(scope="module")
def on_cpu(new_checkout: Callable[..., Contained]) -> Contained:
    """A checkout with one lab after `make env`, on a base that is there, and its image built."""
    checkout = new_checkout("Lab check by hand", LAB_BACKEND="cpu")
    leave_one_lab(checkout)
    assert checkout.make("env").returncode == 0
    built = checkout.compose("build")
    assert built.returncode == 0, built.stderr
    return checkout


@pytest.mark.parametrize(("given", "expected"), OVERRIDES)
def test_an_override_reaches_the_container_only_so(
    on_cpu: Contained, given: dict[str, str], expected: str | None
) -> None:
    ran = on_cpu.compose("run", "--rm", "-T", "--no-deps", "lab", "env", **given)
    assert ran.returncode == 0, ran.stderr
    found = [line for line in ran.stdout.splitlines() if line.startswith(OVERRIDE)]
    assert found == ([] if expected is None else [f"{OVERRIDE}={expected}"])


def test_the_check_service_by_hand_leaves_a_record(on_cpu: Contained, bases: Bases) -> None:
    del bases
    ran = on_cpu.compose("run", "--rm", "-T", "check")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (record,) = (on_cpu.root / "runs").glob("*/record.json")
    verdict = json.loads(record.read_text(encoding="utf-8"))["verdict"]
    assert (verdict["labs"], verdict["hip"]) == ("PASS", "NOT PROVED")
    none_is_left(on_cpu)


# Compose, as the verbs call it in a checkout.
BY_VERBS = """
from cli.settings import read_settings
from machine.mode import make_plan
from session.compose import compose
settings = read_settings()
print(compose(settings, make_plan(settings), "--profile", "check", "config", "--format", "json").stdout)
"""
EVIL = """
services:
  lab: &evil {privileged: true, user: "0", cap_add: [ALL], network_mode: host, volumes: ["/:/host"]}
  check: *evil
"""


def test_a_poisoned_env_and_an_overlay_in_the_checkout_reach_no_verb(checkouts: dict[str, Contained]) -> None:
    """By itself, Compose takes both: a file of that name without being asked, and whatever .env says."""
    checkout = checkouts["cpu"]
    before = read(checkout)
    own = (checkout.root / ".env").read_text()
    (checkout.root / "compose.override.yaml").write_text(EVIL)
    (checkout.root / "evil.yaml").write_text(EVIL)
    try:
        taken = read(checkout, COMPOSE_FILE="compose.yaml:compose.override.yaml")
        assert [service["privileged"] for service in taken.values()] == [True, True]
        poison = "COMPOSE_FILE=compose.yaml:evil.yaml\nHOST_UID=0\nHOST_GID=0\nIMAGE=evil\nCOMPOSE_PROJECT_NAME=evil\n"
        (checkout.root / ".env").write_text(own + poison)
        assert read(checkout)["lab"]["image"] == "evil"  # .env is the user's, and plain Compose does as it says
        environ = {**checkout.environ(), "PYTHONPATH": "scripts"}
        done = subprocess.run(
            ["python3", "-c", BY_VERBS], cwd=checkout.root, env=environ, capture_output=True, text=True
        )
        assert json.loads(done.stdout)["services"] == before, done.stderr
    finally:
        (checkout.root / ".env").write_text(own)
        (checkout.root / "compose.override.yaml").unlink()


def test_hadolint_finds_nothing() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, PROJECT / "docker/Dockerfile"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")
