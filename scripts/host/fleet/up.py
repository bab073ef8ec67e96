"""The run of `make fleet`: everything is validated first, then the machines, then the table and the page."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from host.bases import CPU, ROCM
from host.environment import make_folder, organizer_environment
from host.fleet.bundle import Given, choose_bundle, open_bundle
from host.fleet.inventory import inventory_file, machines
from host.fleet.play import FLEET, Call, Room, play, require_ssh, room
from host.fleet.progress import Progress, stamp
from host.folders import give
from host.places import CHECKOUT, RUNS
from host.sealed_page import seal
from host.settings import Settings
from host.text import say

STEPS = ("look", "engine", "checkout", "doctor", "image", "service", "check")
FOLDER = "/opt/rocm-lab"  # on every machine


@dataclass(frozen=True)
class Fleet:
    """What was validated: the machines, and what they get."""

    python: Path
    inventory: Path
    names: Sequence[str]
    given: Given


def up(settings: Settings) -> int:
    """Sets them up; 0 if every row is green, else 1. Raises LabError before any machine is touched."""
    with room() as where:
        fleet = _validated(settings, where)
        folder = new_folder("fleet")
        bundle = fleet.given.bundle
        size = f"{bundle.bytes / 1e6:.0f}"
        says = {"bundle": bundle.folder.name, "megabytes": size, "log": short(folder / "ansible.log")}
        say("fleet-setting", count=len(fleet.names), **says)
        _play(settings, fleet, where, folder, check=False)
    seal(folder / "machines")
    status = run_report(fleet.python, "judge", folder)
    if (folder / "fleet.html").is_file():
        say("fleet-page", path=short(folder / "fleet.html"))
    give(folder, *folder.rglob("*"))
    return status


def show(settings: Settings) -> int:
    """Shows what `up` would do; 0 if every machine could be asked, and would get that far."""
    with room() as where:
        fleet = _validated(settings, where)
        folder = new_folder("fleet-check")
        say("fleet-looking", count=len(fleet.names), log=short(folder / "ansible.log"))
        _play(settings, fleet, where, folder, check=True)
    give(folder, *folder.rglob("*"))
    return run_report(fleet.python, "show", folder)


def lab_settings(settings: Settings, given: Given) -> dict[str, str]:
    """The lines of .env there: the image that came is the one that is used, and its backend is a demand."""
    bundle = given.bundle
    pin = ROCM if bundle.rocm else CPU
    base = {} if bundle.base == pin.reference else {"LAB_BASE_IMAGE": bundle.base}
    backend = "hip" if bundle.rocm else "cpu"
    return {"LAB_BACKEND": backend, "LAB_MODE": "container", "LAB_LANG": settings.language, **base}


def run_report(python: Path, what: str, folder: Path) -> int:
    """The table on the terminal, the page in the folder, and whether all is green."""
    environ = {**os.environ, "PYTHONPATH": str(CHECKOUT / "scripts")}
    return subprocess.run(
        [str(python), "-B", str(FLEET / "fleet_report.py"), what, str(folder)], env=environ
    ).returncode


def new_folder(name: str) -> Path:
    """A folder in runs/ for this moment. Raises LabError."""
    make_folder(RUNS)
    folder = RUNS / f"{name}-{stamp()}"
    make_folder(folder)
    return folder


def _validated(settings: Settings, where: Room) -> Fleet:
    inventory = inventory_file(settings, "fleet")
    bundle = choose_bundle(settings)
    require_ssh()
    python = organizer_environment()
    names = machines(inventory, python, where.environ())
    return Fleet(python, inventory, names, open_bundle(bundle))


def _play(settings: Settings, fleet: Fleet, where: Room, folder: Path, *, check: bool) -> None:
    """Runs the playbook, and leaves what was heard in fleet.json."""
    progress = Progress(fleet.names, STEPS)
    given = lab_settings(settings, fleet.given)
    variables = {
        **fleet.given.variables(),
        "dotenv": "\n".join(f"{name}={value}" for name, value in given.items()),
        "folder": FOLDER,
        "results": str(folder / "machines"),
    }
    play(fleet.python, Call("up.yml", fleet.inventory, variables, check), where, folder / "ansible.log", progress.hear)
    facts = {"folder": FOLDER, "settings": given, "bundle": fleet.given.facts(), "machines": progress.results()}
    (folder / "fleet.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")


def short(path: Path) -> str:
    """As a person in the checkout would write it."""
    return str(path.relative_to(CHECKOUT))
