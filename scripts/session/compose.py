"""What Compose is told of this machine, as variables of compose.yaml, and how it is called."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from cli.files import container_user
from cli.places import CHECKOUT
from cli.process import let_end, running
from cli.settings import Settings
from cli.speech import LabError
from images.image import archived, base_digest, reference, revision
from machine.cdi import offered
from machine.finding import card_words, few
from machine.gpus import Card
from machine.mode import Plan

NOBODY = 65534
PROJECT = f"rocm-lab-{hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:8]}"  # two checkouts do not collide


def variables(settings: Settings, plan: Plan) -> dict[str, str]:
    """Every variable of the Compose files that a script sets."""
    uid, gid = container_user(CHECKOUT)
    base = plan.base_image(settings)
    image = reference(base, plan.rocm, plan.gfx)
    given = {
        "COMPOSE_PROJECT_NAME": PROJECT,
        "COMPOSE_FILE": ":".join(("compose.yaml", *_overlays(settings, plan))),
        "IMAGE": image,
        "IMAGE_VERSION": image.rpartition(":")[2],
        "BASE_DIGEST": base_digest(base),
        "REVISION": revision() or archived(),
        "HOST_UID": str(uid),
        "HOST_GID": str(gid),
        "BACKEND_ASKED": plan.backend,
        **({"GFX": ",".join(plan.gfx)} if plan.gfx else {}),
    }
    return {**given, **_devices(settings.host_root, plan, gid), **_cdi(settings, plan)}


def without_compose() -> dict[str, str]:
    """The environment without stray settings of Compose's own."""
    return {k: v for k, v in os.environ.items() if not k.startswith("COMPOSE_")}


def environ(settings: Settings, plan: Plan) -> dict[str, str]:
    """The environment for Compose: this machine's facts and the settings."""
    asked = {
        "LAB_PORT": str(settings.port),
        "LAB_LANG": settings.language,
        "LAB_BASE_IMAGE": settings.base_image,
        "LAB_WHEELHOUSE": settings.wheelhouse and str(settings.wheelhouse.absolute()),
        "LAB_CA_FILE": settings.ca_file and str(settings.ca_file.absolute()),
        "DOCKER_BUILDKIT": "1",
    }
    return {**without_compose(), **{k: v for k, v in asked.items() if v}, **variables(settings, plan)}


def compose(settings: Settings, plan: Plan, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`docker compose ARGUMENTS`, to its end, with its output."""
    command = ["docker", "compose", *arguments]
    given = environ(settings, plan)
    with running(command, given, out=subprocess.PIPE, error=subprocess.PIPE) as process, let_end(process):
        out, error = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, out, error)


def _overlays(settings: Settings, plan: Plan) -> Iterator[str]:
    """What is laid over compose.yaml, in its order."""
    if not plan.rocm:
        yield "docker/compose.cpu.yaml"
    if plan.gfx:
        yield "docker/compose.wheels.yaml"
    if _by_cdi(settings, plan):
        yield "docker/compose.cdi.yaml"


def _by_cdi(settings: Settings, plan: Plan) -> bool:
    return settings.devices == "cdi" and plan.rocm and bool(plan.cards)


def _devices(root: Path, plan: Plan, gid: int) -> dict[str, str]:
    """The device folder, the one render node or the folder with all, and the groups that own them, as numbers."""
    if not plan.rocm or not plan.cards:  # without cards a build alone: nothing of this is given to a container
        return {"HOST_KFD_GID": str(gid), "HOST_RENDER_GID": str(NOBODY)}
    node = plan.cards[0].render_node
    kfd, render = (_group(root / path.lstrip("/")) for path in ("/dev/kfd", node))
    # Compose takes no number twice: where one group owns both, the second place is for one that grants nothing.
    second = next(group for group in (render, gid, NOBODY, NOBODY - 1) if group != kfd)
    return {
        "HOST_DEV": str(root / "dev"),
        "HOST_DRI": _dri(plan.cards),
        "HOST_KFD_GID": str(kfd),
        "HOST_RENDER_GID": str(second),
    }


def _cdi(settings: Settings, plan: Plan) -> dict[str, str]:
    """With DEVICES=cdi the name that stands for the cards. Raises LabError where there is none."""
    if not _by_cdi(settings, plan):
        return {}
    found = offered(settings.host_root)
    name = found.name_of(plan.cards)
    if name is None and not found.names:
        raise LabError("cdi-unknown" if found.unread else "cdi-missing", reason=found.unread)
    if name is None:
        cards = card_words(dict(enumerate(plan.cards)))
        raise LabError("cdi-older", cards=cards, names=few(sorted(found.names)))
    if not plan.engine.cdi:
        raise LabError("cdi-engine", version=plan.engine.version, compose=plan.engine.compose)
    return {"CDI_DEVICE": name}


def _dri(cards: Sequence[Card]) -> str:
    return cards[0].render_node.removeprefix("/dev/") if len(cards) == 1 else "dri"


def _group(node: Path) -> int:
    try:
        return node.stat().st_gid
    except OSError:
        return NOBODY  # doctor says what is wrong with it
