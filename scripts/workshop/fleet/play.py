"""Runs a playbook over the machines with ansible-runner, whose events say what happens as it happens."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ansible_runner

from cli.process import last_line, undisturbed
from cli.speech import LabError
from workshop.fleet.progress import Event

PLAYBOOK = Path(__file__).parent / "playbook"


@dataclass(frozen=True)
class Call:
    """What to run: a playbook, over whom, and whether only to show it."""

    playbook: str
    inventory: Path
    variables: Mapping[str, Any]
    check: bool


@contextmanager
def room() -> Iterator[Path]:
    """A folder for one run: variables, events, and the sockets of ssh, whose paths have to be short.

    What is left of it at the end, connections among it, is taken away.
    """
    path = Path(tempfile.mkdtemp(prefix="fleet-"))
    os.environ |= {
        "ANSIBLE_CONFIG": str(PLAYBOOK / "ansible.cfg"),
        "ANSIBLE_HOME": str(path / "ansible"),
        "ANSIBLE_SSH_CONTROL_PATH_DIR": str(path / "ssh"),
        "LC_ALL": "C.UTF-8",  # Ansible refuses to start without UTF-8
    }
    try:
        yield path
    finally:
        with undisturbed():
            for socket in (path / "ssh").glob("*"):
                leave = ["ssh", "-O", "exit", "-o", f"ControlPath={socket}", "-"]
                subprocess.run(leave, capture_output=True, stdin=subprocess.DEVNULL)
            shutil.rmtree(path, ignore_errors=True)


def play(call: Call, where: Path, log: Path, hear: Callable[[Event], None]) -> None:
    """Runs it to its end; `hear` gets every event. Raises LabError where Ansible itself failed."""
    heard: set[str] = set()

    def handle(event: Event) -> None:
        heard.add(event["event"])
        hear(event)

    runner = ansible_runner.run(
        private_data_dir=str(where),
        project_dir=str(PLAYBOOK),
        playbook=call.playbook,
        inventory=str(call.inventory),
        extravars=dict(call.variables),
        cmdline="--diff --check" if call.check else "--diff",
        # host keys: ansible-runner would not have them checked.
        envvars={"ANSIBLE_LOG_PATH": str(log), "ANSIBLE_NOCOLOR": "1", "ANSIBLE_HOST_KEY_CHECKING": "True"},
        settings={"pexpect_timeout": 1},
        event_handler=handle,
        quiet=True,
    )
    if runner.status == "canceled":
        raise KeyboardInterrupt
    if "runner_on_start" not in heard:
        raise LabError("fleet-ansible", reason=last_line(runner.stdout.read()), log=log)
