"""What is sent to a cluster, read as YAML: values, manifests, and the walls that compose.yaml gives the same."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from unit.workshop.walls import of_service

ROOT = Path(__file__).resolve().parents[3]
HERE = ROOT / "scripts/workshop/kubernetes"
VALUES = yaml.safe_load((HERE / "values.yaml").read_text(encoding="utf-8"))
PROFILES = {profile["slug"]: profile["kubespawner_override"] for profile in VALUES["singleuser"]["profileList"]}
USER = re.findall(r"^USER (\S+)$", (ROOT / "docker/Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)[-1]


class Overlay(yaml.SafeLoader):
    """Compose's own tags say how a value is laid over another, not what it is."""


Overlay.add_multi_constructor(
    "!", lambda loader, _tag, node: loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else None
)
COMPOSE = {
    file: yaml.load((ROOT / file).read_text(encoding="utf-8"), Overlay)["services"]
    for file in ("compose.yaml", "docker/compose.workers.yaml")
}
LAB, CHECK = (of_service({**COMPOSE["compose.yaml"][name], "user": USER}) for name in ("lab", "check"))
# A seat's records lie in HOME, as `make seats` has it; workers keep nothing.
SEAT, WORKER = replace(LAB, kept=LAB.kept - {"/lab/runs"}), replace(CHECK, kept=frozenset())


def objects(name: str) -> dict[str, dict[str, Any]]:
    """What a manifest makes, by kind."""
    return {one["kind"]: one for one in yaml.safe_load_all((HERE / name).read_text(encoding="utf-8"))}


def job(name: str) -> dict[str, Any]:
    """The pod of a manifest's Job."""
    spec: dict[str, Any] = objects(name)["Job"]["spec"]["template"]["spec"]
    return spec


def seat(profile: dict[str, Any]) -> dict[str, Any]:
    """The pod that KubeSpawner makes of the values, as far as its walls go; test_kubernetes_chart.py asks itself."""
    hub, user = VALUES["hub"]["config"]["KubeSpawner"], VALUES["singleuser"]
    storage = user["storage"]
    memory = int(user["memory"]["limit"].removesuffix("G")) * 2**30  # KubeSpawner's G, and it hands over bytes
    kept = {"mountPath": storage["homeMountPath"], "name": "volume-{user_server}", **storage["dynamic"]}
    return {
        **user["extraPodConfig"],
        "automountServiceAccountToken": False,
        "securityContext": {"supplementalGroups": profile.get("supplemental_gids", hub["supplemental_gids"])},
        "volumes": [*storage["extraVolumes"].values(), {"name": "volume-{user_server}"}],
        "containers": [{
            "securityContext": {
                "runAsUser": user["uid"], "runAsGroup": hub["gid"], "allowPrivilegeEscalation": False,
                **hub["container_security_context"],
            },
            "volumeMounts": [*storage["extraVolumeMounts"].values(), kept],
            "resources": {"limits": {"memory": memory, **profile.get("extra_resource_limits", {})}},
        }],
    }  # fmt: skip


PODS = {
    "seat on a card": (seat(PROFILES["gpu"]), SEAT),
    "seat without": (seat(PROFILES["cpu"]), SEAT),
    "check": (job("check.yaml"), CHECK),
    "worker": (job("workers.yaml"), WORKER),
    "collecting": (objects("collect.yaml")["Pod"]["spec"], WORKER),
}
