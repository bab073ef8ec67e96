"""The unit by which systemd starts the hub again with the machine: its text, and the lines that offer it."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping
from pathlib import Path

from cli.places import CHECKOUT, HUB
from cli.speech import say
from workshop.seats.state import PROJECT, STATE

UNIT = HUB / f"{PROJECT}.service"
INSTALLED = Path("/etc/systemd/system") / UNIT.name
SYSTEMD = Path("/run/systemd/system")  # sd_booted(3): it is there where systemd runs the machine
KEPT = ("PATH", "DOCKER_HOST")  # of the organizer's shell: Node, and the engine, may be their own

TEMPLATE = """\
# Written by make seats. It does nothing where no seats are open.
[Unit]
Description=See Training Flow in ROCm: the seats
Wants=docker.service
After=docker.service
ConditionPathExists={state}
# Enough for a slow engine; a hub that cannot start is not tried for ever.
StartLimitIntervalSec=300
StartLimitBurst=5

[Service]
Type=oneshot
RemainAfterExit=yes
User={user}
WorkingDirectory={checkout}
Environment={environ}
ExecStart=/usr/bin/env make seats
Restart=on-failure
RestartSec=5
TimeoutStartSec=300

[Install]
WantedBy=multi-user.target
"""


def unit(environ: Mapping[str, str]) -> str:
    """The unit's text: `make seats`, which opens known seats again, as whoever opened them."""
    return TEMPLATE.format(
        state=_path(STATE),
        user=pwd.getpwuid(os.getuid()).pw_name,
        checkout=_path(CHECKOUT),
        environ=" ".join(_quoted(f"{name}={environ[name]}") for name in KEPT if name in environ),
    )


def offer() -> None:
    """Says how to install it, where systemd runs this machine and has not got it as it was written."""
    if SYSTEMD.is_dir() and not (INSTALLED.is_file() and INSTALLED.read_bytes() == UNIT.read_bytes()):
        say("seats-service", unit=UNIT.relative_to(CHECKOUT), folder=INSTALLED.parent, name=UNIT.name)


def _path(path: Path) -> str:
    return str(path).replace("%", "%%")


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'
