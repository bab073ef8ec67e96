"""What Zero to JupyterHub's chart makes of our values, and KubeSpawner of that, without a cluster: printed as JSON.

`spawned.py CHART VALUES`, in an environment of its own (test_kubernetes_chart.py says which).
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import kubernetes_validate
import yaml
from helm_python import Chart
from kubernetes_asyncio.client import ApiClient
from kubespawner import KubeSpawner
from traitlets.config import Config, PyFileConfigLoader

FOLDER = "/usr/local/etc/jupyterhub"  # where the hub's pod has what the chart made for it


def rendered(chart: Path, values: dict[str, Any]) -> list[dict[str, Any]]:
    """Every object that `helm install` would send; the values have passed the chart's own schema."""
    schema = chart / "values.schema.json"
    if not schema.is_file():  # its release has it so, its repository as YAML
        schema.write_text(json.dumps(yaml.safe_load((chart / "values.schema.yaml").read_text())))
    loaded = Chart.load(str(chart))
    loaded.validate_schema(values)
    texts = loaded.render(values=values, name="lab", namespace="lab")
    return [one for name, text in texts.items() if name.endswith(".yaml") for one in yaml.safe_load_all(text) if one]


def hub_config(chart: Path, objects: list[dict[str, Any]], folder: Path) -> Config:
    """The hub's configuration, as its own file reads it out of what the chart made."""
    for one in objects:
        if one["metadata"]["name"] == "hub" and one["kind"] in ("Secret", "ConfigMap"):
            place = folder / {"Secret": "secret", "ConfigMap": "config"}[one["kind"]]
            place.mkdir()
            for name, content in one["data"].items():
                told = base64.b64decode(content).decode() if one["kind"] == "Secret" else content
                (place / name).write_text(told)
    for name in ("z2jh.py", "jupyterhub_config.py"):
        text = (chart / "files/hub" / name).read_text()
        assert FOLDER in text
        (folder / name).write_text(text.replace(FOLDER, str(folder)))
    os.environ.update({"HUB_SERVICE_PORT": "8081", "PROXY_API_SERVICE_PORT": "8001"})
    said, sys.stdout = sys.stdout, sys.stderr  # it tells which files it reads
    try:
        return PyFileConfigLoader("jupyterhub_config.py", str(folder)).load_config()
    finally:
        sys.stdout = said


async def spawned(config: Config, profile: dict[str, Any]) -> dict[str, Any]:
    """The pod and the claim of seat-07 by this profile."""
    user = SimpleNamespace(name="seat-07", id=7, url="/user/seat-07/")
    spawner = KubeSpawner(config=config, user=user, _mock=True)
    spawner._apply_overrides(profile["kubespawner_override"])
    made = {"pod": await spawner.get_pod_manifest(), "claim": spawner.get_pvc_manifest()}
    async with ApiClient() as client:
        return {kind: client.sanitize_for_serialization(one) for kind, one in made.items()}


def main() -> None:
    """All of it."""
    chart, values = Path(sys.argv[1]), yaml.safe_load(Path(sys.argv[2]).read_text())
    objects = rendered(chart, values)
    with tempfile.TemporaryDirectory() as folder:
        config = hub_config(chart, objects, Path(folder))
        pods = {one["slug"]: asyncio.run(spawned(config, one)) for one in values["singleuser"]["profileList"]}
    ours = [
        one for file in sorted(Path(sys.argv[2]).parent.glob("*.yaml")) for one in yaml.safe_load_all(file.read_text())
    ]
    for one in (
        *objects,
        *(one for one in ours if "kind" in one),
        *(pod for made in pods.values() for pod in made.values()),
    ):
        kubernetes_validate.validate(one, "1.32", strict=True)
    culler = next(one["command"] for one in config.JupyterHub.services if one["name"] == "jupyterhub-idle-culler")
    print(json.dumps({
        "objects": objects, "spawned": pods, "culler": culler, "allowed": sorted(config.Authenticator.allowed_users),
        "authenticator": str(config.JupyterHub.authenticator_class), "url": config.Spawner.default_url,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
