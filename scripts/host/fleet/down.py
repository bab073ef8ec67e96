"""The run of `make fleet-down`."""

from __future__ import annotations

import json

from host.environment import organizer_environment
from host.fleet.inventory import inventory_file, machines
from host.fleet.play import Call, play, require_ssh, room
from host.fleet.progress import Progress
from host.fleet.up import new_folder, run_report, short
from host.folders import give
from host.settings import Settings
from host.text import say

STEPS = ("remembered", "take-service", "take-lab", "take-engine")


def down(settings: Settings) -> int:
    """Takes it all back; 0 if it is, on every machine, else 1. Raises LabError before any machine is touched."""
    inventory = inventory_file(settings, "fleet-down")
    require_ssh()
    with room() as where:
        python = organizer_environment()
        names = machines(inventory, python, where.environ())
        folder = new_folder("fleet-down")
        say("fleet-taking", count=len(names), log=short(folder / "ansible.log"))
        progress = Progress(names, STEPS)
        call = Call("down.yml", inventory, {}, settings.check)
        play(python, call, where, folder / "ansible.log", progress.hear)
    facts = {"machines": progress.results()}
    (folder / "fleet.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
    give(folder, *folder.rglob("*"))
    return run_report(python, "down", folder)
