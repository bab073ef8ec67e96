#!/usr/bin/python
"""Ansible module: which of the engine's units rested before the fleet woke them. It changes nothing."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule

MEMORY = Path("/var/lib/rocm-lab/fleet.json")
UNITS = ("docker.socket", "docker.service", "containerd.service")  # the order in which they can be stopped
SHOW = ("systemctl", "show", "--property=Id,LoadState,ActiveState,UnitFileState", *UNITS)


def resting(shown: str) -> dict[str, list[str]]:
    """What `systemctl show` says is there, and is stopped or disabled."""
    units = [dict(line.split("=", 1) for line in unit.splitlines()) for unit in shown.strip().split("\n\n") if unit]
    there = [unit for unit in units if unit["LoadState"] == "loaded"]
    return {
        "stopped": [unit["Id"] for unit in there if unit["ActiveState"] in ("inactive", "failed")],
        "disabled": [
            unit["Id"] for unit in there if (unit["Id"], unit["UnitFileState"]) == ("docker.service", "disabled")
        ],
    }


def main() -> None:
    """The module."""
    module = AnsibleModule(argument_spec={}, supports_check_mode=True)
    old = json.loads(MEMORY.read_text()) if MEMORY.is_file() else {}
    shown = subprocess.run(SHOW, capture_output=True, text=True).stdout
    now = resting(shown)
    module.exit_json(changed=False, now=now, engine=old.get("engine") or now)


if __name__ == "__main__":
    main()
