"""What the seats have on the engine: their image, their network and their containers."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cli.places import CHECKOUT
from cli.process import docker, last_line
from cli.settings import Settings
from cli.speech import LabError, say
from images import build, image
from machine.mode import Plan
from session.compose import compose, without_compose
from workshop.seats.state import LABEL, PROJECT, Service

# Seats cannot reach each other over it.
NO_NEIGHBOURS = "com.docker.network.bridge.enable_icc=false"

# The lab's service of compose.yaml without a card, and by render node with that card alone.
Services = tuple[Service, dict[str, Service]]


def services(settings: Settings, plan: Plan) -> Services:
    """What compose.yaml says of a seat here. Raises LabError."""
    cards = {card.render_node: _service(settings, replace(plan, cards=(card,))) for card in plan.cards}
    lab = without_card(next(iter(cards.values()))) if cards else _service(settings, plan)
    return lab, cards


def _service(settings: Settings, plan: Plan) -> Service:
    done = compose(settings, plan, "config", "--format", "json", "lab")
    if done.returncode:
        raise LabError("container-failed", reason=last_line(done.stderr))
    found: Service = json.loads(done.stdout)["services"]["lab"]
    return found


def without_card(lab: Service) -> Service:
    """The same on the CPU, and it says so."""
    kept = {name: value for name, value in lab.items() if name not in ("devices", "group_add")}
    return {**kept, "environment": {**lab["environment"], "LAB_BACKEND": "cpu"}}


def make_network() -> str:
    """Makes the seats' network, where it is not there; the address that this machine has on it. Raises LabError."""
    docker("network", "create", "--driver", "bridge", "--opt", NO_NEIGHBOURS, "--label", LABEL, PROJECT)
    answer = docker("network", "inspect", PROJECT)
    if answer.returncode:
        raise LabError("seats-network", reason=last_line(answer.stderr))
    facts: list[dict[str, Any]] = json.loads(answer.stdout)
    return str(facts[0]["IPAM"]["Config"][0]["Gateway"])


def take_away() -> bool:
    """Ends every seat's container and the network; whether there was anything. Raises LabError."""
    if shutil.which("docker") is None:
        return False
    ids = _listed("ps", "--all", "--quiet")
    if ids:
        docker("stop", "--time", "2", *ids)
        docker("rm", "--force", "--volumes", *ids)
    networks = _listed("network", "ls", "--quiet")
    for network in networks:
        gone = docker("network", "rm", network)
        if gone.returncode:
            raise LabError("seats-network", reason=last_line(gone.stderr))
    return bool(ids or networks)


def running_seats() -> list[str]:
    """The seats whose containers run."""
    return [name.removeprefix(f"{PROJECT}-") for name in _listed("ps", "--format", "{{.Names}}")]


def endpoint() -> str:
    """The engine's socket: docker-py does not know the context that `docker` uses."""
    return docker("context", "inspect", "--format", "{{.Endpoints.docker.Host}}").stdout.strip()


def _listed(*command: str) -> Sequence[str]:
    answer = docker(*command, "--filter", f"label={LABEL}")
    if answer.returncode:  # what cannot be listed is not gone
        denied = "permission denied" in answer.stderr.lower()
        raise LabError("engine-denied" if denied else "engine-down", reason=last_line(answer.stderr))
    return answer.stdout.split()


NAME = f"{image.NAME}-seat"
DOCKERFILE = CHECKOUT / "scripts/workshop/seats/hub/seat.Dockerfile"
CONTENT = (DOCKERFILE, CHECKOUT / "docker/requirements-seat.lock")


def reference(lab: image.Image) -> str:
    """The image's name, with a tag made from the lab's image and the files that are added."""
    parts = (lab.id.encode(), *(file.read_bytes() for file in CONTENT))
    return f"{NAME}:{hashlib.sha256(b''.join(parts)).hexdigest()[:12]}"


def ready_image(settings: Settings, lab: image.Image) -> str:
    """The name of the image; builds it where it is not there. Raises LabError."""
    name = reference(lab)
    if image.find(name) is None:
        say("seats-image")
        wheels = settings.wheelhouse or CHECKOUT / "docker/wheelhouse"
        build.build(
            {**without_compose(), "DOCKER_BUILDKIT": "1"}, lab.reference, _command(name, lab, wheels, settings.ca_file)
        )
    if image.find(name) is None:
        raise LabError("build-failed", reason=name, log=build.LOG)
    return name


def _command(name: str, lab: image.Image, wheels: Path, ca_file: Path | None) -> list[str]:
    return [
        *("docker", "build", "--progress", "plain", "--tag", name, "--file", str(DOCKERFILE)),
        *("--build-arg", f"LAB_IMAGE={lab.reference}", "--build-context", f"wheelhouse={wheels.absolute()}"),
        *("--secret", f"id=ca,src={ca_file.absolute() if ca_file else '/dev/null'}", str(CHECKOUT / "docker")),
    ]
