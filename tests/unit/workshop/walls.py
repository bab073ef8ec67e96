"""What a container may not do and how much it may take, said alike for Compose's services and for Kubernetes' pods."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

UNITS = {"": 1, "g": 2**30, "Gi": 2**30}  # Compose's, and Kubernetes'; a Kubernetes "G" is none of them
# In a service or a pod, whatever opens the container to the host.
HOLES = {
    "privileged", "cap_add", "network_mode", "ipc", "pid", "userns_mode", "hostNetwork", "hostPID", "hostIPC", "add",
    "hostPath", "procMount",
}  # fmt: skip


@dataclass(frozen=True)
class Walls:
    """Those of one container. `in_memory`: bytes by folder; `kept`: what else can be written to."""

    user: str
    dropped: tuple[str, ...]
    gains_privileges: bool
    root_read_only: bool
    holes: frozenset[str]
    memory: int
    in_memory: dict[str, int]
    kept: frozenset[str]
    reaped: bool


def broken(walls: Walls) -> list[str]:
    """Which rules do not hold: those for every container of the lab."""
    rules = {
        "no root": not walls.user.startswith("0:"),
        "no capability": walls.dropped == ("ALL",),
        "no way to gain any": not walls.gains_privileges,
        "a read-only root": walls.root_read_only,
        "no way to the host": not walls.holes,
        "a limit of memory": walls.memory > 0,
        "limits of what lies in memory": {"/tmp", "/dev/shm"} <= walls.in_memory.keys()
        and all(walls.in_memory.values()),
        "no dead process stays": walls.reaped,
    }
    return [rule for rule, holds in rules.items() if not holds]


def of_service(service: dict[str, Any]) -> Walls:
    """A Compose service's, as the file has it or as Compose prints it."""
    options = [mount.split(":", 1) for mount in service["tmpfs"]]
    sizes = {place: re.search(r"size=(\w+)", option) for place, option in options}
    return Walls(
        user=str(service["user"]),
        dropped=tuple(service["cap_drop"]),
        gains_privileges=service["security_opt"] != ["no-new-privileges:true"],
        root_read_only=service["read_only"] is True,
        holes=frozenset(HOLES & set(service)),
        memory=size(service["mem_limit"]),
        in_memory={"/dev/shm": size(service["shm_size"]), **{p: size(found[1]) for p, found in sizes.items() if found}},
        kept=frozenset(place for place, writable in map(_volume, service["volumes"]) if writable),
        reaped=service["init"] is True,
    )


def of_pod(pod: dict[str, Any]) -> Walls:
    """Those of a pod's one container: its spec as Kubernetes would get it."""
    (container,) = pod["containers"]
    assert not pod.get("initContainers")
    own = {**pod.get("securityContext", {}), **container["securityContext"]}
    volumes = {volume["name"]: volume for volume in pod["volumes"]}
    mounts = {
        mount["mountPath"]: volumes[mount["name"]] for mount in container["volumeMounts"] if not mount.get("readOnly")
    }
    memory = {place: volume["emptyDir"] for place, volume in mounts.items() if volume.get("emptyDir", {}).get("medium")}
    assert own["seccompProfile"] == {"type": "RuntimeDefault"}  # an engine's own default, which Compose leaves in force
    assert own["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    return Walls(
        user=f"{own['runAsUser']}:{own['runAsGroup']}",
        dropped=tuple(own["capabilities"]["drop"]),
        gains_privileges=own["allowPrivilegeEscalation"],
        root_read_only=own["readOnlyRootFilesystem"],
        holes=frozenset(HOLES & keys(pod)),
        memory=size(container["resources"]["limits"]["memory"]),
        in_memory={place: size(volume["sizeLimit"]) for place, volume in memory.items()},
        kept=frozenset(mounts.keys() - memory.keys()),
        reaped=pod["shareProcessNamespace"],
    )


def size(said: str | int) -> int:
    """Bytes; KeyError for a unit that means something else elsewhere."""
    number, unit = re.fullmatch(r"(\d+)(\w*)", str(said)).groups()  # type: ignore[union-attr]
    return int(number) * UNITS[unit]


def keys(thing: Any) -> set[str]:
    """Every key in it, at any depth."""
    if isinstance(thing, dict):
        return {*thing, *(key for value in thing.values() for key in keys(value))}
    return {key for value in thing for key in keys(value)} if isinstance(thing, list) else set()


def _volume(said: str | dict[str, Any]) -> tuple[str, bool]:
    """Where it is mounted, and whether it can be written to."""
    if isinstance(said, dict):
        return said["target"], not said.get("read_only")
    _, place, options = said.rsplit(":", 2)
    return place, "ro" not in options.split(",")
