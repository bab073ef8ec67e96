"""Doctor's checks of what the container needs: the engine, its disk, proxies, the seats' own."""

from __future__ import annotations

from machine.facts import Disk, Proxy
from machine.proxy import HubProxy
from unit.machine.doctor.edits import (
    GOOD,
    NATIVE,
    NATIVE_HIP,
    STOP,
    UNKNOWN,
    WARNING,
    Case,
    asked,
    both,
    engine,
    environ,
    no_card,
    told,
)
from unit.machine.doctor.hosts import GB

ROCM_7 = "rocm/pytorch:rocm7.2.4_ubuntu24.04_py3.12_pytorch_release_2.10.0"

CASES = [
    Case("engine", GOOD, None),
    Case("engine", STOP, "docker-missing", engine(problem="docker-missing")),
    Case("engine", UNKNOWN, "engine-unknown", lambda h: setattr(h, "engine", None)),
    Case("engine", STOP, "engine-desktop", engine(version="29.3.0", compose="2.40.0", confined="desktop")),
    Case("engine", GOOD, None, both(no_card, engine(version="29.3.0", compose="2.40.0", confined="desktop"))),
    Case("engine", WARNING, "engine-snap", engine(version="28.1.1", compose="2.40.0", confined="snap")),
    Case("engine", WARNING, "engine-selinux", engine(version="29.3.0", compose="2.40.0", confined="selinux")),
    *[
        Case("engine", STOP, problem, engine(version="26.1", compose="2.26", problem=problem, reason="r"))
        for problem in (
            "engine-down", "engine-denied", "engine-remote", "engine-rootless", "engine-remapped", "compose-missing",
            "compose-old",
        )
    ],
    Case("engine", WARNING, "docker-missing", both(no_card, engine(problem="docker-missing"))),
    Case("engine", STOP, "docker-missing", both(no_card, asked(MODE="container"), engine(problem="docker-missing"))),
    Case("engine", WARNING, "docker-missing", both(asked(BACKEND="cpu"), engine(problem="docker-missing"))),
    Case("engine", GOOD, None, both(NATIVE, engine(problem="docker-missing"))),
    Case("engine", GOOD, None, both(asked(PYTHON="/x/python"), engine(problem="docker-missing"))),
    Case("disk", GOOD, None),
    Case("disk", STOP, "disk-small", told(engine_disk=Disk("/var/lib/docker", 20 * GB))),
    Case("disk", UNKNOWN, "disk-unread", told(engine_disk=Disk("/var/lib/docker", None))),
    Case("disk", WARNING, "disk-tight", told(engine_disk=Disk("/var/lib/docker", 40 * GB))),
    Case("disk", GOOD, None, told(engine_disk=Disk("/var/lib/docker", GB), image_here=True)),
    Case("disk", UNKNOWN, "disk-unsized", asked(BASE_IMAGE="somebody/else:1")),
    Case("disk", GOOD, None, no_card),
    Case("disk", STOP, "disk-small", both(no_card, told(engine_disk=Disk("/var/lib/docker", GB)))),
    Case("disk", UNKNOWN, "disk-unknown", asked(BASE_IMAGE=ROCM_7)),
    Case("disk", STOP, "disk-small", both(
        asked(BASE_IMAGE=ROCM_7),
        told(engine_disk=Disk("/var/lib/docker", 9 * GB)),
    )),
    # AMD's wheels for one card: at most 2.1 GB to fetch and 6.2 GB on the disk, beside the base and the lab's packages.
    Case("disk", STOP, "disk-small", both(asked(BASE="wheels"), told(engine_disk=Disk("/var/lib/docker", 6 * GB)))),
    Case("disk", WARNING, "disk-tight", both(asked(BASE="wheels"), told(engine_disk=Disk("/var/lib/docker", 8 * GB)))),
    Case("disk", GOOD, None, both(asked(BASE="wheels"), told(engine_disk=Disk("/var/lib/docker", 9 * GB)))),
    Case("disk", STOP, "disk-small-native", both(NATIVE_HIP, told(checkout_disk=Disk("/lab", 9 * GB)))),
    Case("disk", GOOD, None, both(NATIVE_HIP, told(checkout_disk=Disk("/lab", 10 * GB)))),
    Case("disk", STOP, "disk-small-native", both(asked(MODE="native"), told(checkout_disk=Disk("/lab", GB)))),
    Case("disk", GOOD, None, both(asked(MODE="native"), told(checkout_disk=Disk("/lab", GB), environment_here=True))),
    Case("disk", GOOD, None, both(NATIVE, told(checkout_disk=Disk("/lab", GB), engine_disk=Disk("/", 0)))),
    Case("proxy", GOOD, None),
    Case("proxy", WARNING, "proxy-engine", told(proxy=Proxy(("https_proxy",), engine=False))),
    Case("proxy", UNKNOWN, "proxy-unknown", environ(HTTPS_PROXY="http://proxy.example:3128")),
    Case("proxy", GOOD, None, told(proxy=Proxy(("https_proxy",), engine=True))),
    Case("proxy", WARNING, "proxy-http-only", environ(http_proxy="http://proxy.example:3128")),
    Case("proxy", GOOD, None, both(NATIVE, environ(https_proxy="http://proxy.example:3128"))),
    Case("seats", GOOD, None, both(asked(N="4"), told(hub_proxy=HubProxy("/x/proxy", "5.3.0")))),
    Case("seats", WARNING, "proxy-missing", asked(N="4")),
    Case("seats", UNKNOWN, "proxy-silent", both(asked(N="4"), told(hub_proxy=HubProxy("/x/proxy", reason="node")))),
    # Who does not ask for seats hears nothing of a proxy that is not there, or does not run.
    Case("seats", GOOD, None),
    Case("seats", GOOD, None, told(hub_proxy=HubProxy("/x/proxy"))),
]  # fmt: skip
