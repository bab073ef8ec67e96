"""Kernel, user, memory, port, certificates, Python."""

from __future__ import annotations

from machine.checks.cards import no_gpu_matters
from machine.facts import Machine
from machine.finding import Finding, Level, few, gib, good, stop, unknown, warning

GIB = 2**30
# A kernel that imported torch takes 0.2 GiB, as does JupyterLab; `make check` runs two kernels. The rest is headroom.
LITTLE, WANTED = 4 * GIB, 2 * GIB
OLDEST_IN_CONTAINER, OLDEST_NATIVE = (3, 10), (3, 11)  # the packages are locked from 3.11 on


def kernel(m: Machine) -> Finding:
    """Linux on x86_64."""
    name, arch = m.system.name, m.system.arch
    if name is not None and name != "Linux":
        return stop("kernel", "kernel-not-linux", name=name)
    if arch is not None and arch != "x86_64":
        return stop("kernel", "arch-unsupported", arch=arch)
    if name is None or arch is None:
        return unknown("kernel", "kernel-unknown", folder=m.asked.host_root / "proc/sys/kernel")
    return good("kernel", "kernel", name=name, release=m.system.release or "", arch=arch)


def wsl(m: Machine) -> Finding:
    """Not the Windows Subsystem for Linux."""
    if m.system.dxg or "microsoft" in (m.system.release or "").lower():
        return Finding("wsl", Level.STOP if m.asked.backend == "hip" else Level.WARNING, "wsl")
    if m.system.release is None or m.system.dxg is None:
        return unknown("wsl", "wsl-unknown")
    return good("wsl", "not-wsl")


def distribution(m: Machine) -> Finding:
    """Not one of which something has to be known; it matters with a GPU alone."""
    if skip := no_gpu_matters("distribution", m):
        return skip
    name = m.system.distribution
    if name is None:
        return unknown("distribution", "distribution-unknown", file=m.asked.host_root / "etc/os-release")
    return (
        warning("distribution", "ubuntu-2604") if name == "ubuntu 26.04" else good("distribution", "cards", cards=name)
    )


def user(m: Machine) -> Finding:
    """For whom the answers are."""
    who = m.user
    ids = {"uid": who.uid, "gid": who.gid}
    if who.mapped:
        return unknown("user", "user-mapped", **ids)
    if not m.in_container:
        return good("user", "user-native", uid=who.caller)
    if who.caller == who.uid:
        return good("user", "user", **ids)
    return good("user", "user-owner", **ids) if who.owns else warning("user", "user-root-owned", **ids)


def memory(m: Machine) -> Finding:
    """Enough for PyTorch and JupyterLab."""
    total, available = m.memory.total, m.memory.available
    if total is None or available is None:
        return unknown("memory", "memory-unknown", file=m.asked.host_root / "proc/meminfo")
    if total < LITTLE:
        return warning("memory", "memory-small", total=gib(total), need=gib(LITTLE))
    if available < WANTED:
        return warning("memory", "memory-busy", total=gib(total), available=gib(available), need=gib(WANTED))
    return good("memory", "memory", total=gib(total), available=gib(available))


def port(m: Machine) -> Finding:
    """Free, or held by this lab itself."""
    number = m.asked.port
    if m.port.ours:
        return good("port", "port-ours", port=number)
    if m.port.taken is None:
        return unknown("port", "port-unknown", port=number, reason=m.port.reason)
    if m.port.taken:
        return stop("port", "port-in-use", port=number, free=m.port.free)
    return good("port", "port-free", port=number)


def certificates(m: Machine) -> Finding:
    """Every CA file that is named is there and holds a certificate."""
    for file in m.certificates:
        values = {"name": file.name, "path": file.path}
        if file.state in ("missing", "empty"):
            level = Level.STOP if file.name == "LAB_CA_FILE" else Level.WARNING
            return Finding("certificates", level, f"certificate-{file.state}", values)
    for file in m.certificates:
        if file.state != "good":
            return unknown("certificates", "certificate-unknown", name=file.name, path=file.path, reason=file.reason)
    if not m.certificates:
        return good("certificates", "certificates-none")
    return good("certificates", "certificates", names=few([file.name for file in m.certificates]))


def python(m: Machine) -> Finding:
    """New enough; for the native lab also able to make a virtual environment."""
    found = m.python
    if not found.there:
        return stop("python", "python-unusable", python=found.path, reason=found.reason)
    if found.version is None:
        return unknown("python", "python-unknown", path=found.path, reason=found.reason)
    version = ".".join(map(str, found.version))
    oldest = OLDEST_IN_CONTAINER if m.in_container else OLDEST_NATIVE
    if found.version < oldest:
        return stop("python", "python-too-old", version=version, path=found.path, need=".".join(map(str, oldest)))
    if m.in_container:
        return good("python", "python", version=version)
    return (
        stop("python", "no-venv", reason=found.lacks) if found.lacks else good("python", "python-venv", version=version)
    )
