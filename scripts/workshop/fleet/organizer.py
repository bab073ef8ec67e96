"""The fleet's verbs run in an environment of their own, which has Ansible; the host's Python starts them there."""

from __future__ import annotations

import os

from cli.places import CHECKOUT
from cli.process import running
from session.environment import organizer_environment

# The organizer's passwords are Ansible's affair; any other setting of it would make another fleet of this one.
TAKEN = ("ANSIBLE_BECOME_PASSWORD_FILE", "ANSIBLE_CONNECTION_PASSWORD_FILE", "ANSIBLE_VAULT_PASSWORD_FILE")


def run_there(what: str) -> int:
    """workshop/fleet/run.py to its end, and its exit status. Raises LabError where the environment cannot be made."""
    python = organizer_environment()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ANSIBLE_", "PYTHON")) or k in TAKEN}
    path = os.pathsep.join((str(python.parent), kept.get("PATH", os.defpath)))
    environ = {**kept, "PATH": path, "PYTHONPATH": str(CHECKOUT / "scripts")}
    with running([str(python), "-B", "-m", "workshop.fleet.run", what], environ) as process:
        pass
    return process.returncode
