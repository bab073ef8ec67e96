"""Runs a playbook over the machines: all that Ansible says goes to a log, and what happened is shown as it happens."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from host.errors import LabError
from host.places import CHECKOUT
from host.process import running, undisturbed

FLEET = CHECKOUT / "scripts/fleet"
# The organizer's passwords are Ansible's affair; any other setting of it would make another fleet of this one.
TAKEN = ("ANSIBLE_BECOME_PASSWORD_FILE", "ANSIBLE_CONNECTION_PASSWORD_FILE", "ANSIBLE_VAULT_PASSWORD_FILE")

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Room:
    """A folder that lasts as long as the run: variables, and the sockets of ssh, whose paths have to be short."""

    path: Path
    mark: str

    def environ(self) -> dict[str, str]:
        """The environment of Ansible."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("ANSIBLE_", "PYTHON")) or k in TAKEN}
        return {
            **kept,
            "ANSIBLE_CONFIG": str(FLEET / "ansible.cfg"),
            "ANSIBLE_HOME": str(self.path / "ansible"),
            "ANSIBLE_SSH_CONTROL_PATH_DIR": str(self.path / "ssh"),
            "ANSIBLE_NOCOLOR": "1",
            "LC_ALL": "C.UTF-8",  # Ansible refuses to start without UTF-8
            "LAB_FLEET_MARK": self.mark,
        }


def require_ssh() -> None:
    """Raises LabError where machines cannot be reached from here."""
    if shutil.which("ssh") is None:
        raise LabError("fleet-no-ssh")


@contextmanager
def room() -> Iterator[Room]:
    """A room for one run; what is left of it at the end, connections among it, is taken away."""
    path = Path(tempfile.mkdtemp(prefix="fleet-"))
    try:
        yield Room(path, secrets.token_hex(16))
    finally:
        with undisturbed():
            for socket in (path / "ssh").glob("*"):
                leave = ["ssh", "-O", "exit", "-o", f"ControlPath={socket}", "-"]
                subprocess.run(leave, capture_output=True, stdin=subprocess.DEVNULL)
            shutil.rmtree(path, ignore_errors=True)


@dataclass(frozen=True)
class Call:
    """What to run: a playbook of scripts/fleet, over whom, and whether only to show it."""

    playbook: str
    inventory: Path
    variables: Mapping[str, Any]
    check: bool


def play(python: Path, call: Call, where: Room, log: Path, hear: Callable[[Event], None]) -> None:
    """Runs it to its end. Raises LabError where Ansible itself failed."""
    variables = where.path / "variables.json"
    variables.write_text(json.dumps(call.variables), encoding="utf-8")
    command = [str(python), "-m", "ansible.cli.playbook", "--inventory", str(call.inventory)]
    command += ["--extra-vars", f"@{variables}", "--diff", *(["--check"] if call.check else [])]
    command += [str(FLEET / call.playbook)]
    events, last = 0, "?"
    with (
        log.open("w", encoding="utf-8", buffering=1) as file,
        running(command, where.environ(), out=subprocess.PIPE, error=subprocess.STDOUT) as process,
    ):
        assert process.stdout
        for line in process.stdout:
            if line.startswith(where.mark):
                events += 1
                hear(heard_in(line.removeprefix(where.mark)))
            else:
                file.write(line)
                last = line.strip() or last
    if not events:
        raise LabError("fleet-ansible", reason=last[:200], log=log)


def heard_in(line: str) -> Event:
    """An event; half a letter, which no file can hold, is a question mark."""
    event: Event = json.loads(json.dumps(json.loads(line), ensure_ascii=False).encode("utf-8", "replace"))
    return event
