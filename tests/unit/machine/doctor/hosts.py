"""Machines for doctor to look at: composed below a folder, from what real ones showed and real device nodes."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from cli.settings import parse
from machine.doctor import findings
from machine.engine import Engine
from machine.facts import Disk, Interpreter, Machine, Port, User
from machine.finding import Finding
from machine.gpus import TOPOLOGY
from machine.look import look
from machine.proxy import HubProxy

MACHINES = Path(__file__).parents[1] / "machines"
PROPERTIES = "simd_count 64\ngfx_target_version {version}\ndrm_render_minor {minor}\ncpu_cores_count {cpu_cores}\n"
RENDER_GID = 992
GB = 10**9


@dataclass
class Host:
    """A machine with one Radeon RX 7900 XTX and everything in order; a test takes something away."""

    root: Path
    asked: dict[str, str] = field(default_factory=dict)
    environ: dict[str, str] = field(default_factory=dict)
    engine: Engine | None = field(default_factory=lambda: Engine("26.1.5", "2.26.1", Path("/")))
    facts: dict[str, Any] = field(default_factory=dict)  # in place of what `look` found on the machine of the test

    def __post_init__(self) -> None:
        shutil.copytree(MACHINES / "rx7900xtx", self.root, dirs_exist_ok=True)
        for name, told in (("ostype", "Linux"), ("osrelease", "6.8.0-31-generic"), ("arch", "x86_64")):
            self.write(f"proc/sys/kernel/{name}", told)
        self.write("etc/os-release", 'NAME="Ubuntu"\nID=ubuntu\nVERSION_ID="24.04"\n')
        self.write("proc/meminfo", "MemTotal:       32000000 kB\nMemAvailable:   16000000 kB\n")
        self.write("proc/self/uid_map", "         0          0 4294967295\n")
        self.write("sys/module/amdgpu/version", "6.12.12")
        self.pci("0000:03:00.0", "0x1002", "0x030000")
        self.node("dev/kfd")
        self.node("dev/dri/renderD129")
        self.facts = {
            "user": User(1000, 1000, 1000, owns=True, mapped=False),
            "engine_disk": Disk("/var/lib/docker", 100 * GB),
            "checkout_disk": Disk("/home/ada/lab", 100 * GB),
            "image_here": False,
            "environment_here": False,
            "fetched": (),
            "libraries": (),
            "port": Port(taken=False),
            "python": Interpreter("/usr/bin/python3", (3, 12)),
            "hub_proxy": HubProxy(None),
        }

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def remove(self, *paths: str) -> None:
        for path in paths:
            target = self.root / path
            shutil.rmtree(target) if target.is_dir() else target.unlink()

    def node(self, path: str, mode: int = 0o660, gid: int = RENDER_GID, uid: int = 0) -> None:
        """A device that behaves as /dev/null does when it is opened, with this owner and mode."""
        if os.geteuid() != 0:
            pytest.skip("making a device node needs root")
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        os.mknod(file, 0o020000 | mode, os.makedev(1, 3))
        file.chmod(mode)
        os.chown(file, uid, gid)

    def pci(self, address: str, vendor: str, kind: str) -> None:
        self.write(f"sys/bus/pci/devices/{address}/vendor", vendor)
        self.write(f"sys/bus/pci/devices/{address}/class", kind)

    def card(self, number: int, version: int, minor: int, cpu_cores: int = 0) -> None:
        """One card more, composed: no such machine was seen."""
        text = PROPERTIES.format(version=version, minor=minor, cpu_cores=cpu_cores)
        self.write(f"{TOPOLOGY}/{number}/properties", text)
        self.node(f"dev/dri/renderD{minor}")

    def no_card(self) -> None:
        """As on a machine that never had one."""
        self.remove("sys/class/kfd", "sys/module/amdgpu", "sys/bus/pci/devices/0000:03:00.0", "dev/kfd", "dev/dri")

    def machine(self) -> Machine:
        asked = {f"LAB_{name}": value for name, value in self.asked.items()}
        settings = parse({**asked, "LAB_HOST_ROOT": str(self.root)})
        return replace(look(settings, self.engine, environ=self.environ), **self.facts)

    def findings(self) -> dict[str, Finding]:
        return {finding.check: finding for finding in findings(self.machine())}
