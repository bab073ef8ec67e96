"""Doctor's checks of the system: kernel, user, memory, port, certificates, Python."""

from __future__ import annotations

from machine.facts import Interpreter, Memory, Port, User
from unit.machine.doctor.edits import (
    GOOD,
    NATIVE,
    STOP,
    UNKNOWN,
    WARNING,
    Case,
    Edit,
    asked,
    both,
    environ,
    remove,
    told,
    write,
)
from unit.machine.doctor.hosts import GB, Host


def certificate(text: str | None, *, setting: bool = False) -> Edit:
    def edit(h: Host) -> None:
        file = h.root / "ca.pem"
        if text is not None:
            file.write_text(text)
        h.asked.update({"CA_FILE": str(file)} if setting else {})
        h.environ.update({} if setting else {"SSL_CERT_FILE": str(file)})

    return edit


PEM = "-----BEGIN CERTIFICATE-----\n"
UNUSABLE = Interpreter("/p", None, there=False, reason="no")

CASES = [
    Case("kernel", GOOD, None),
    Case("kernel", STOP, "kernel-not-linux", write("proc/sys/kernel/ostype", "FreeBSD")),
    Case("kernel", UNKNOWN, "kernel-unknown", remove("proc/sys/kernel/ostype")),
    Case("kernel", STOP, "arch-unsupported", write("proc/sys/kernel/arch", "aarch64")),
    Case("kernel", UNKNOWN, "kernel-unknown", remove("proc/sys/kernel/arch")),
    Case("wsl", GOOD, None),
    Case("wsl", WARNING, "wsl", write("proc/sys/kernel/osrelease", "6.6.87.2-microsoft-standard-WSL2")),
    Case("wsl", UNKNOWN, "wsl-unknown", remove("proc/sys/kernel/osrelease")),
    Case("wsl", WARNING, "wsl", lambda h: h.node("dev/dxg")),
    Case("wsl", STOP, "wsl", both(asked(BACKEND="hip"), lambda h: h.node("dev/dxg"))),
    Case("distribution", GOOD, None),
    Case("distribution", WARNING, "ubuntu-2604", write("etc/os-release", 'ID=ubuntu\nVERSION_ID="26.04"\n')),
    Case("distribution", UNKNOWN, "distribution-unknown", remove("etc")),
    Case("user", GOOD, None),
    Case("user", WARNING, "user-root-owned", told(user=User(0, 1000, 1000, owns=False, mapped=False))),
    Case("user", UNKNOWN, "user-mapped", told(user=User(0, 1000, 1000, owns=True, mapped=True))),
    Case("user", GOOD, None, told(user=User(0, 501, 20, owns=True, mapped=False))),
    Case("user", GOOD, None, both(NATIVE, told(user=User(0, 1000, 1000, owns=False, mapped=False)))),
    Case("memory", GOOD, None),
    Case("memory", WARNING, "memory-small", write("proc/meminfo", "MemTotal: 2000000 kB\nMemAvailable: 1 kB\n")),
    Case("memory", UNKNOWN, "memory-unknown", remove("proc/meminfo")),
    Case("memory", WARNING, "memory-busy", told(memory=Memory(16 * GB, GB))),
    Case("port", GOOD, None),
    Case("port", STOP, "port-in-use", told(port=Port(taken=True, free=40001))),
    Case("port", UNKNOWN, "port-unknown", told(port=Port(taken=None, reason="no loopback"))),
    Case("port", GOOD, None, told(port=Port(taken=True, ours=True))),
    Case("certificates", GOOD, None, certificate(PEM)),
    Case("certificates", WARNING, "certificate-missing", certificate(None)),
    Case("certificates", UNKNOWN, "certificate-unknown", environ(PIP_CERT="/proc/self/mem")),
    Case("certificates", GOOD, None),
    Case("certificates", WARNING, "certificate-empty", certificate("nothing")),
    Case("certificates", STOP, "certificate-missing", certificate(None, setting=True)),
    Case("certificates", STOP, "certificate-empty", certificate("", setting=True)),
    Case("certificates", GOOD, None, certificate(PEM, setting=True)),
    Case("python", GOOD, None),
    Case("python", STOP, "python-too-old", both(NATIVE, told(python=Interpreter("/usr/bin/python3", (3, 10))))),
    Case("python", UNKNOWN, "python-unknown", told(python=Interpreter("/x/python", None, reason="TimeoutExpired"))),
    Case("python", GOOD, None, told(python=Interpreter("/usr/bin/python3", (3, 10)))),
    Case("python", STOP, "python-too-old", told(python=Interpreter("/usr/bin/python3", (3, 9)))),
    Case("python", STOP, "no-venv", both(NATIVE, told(python=Interpreter("/p", (3, 12), "ensurepip, pip")))),
    Case("python", STOP, "python-unusable", both(NATIVE, told(python=UNUSABLE))),
]  # fmt: skip
