"""The values as Zero to JupyterHub's own chart renders them, and the seat as KubeSpawner makes it: nothing is sent.

Collected where Z2JH_CHART names the chart's folder; its libraries are fetched for it, and are in no lock.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from unit.workshop.kubernetes_facts import HERE, PODS, SEAT, VALUES
from unit.workshop.walls import keys, of_pod
from workshop.seats import state

# The hub's own, as the rendered chart's image has them, and what renders and knows Kubernetes' schemas.
PACKAGES = (
    "jupyterhub==5.5.0", "jupyterhub-kubespawner==7.1.0", "jupyterhub-firstuseauthenticator==1.1.1", "pycurl", "pyyaml",
    "helm-python-sdk==0.2.2", "kubernetes-validate==1.37.0",
)  # fmt: skip
# KubeSpawner asks for one; nothing is sent to it.
NO_CLUSTER = {
    "current-context": "none", "contexts": [{"name": "none", "context": {"cluster": "none", "user": "none"}}],
    "clusters": [{"name": "none", "cluster": {"server": "http://127.0.0.1:9"}}],
    "users": [{"name": "none", "user": {}}],
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the chart makes of the values; Kubernetes' schemas have passed all of it, and the other manifests."""
    folder = tmp_path_factory.mktemp("chart")
    shutil.copytree(os.environ["Z2JH_CHART"], folder / "chart")
    (folder / "kubeconfig").write_text(json.dumps(NO_CLUSTER))
    uv = [Path(sys.executable).with_name("uv"), "run", "--no-project", "--python", sys.executable]
    given = [word for package in PACKAGES for word in ("--with", package)]
    script = [Path(__file__).with_name("spawned.py"), folder / "chart", HERE / "values.yaml"]
    environ = {**os.environ, "KUBECONFIG": str(folder / "kubeconfig")}
    done = subprocess.run([*uv, *given, "python", *script], env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("slug", ["gpu", "cpu"])
def test_the_pod_of_a_seat_has_compose_s_walls(made: Any, slug: str) -> None:
    pod = made["spawned"][slug]["pod"]["spec"]
    assert of_pod(pod) == SEAT
    (container,) = pod["containers"]
    assert ("amd.com/gpu" in container["resources"]["limits"]) is (slug == "gpu")
    assert pod["securityContext"].get("supplementalGroups", []) == ([65534] if slug == "gpu" else [])
    assert "command" not in container
    assert "args" not in container
    assert container["image"] == ":".join(VALUES["singleuser"]["image"].values())
    environ = {one["name"]: one["value"] for one in container["env"]}
    assert environ["LAB_BACKEND"] == {"gpu": "hip", "cpu": "cpu"}[slug]
    assert environ["JUPYTERHUB_DEFAULT_URL"] == made["url"] == "/start/en"
    assert abs(float(environ["SEAT_ENDS"]) - time.time() - VALUES["cull"]["maxAge"]) < 60


def test_who_may_sign_in_and_when_a_seat_ends(made: Any) -> None:
    assert made["allowed"] == state.names(VALUES["custom"]["seats"])
    assert made["authenticator"] == "firstuse"
    assert {"--timeout=3600", "--max-age=28800", "--cull-every=60"} <= set(made["culler"])


def test_collect_knows_a_seats_volume_by_its_labels(made: Any) -> None:
    labels = made["spawned"]["gpu"]["claim"]["metadata"]["labels"]
    script = (HERE / "collect").read_text(encoding="utf-8")
    name, value = re.findall(r"pvc --selector (\S+)=(\S+)", script)[0]
    assert labels[name] == value
    assert labels["hub.jupyter.org/username"] == "seat-07"
    assert r"hub\.jupyter\.org/username" in script
    beside = made["spawned"]["gpu"]["pod"]["metadata"]["labels"]
    assert (beside["component"], beside["hub.jupyter.org/username"]) == ("singleuser-server", "seat-07")


def test_a_namespace_that_is_restricted_takes_every_pod(made: Any) -> None:
    specs = [one["spec"]["template"]["spec"] for one in made["objects"] if "template" in one.get("spec", {})]
    assert len(specs) >= 4
    for pod in (*specs, *(one["pod"]["spec"] for one in made["spawned"].values()), *(pod for pod, _ in PODS.values())):
        for container in (*pod["containers"], *pod.get("initContainers", [])):
            own = {**pod.get("securityContext", {}), **container["securityContext"]}
            assert (own["runAsNonRoot"], own["allowPrivilegeEscalation"]) == (True, False)
            assert own["capabilities"] == {"drop": ["ALL"]}
            assert own["seccompProfile"]["type"] == "RuntimeDefault"


def test_nothing_that_the_chart_makes_is_privileged_or_open_to_the_outside(made: Any) -> None:
    for one in made["objects"]:
        assert not {"privileged", "hostPath", "hostNetwork", "hostPID"} & keys(one), one["metadata"]["name"]
        assert one["kind"] != "Service" or one["spec"].get("type", "ClusterIP") == "ClusterIP"
