"""The seats' image: the lab's, and what the hub needs in it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cli.places import CHECKOUT
from cli.settings import Settings
from cli.speech import LabError, say
from images import build, image
from session.compose import clean_environ

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
            {**clean_environ(), "DOCKER_BUILDKIT": "1"}, lab.reference, _command(name, lab, wheels, settings.ca_file)
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
