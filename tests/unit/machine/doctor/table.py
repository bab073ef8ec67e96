"""Every check of doctor on a machine where it is good, on one where it is not, and on one where it cannot tell."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from machine.devices import Node
from machine.engine import Engine
from machine.facts import Disk, Interpreter, Port, Proxy, User
from machine.finding import Level
from machine.proxy import HubProxy
from unit.machine.doctor.hosts import GB, Host

Edit = Callable[[Host], object]


@dataclass(frozen=True)
class Case:
    """What `edit` takes from a machine in order, and what `check` then says."""

    check: str
    level: Level
    code: str | None
    edit: Edit = lambda _: None


def asked(**settings: str) -> Edit:
    return lambda h: h.asked.update(settings)


def told(**facts: Any) -> Edit:
    return lambda h: h.facts.update(facts)


def environ(**variables: str) -> Edit:
    return lambda h: h.environ.update(variables)


def engine(**facts: Any) -> Edit:
    return lambda h: setattr(h, "engine", Engine(**facts))


def both(*edits: Edit) -> Edit:
    return lambda h: [edit(h) for edit in edits]


def remove(*paths: str) -> Edit:
    return lambda h: h.remove(*paths)


def write(path: str, text: str) -> Edit:
    return lambda h: h.write(path, text)


def specification(*cards: tuple[str, ...]) -> str:
    """What amd-ctk writes, for (name, render nodes …)."""
    devices = [
        {"name": name, "containerEdits": {"deviceNodes": [{"path": node} for node in ("/dev/kfd", *nodes)]}}
        for name, *nodes in cards
    ]
    return json.dumps({"cdiVersion": "0.6.0", "kind": "amd.com/gpu", "devices": devices})


def no_card(h: Host) -> None:
    h.no_card()


def integrated_first(h: Host) -> None:
    h.remove("sys/class/kfd/kfd/topology/nodes/1")
    h.card(1, 110003, 128, cpu_cores=16)
    h.card(2, 110000, 129)


def unclear_first(h: Host) -> None:
    h.remove("sys/class/kfd/kfd/topology/nodes/1")
    h.card(1, 90402, 128)
    h.card(2, 120001, 129)


def certificate(text: str | None, *, setting: bool = False) -> Edit:
    def edit(h: Host) -> None:
        file = h.root / "ca.pem"
        if text is not None:
            file.write_text(text)
        h.asked.update({"CA_FILE": str(file)} if setting else {})
        h.environ.update({} if setting else {"SSL_CERT_FILE": str(file)})

    return edit


NATIVE = asked(MODE="native", PYTHON="/opt/venv/bin/python")
PEM = "-----BEGIN CERTIFICATE-----\n"
GOOD, UNKNOWN, WARNING, STOP = Level.GOOD, Level.UNKNOWN, Level.WARNING, Level.STOP
DENIED = Node("/dev/kfd", True, 0, 992, 0o660, errno.EACCES)

# The three states of every check.
STATES = [
    Case("kernel", GOOD, None),
    Case("kernel", STOP, "kernel-not-linux", write("proc/sys/kernel/ostype", "FreeBSD")),
    Case("kernel", UNKNOWN, "kernel-unknown", remove("proc/sys/kernel/ostype")),
    Case("wsl", GOOD, None),
    Case("wsl", WARNING, "wsl", write("proc/sys/kernel/osrelease", "6.6.87.2-microsoft-standard-WSL2")),
    Case("wsl", UNKNOWN, "wsl-unknown", remove("proc/sys/kernel/osrelease")),
    Case("distribution", GOOD, None),
    Case("distribution", WARNING, "ubuntu-2604", write("etc/os-release", 'ID=ubuntu\nVERSION_ID="26.04"\n')),
    Case("distribution", UNKNOWN, "distribution-unknown", remove("etc")),
    Case("driver", GOOD, None),
    Case("driver", WARNING, "driver-missing", remove("sys/module/amdgpu", "sys/class/kfd")),
    Case("driver", UNKNOWN, "driver-unknown", remove("sys/module")),
    Case("cards", GOOD, None),
    Case("cards", WARNING, "no-card", no_card),
    Case("cards", UNKNOWN, "cards-unknown", remove("sys")),
    Case("pytorch", GOOD, None),
    Case("pytorch", STOP, "amd-gpu-needs-rocm", asked(MODE="native")),
    Case("pytorch", UNKNOWN, "gfx-unlisted", lambda h: h.card(1, 130000, 129)),
    Case("order", GOOD, None),
    Case("order", WARNING, "integrated-first", both(integrated_first, asked(GPU="all"))),
    Case("order", UNKNOWN, "order-unknown", both(unclear_first, asked(GPU="all"))),
    Case("kfd", GOOD, None),
    Case("kfd", STOP, "kfd-missing", remove("dev/kfd")),
    Case("kfd", UNKNOWN, "kfd-unknown", remove("dev")),
    Case("render", GOOD, None),
    Case("render", STOP, "render-closed", lambda h: h.node("dev/dri/renderD129", mode=0o600)),
    Case("render", UNKNOWN, "render-unknown", remove("dev")),
    Case("user", GOOD, None),
    Case("user", WARNING, "user-root-owned", told(user=User(0, 1000, 1000, owns=False, mapped=False))),
    Case("user", UNKNOWN, "user-mapped", told(user=User(0, 1000, 1000, owns=True, mapped=True))),
    Case("override", GOOD, None),
    Case("override", STOP, "override-malformed", environ(HSA_OVERRIDE_GFX_VERSION="gfx1100")),
    Case("override", UNKNOWN, "override-unknown", both(NATIVE, environ(HSA_OVERRIDE_GFX_VERSION="10.3.0"))),
    Case("visibility", GOOD, None),
    Case("visibility", STOP, "visibility-hides", both(NATIVE, environ(HIP_VISIBLE_DEVICES="-1"))),
    Case("visibility", UNKNOWN, "visibility-unknown", environ(ROCR_VISIBLE_DEVICES="GPU-b5ab24f2dc5d81ac")),
    Case("engine", GOOD, None),
    Case("engine", STOP, "docker-missing", engine(problem="docker-missing")),
    Case("engine", UNKNOWN, "engine-unknown", lambda h: setattr(h, "engine", None)),
    Case("disk", GOOD, None),
    Case("disk", STOP, "disk-small", told(engine_disk=Disk("/var/lib/docker", 20 * GB))),
    Case("cdi", GOOD, None),
    Case("cdi", STOP, "cdi-missing", asked(DEVICES="cdi")),
    Case("cdi", UNKNOWN, "cdi-unknown", write("etc/cdi/amd.json", "{")),
    Case("disk", UNKNOWN, "disk-unread", told(engine_disk=Disk("/var/lib/docker", None))),
    Case("memory", GOOD, None),
    Case("memory", WARNING, "memory-small", write("proc/meminfo", "MemTotal: 2000000 kB\nMemAvailable: 1 kB\n")),
    Case("memory", UNKNOWN, "memory-unknown", remove("proc/meminfo")),
    Case("port", GOOD, None),
    Case("port", STOP, "port-in-use", told(port=Port(taken=True, free=40001))),
    Case("port", UNKNOWN, "port-unknown", told(port=Port(taken=None, reason="no loopback"))),
    Case("proxy", GOOD, None),
    Case("proxy", WARNING, "proxy-engine", told(proxy=Proxy(("https_proxy",), engine=False))),
    Case("proxy", UNKNOWN, "proxy-unknown", environ(HTTPS_PROXY="http://proxy.example:3128")),
    Case("certificates", GOOD, None, certificate(PEM)),
    Case("certificates", WARNING, "certificate-missing", certificate(None)),
    Case("certificates", UNKNOWN, "certificate-unknown", environ(PIP_CERT="/proc/self/mem")),
    Case("python", GOOD, None),
    Case("python", STOP, "python-too-old", both(NATIVE, told(python=Interpreter("/usr/bin/python3", (3, 10))))),
    Case("python", UNKNOWN, "python-unknown", told(python=Interpreter("/x/python", None, reason="TimeoutExpired"))),
    Case("seats", GOOD, None, both(asked(N="4"), told(hub_proxy=HubProxy("/x/proxy", "5.3.0")))),
    Case("seats", WARNING, "proxy-missing", asked(N="4")),
    Case("seats", UNKNOWN, "proxy-silent", both(asked(N="4"), told(hub_proxy=HubProxy("/x/proxy", reason="node")))),
]
