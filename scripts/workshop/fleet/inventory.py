"""The list of machines: an inventory of Ansible's, read by Ansible and refused before any machine is touched."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cli.settings import Settings
from cli.speech import LabError

# A name is a folder's name, too: letters of any language, but no way out of the folder.
NAME = re.compile(r"[\w][\w.:-]{0,99}")
SEATS = re.compile(r"[1-9][0-9]?")  # as make seats takes N
SHOWS = 200  # letters of a reason


def inventory_file(settings: Settings, verb: str) -> Path:
    """The file that HOSTS names. Raises LabError."""
    if settings.hosts is None:
        raise LabError("hosts-not-named", verb=verb)
    path = settings.hosts.absolute()
    if not path.exists():
        raise LabError("file-missing", name="HOSTS", path=settings.hosts)
    try:
        content = path.read_bytes() if path.is_file() else b"a folder of inventories"
    except OSError as error:
        raise LabError("hosts-unreadable", path=settings.hosts, reason=error.strerror) from error
    if not content.strip():
        raise LabError("hosts-none", path=settings.hosts)
    return path


def require_ssh() -> None:
    """Raises LabError where machines cannot be reached from here."""
    if shutil.which("ssh") is None:
        raise LabError("fleet-no-ssh")


def machines(path: Path) -> list[str]:
    """The machines' names, in the file's order. Raises LabError."""
    command = [sys.executable, "-m", "ansible.cli.inventory", "--inventory", str(path), "--list"]
    strict = {"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "1", "ANSIBLE_INVENTORY_UNPARSED_FAILED": "1"}
    answer = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **strict}, stdin=subprocess.DEVNULL
    )
    if answer.returncode:
        raise LabError("hosts-unreadable", path=path, reason=_reason(answer.stderr))
    listed = json.loads(answer.stdout)
    names = require_names(names_in(listed), path)
    require_seats(listed.get("_meta", {}).get("hostvars", {}), path)
    return names


def names_in(listed: Mapping[str, Any]) -> list[str]:
    """The hosts of what `ansible-inventory --list` prints: of every group, each once, in order."""
    found: list[str] = []
    waiting = ["all"]
    while waiting:
        group = listed.get(waiting.pop(0), {})
        found += group.get("hosts", [])
        waiting = [*group.get("children", []), *waiting]
    return list(dict.fromkeys(found))


def require_names(names: list[str], path: Path) -> list[str]:
    """The same names. Raises LabError where there is none, or one that cannot be a folder's."""
    if not names:
        raise LabError("hosts-none", path=path)
    for name in names:
        if not NAME.fullmatch(name):
            raise LabError("hosts-name", path=path, name=repr(name)[:SHOWS])
    return names


def require_seats(variables: Mapping[str, Mapping[str, Any]], path: Path) -> None:
    """Raises LabError where a machine's `seats` is no number of seats."""
    for name, told in variables.items():
        if "seats" in told and not SEATS.fullmatch(str(told["seats"])):
            raise LabError("hosts-seats", path=path, name=repr(name)[:SHOWS], seats=repr(told["seats"])[:SHOWS])


def _reason(said: str) -> str:
    """The line of Ansible's that says what is wrong with the file, not the ones around it."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "Failed to parse" in line or "Error parsing" in line or "rror:" in line]
    return (telling or lines or ["?"])[0].removeprefix("[WARNING]:").strip()[:SHOWS]
