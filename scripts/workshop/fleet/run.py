"""`make fleet` and `make fleet-down`, in the organizer's environment: all is validated, then come the machines."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cli.files import give, make_folder
from cli.places import CHECKOUT, RUNS, moment
from cli.settings import Settings, read_settings
from cli.speech import say
from cli.verb import run_verb
from workshop.fleet.bundle import choose_bundle, lab_settings, open_bundle
from workshop.fleet.inventory import inventory_file, machines
from workshop.fleet.page import judge, print_left, print_plans
from workshop.fleet.play import Call, play, room
from workshop.fleet.progress import Progress
from workshop.sealed_page import seal

UP = ("look", "engine", "checkout", "doctor", "image", "service", "check")  # files of playbook/tasks, in this order
DOWN = ("remembered", "take-service", "take-lab", "take-engine")
FOLDER = "/opt/rocm-lab"  # on every machine


def up(settings: Settings) -> int:
    """Sets them up; 0 if every row is green, else 1. Raises LabError before any machine is touched."""
    folder, facts = _set_up(settings, "fleet", "fleet-setting")
    seal(folder / "machines")
    green = judge(facts, folder)
    say("fleet-page", path=_short(folder / "fleet.html"))
    give(folder, *folder.rglob("*"))
    return 0 if green else 1


def show(settings: Settings) -> int:
    """Shows what `up` would do; 0 if every machine could be asked, and would get that far."""
    folder, facts = _set_up(settings, "fleet-check", "fleet-looking")
    give(folder, *folder.rglob("*"))
    return 0 if print_plans(facts) else 1


def down(settings: Settings) -> int:
    """Takes it all back; 0 if it is, on every machine, else 1. Raises LabError before any machine is touched."""
    inventory = inventory_file(settings, "fleet-down")
    with room() as where:
        names = machines(inventory)
        folder = new_folder("fleet-down")
        say("fleet-taking", count=len(names), log=_short(folder / "ansible.log"))
        progress = Progress(names, DOWN)
        play(Call("down.yml", inventory, {}, settings.check), where, folder / "ansible.log", progress.hear)
    facts = _write(folder, {"machines": progress.results()})
    give(folder, *folder.rglob("*"))
    return 0 if print_left(facts) else 1


def new_folder(name: str) -> Path:
    """A folder in runs/ for this moment, in UTC. Raises LabError."""
    folder = RUNS / f"{name}-{moment()}"
    make_folder(RUNS)
    make_folder(folder)
    return folder


def _set_up(settings: Settings, runs: str, says: str) -> tuple[Path, dict[str, Any]]:
    """Runs the playbook; its new folder in runs/, and what was heard, which is in fleet.json there, too."""
    inventory = inventory_file(settings, "fleet")
    with room() as where:
        names = machines(inventory)
        given = open_bundle(choose_bundle(settings))
        folder = new_folder(runs)
        log, size = folder / "ansible.log", f"{given.bundle.bytes / 1e6:.0f}"
        say(says, count=len(names), bundle=given.bundle.folder.name, megabytes=size, log=_short(log))
        progress = Progress(names, UP)
        told = lab_settings(settings, given)
        variables = {
            **given.variables(),
            "dotenv": "\n".join(f"{name}={value}" for name, value in told.items()),
            "folder": FOLDER,
            "results": str(folder / "machines"),
        }
        play(Call("up.yml", inventory, variables, settings.check), where, log, progress.hear)
    facts = {"folder": FOLDER, "settings": told, "bundle": given.facts(), "machines": progress.results()}
    return folder, _write(folder, facts)


def _write(folder: Path, facts: Mapping[str, Any]) -> dict[str, Any]:
    (folder / "fleet.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
    return dict(facts)


def _short(path: Path) -> str:
    """As a person in the checkout would write it."""
    return str(path.relative_to(CHECKOUT))


if __name__ == "__main__":
    run_verb(lambda: {"up": up, "show": show, "down": down}[sys.argv[1]](read_settings()))
