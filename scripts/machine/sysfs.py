"""What the kernel says of the machine below a root folder: its name, driver and memory; and of its disks."""

from __future__ import annotations

import os
from pathlib import Path

from machine.facts import Disk, Driver, Memory, System

DISPLAY, ACCELERATOR = "0x03", "0x12"  # PCI classes; Instinct cards are the second
AMD = "0x1002"


def system(root: Path) -> System:
    """The kernel's name, release and architecture."""
    dev = root / "dev"
    dxg = (dev / "dxg").exists() if dev.is_dir() else None
    if root == Path("/"):
        told = os.uname()
        return System(told.sysname, told.release, told.machine, dxg, _distribution(root))
    folder = root / "proc/sys/kernel"
    return System(
        _read(folder / "ostype"), _read(folder / "osrelease"), _read(folder / "arch"), dxg, _distribution(root)
    )


def _distribution(root: Path) -> str | None:
    said = dict(line.partition("=")[::2] for line in (_read(root / "etc/os-release") or "").splitlines())
    name, version = (said.get(key, "").strip("\"'") for key in ("ID", "VERSION_ID"))
    return f"{name} {version}".strip() or None


def driver(root: Path) -> Driver:
    """Whether amdgpu is loaded (or built in), and whether there is an AMD GPU for it."""
    modules = root / "sys/module"
    loaded = (modules / "amdgpu").is_dir() if modules.is_dir() else None
    return Driver(loaded, _read(modules / "amdgpu/version"), _on_bus(root / "sys/bus/pci/devices"))


def memory(root: Path) -> Memory:
    """MemTotal and MemAvailable."""
    lines = (line.split() for line in (_read(root / "proc/meminfo") or "").splitlines())
    told = {words[0]: int(words[1]) * 1024 for words in lines if len(words) == 3 and words[1].isdecimal()}
    return Memory(told.get("MemTotal:"), told.get("MemAvailable:"))


def mapped(root: Path) -> bool:
    """Whether user ids are those of a user namespace; a kernel without such namespaces has no such file."""
    told = (_read(root / "proc/self/uid_map") or "").split()
    return bool(told) and told != ["0", "0", "4294967295"]


def disk_at(path: Path) -> Disk:
    """Of the nearest folder above that can be asked: an ordinary user may not look into the engine's."""
    for folder in (path, *path.parents):
        try:
            facts = os.statvfs(folder)
        except OSError:
            continue
        return Disk(str(path), facts.f_bavail * facts.f_frsize)
    return Disk(str(path), None)


def same_disk(one: Path, other: Path) -> bool:
    """Whether what fills one fills the other."""
    return _device(one) == _device(other)


def _device(path: Path) -> int:
    for folder in (path, *path.parents):
        try:
            return folder.stat().st_dev
        except OSError:
            continue
    return -1


def _on_bus(devices: Path) -> int | None:
    if not devices.is_dir():
        return None
    found = ((_read(d / "vendor"), _read(d / "class") or "") for d in devices.iterdir())
    return sum(vendor == AMD and kind.startswith((DISPLAY, ACCELERATOR)) for vendor, kind in found)


def _read(file: Path) -> str | None:
    try:
        return file.read_text(errors="replace").strip() or None
    except OSError:
        return None
