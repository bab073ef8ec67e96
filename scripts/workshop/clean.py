"""Takes away what the verbs made in this checkout and on this machine's engine."""

from __future__ import annotations

import shutil
from contextlib import suppress

from cli.files import remove
from cli.places import CHECKOUT, LAB_STATE, RUNS, VENV, WORK
from cli.process import docker
from cli.speech import LabError
from images.image import NAME
from session import container, server
from session.folders import HOME
from workshop.seats import opening
from workshop.seats.engine import NAME as SEAT

# Copies, records, what was installed with pip, and what make fleet found changed in a checkout.
LEARNERS = (WORK, RUNS, HOME, LAB_STATE / "yours")


def end_labs() -> None:
    """Ends the lab of this checkout, in whichever mode it is up, and its seats. Raises LabError."""
    opening.close()
    if native := server.running():
        server.stop(native)
    if container.running():
        container.stop()
    # What has stopped by itself is still there, and so is a check's network.
    with suppress(LabError, OSError):
        container.stop(everything=True)


def remove_images() -> list[str]:
    """Removes the lab's images; one that another checkout's container uses stays. So does the base (31 GB)."""
    if shutil.which("docker") is None:
        return []
    # Whoever is built on the lab's image first: it holds the other.
    names = [one for repository in (SEAT, NAME) for name in _listed(repository) for one in (*_elsewhere(name), name)]
    return [n for n in names if docker("image", "rm", n).returncode == 0]


def _elsewhere(name: str) -> list[str]:
    """Its names in registries, which keep the image as its own does; the tag is the same."""
    names = docker("image", "inspect", "--format", '{{join .RepoTags "\\n"}}', name).stdout.split()
    return [other for other in names if other != name and other.endswith(f":{name.rpartition(':')[2]}")]


def _listed(repository: str) -> list[str]:
    return docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}", repository).stdout.split()


def remove_made() -> list[str]:
    """Removes the native environments and the state of the lab, but nothing of the learner's."""
    made = [VENV] if (VENV / "lab-made").exists() else []  # one that somebody else made is left alone
    made += [path for path in LAB_STATE.glob("*") if path not in LEARNERS]
    for path in made:
        remove(path)
    return [str(path.relative_to(CHECKOUT)) for path in made]


def learners() -> list[str]:
    """What there is of the learner's."""
    return [f"{folder.relative_to(CHECKOUT)}/" for folder in LEARNERS if folder.is_dir() and any(folder.iterdir())]


def remove_learners() -> list[str]:
    """Removes it; only after a yes."""
    names = learners()
    for name in names:
        remove(CHECKOUT / name.rstrip("/"))
    return names
