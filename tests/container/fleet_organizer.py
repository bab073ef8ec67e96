"""The organizer of a fleet: a checkout in which to type, machines to set up, and what is read of both."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from container.engine import Contained, run
from container.fleet_machines import Machine

LAB = "/opt/rocm-lab"
GREEN = ("bare", "ready")
Said = subprocess.CompletedProcess[str]
# Stand-ins for a GPU's device nodes: the group of one has a name, that of the other has none.
GPU_NODES = (
    "groupadd --gid 54321 gpu; mkdir -p /dev/dri; mknod /dev/kfd c 1 3; mknod /dev/dri/renderD128 c 1 5; "
    "chgrp 54321 /dev/kfd; chgrp 54322 /dev/dri/renderD128"
)


@dataclass
class Fleet:
    """Three machines, a checkout in which the organizer types, and its bundle."""

    checkout: Contained
    machines: dict[str, Machine]
    inventory: Path

    def make(self, verb: str, **variables: Any) -> subprocess.CompletedProcess[str]:
        return self.checkout.make(verb, HOSTS=self.inventory, **variables)

    def facts(self, name: str = "fleet-2") -> dict[str, Any]:
        """The newest run's fleet.json."""
        newest = max((self.checkout.root / "runs").glob(f"{name}*"))
        found: dict[str, Any] = json.loads((newest / "fleet.json").read_text(encoding="utf-8"))
        return {**found, "folder": newest, "by_name": {m["name"]: m for m in found["machines"]}}


def commit(root: Path) -> None:
    """The checkout as a commit of its own, as `make bundle` demands one."""
    git = ["git", "-C", str(root), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "as it stands"]):
        done = run(*git, *command)
        assert done.returncode == 0, done.stderr


def row(said: str, name: str) -> str:
    return next(line for line in said.splitlines() if re.match(rf"[✓✗]  {name} ", line))


# A lab's hub, as `make seats` leaves word of it: a process in a session of its own.
OPEN_SEATS = f"""
mkdir -p {LAB}/.lab/hub
setsid sleep 1717 </dev/null >/dev/null 2>&1 &
cd {LAB}/scripts
python3 -B -c "import json; from cli.process import born
json.dump({{'hub': {{'pid': $!, 'born': born($!)}}}}, open('{LAB}/.lab/hub/processes.json', 'w'))"
"""


# What `make seats` builds on the lab's image, as far as taking it away goes.
SEATS_IMAGE = """set -e
lab=$(docker image ls --format '{{.Repository}}:{{.Tag}}' rocm-lab)
made=$(docker create "$lab" true)
docker commit --change "LABEL rocm-lab.on=$lab" "$made" rocm-lab-seat:made-by-a-test
docker rm "$made"
"""


def answers(machine: Machine) -> bool:
    """Whether the machine's lab answers to its token."""
    token = machine.says(f"cat {LAB}/.lab/token")
    ask = f"import urllib.request as u; print(u.urlopen('http://127.0.0.1:8888/api/status?token={token}').status)"
    return machine.says(f'python3 -c "{ask}"') == "200"


def homes(state: str) -> list[str]:
    """What lies where people and administrators keep things, but what was kept for the learner."""
    found = [line for line in state.splitlines() if line.startswith(("/home", "/root", "/opt", "/usr/local"))]
    return [line for line in found if "/rocm-lab-kept-" not in line]


def packages(state: str) -> list[str]:
    """What is installed, of all that a machine's state says."""
    return [line for line in state.splitlines() if re.search(r" ii ?$", line)]
