"""From compose.yaml's service to the container of a seat: every setting is taken over, none is written twice. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

HOME, WORK, RUNS = "/lab/home", "/lab/work", "/lab/runs"
# What the hub does in Compose's place, or a seat has of its own.
NOT_TAKEN = frozenset((
    "build", "command", "entrypoint", "environment", "healthcheck", "image", "mem_limit", "networks", "ports",
    "restart", "secrets", "stop_grace_period", "volumes",
))  # fmt: skip
# For the container itself, for its host's side as they are, and for its host's side as numbers.
CREATE = frozenset(("user", "working_dir"))
HOST = frozenset(("cap_drop", "group_add", "init", "pids_limit", "read_only", "security_opt", "tmpfs"))
NUMBERS = frozenset(("shm_size",))


def create_options(service: Mapping[str, Any], seat: str, label: str) -> dict[str, Any]:
    """What docker-py's create_container gets."""
    unknown = set(service) - NOT_TAKEN - CREATE - HOST - NUMBERS - {"devices"}
    if unknown:  # a setting that compose.yaml gained must not be lost on the way to a seat
        raise ValueError(f"compose.yaml has settings that a seat does not know: {', '.join(sorted(unknown))}")
    name, _, value = label.partition("=")
    return {**_of(service, CREATE), "hostname": seat, "labels": {name: value, "rocm-lab.seat": seat}}


def host_options(service: Mapping[str, Any], work: Path, home: Path) -> dict[str, Any]:
    """What docker-py's create_host_config gets."""
    given = service.get("devices", ())
    nodes = [d for d in given if d["source"].startswith("/")]
    names = [d["source"] for d in given if d not in nodes]  # DEVICES=cdi: amd.com/gpu=0
    own = {WORK: work, HOME: home}
    # As binds, for their labels: docker-py's mounts have none.
    binds = [
        f"{own.get(volume['target'], volume['source'])}:{volume['target']}:{_mode(volume)}"
        for volume in service["volumes"]
        if volume["target"] != RUNS  # records of the seats' own go to HOME: one folder for all would be everybody's
    ]
    return {
        **_of(service, HOST),
        **{name: int(value) for name, value in _of(service, NUMBERS).items()},
        "devices": [f"{d['source']}:{d['target']}:{d['permissions']}" for d in nodes],
        "device_requests": [{"Driver": "cdi", "DeviceIDs": names}] if names else [],
        "binds": binds,
        "auto_remove": False,  # what a seat said before it died is worth more than its tidy end
    }


def _mode(volume: Mapping[str, Any]) -> str:
    return ",".join(("ro" if volume.get("read_only") else "rw", volume["bind"]["selinux"]))


def environment(service: Mapping[str, Any], cpus: float, ends: float) -> dict[str, str]:
    """The lab's environment without its token: the hub asks for a password. `ends`: when, in the clock's seconds."""
    given = {name: value for name, value in service["environment"].items() if name != "JUPYTER_TOKEN_FILE"}
    # Else PyTorch starts a thread for every core of the machine, and they queue for the seat's share.
    return {**given, "OMP_NUM_THREADS": str(max(1, int(cpus))), "SEAT_ENDS": f"{ends:.0f}"}


def stop_seconds(service: Mapping[str, Any]) -> int:
    """How long a seat may take to end: "2s"."""
    return int(str(service["stop_grace_period"]).rstrip("s"))


def _of(service: Mapping[str, Any], wanted: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in service.items() if name in wanted}
