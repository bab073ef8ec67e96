"""What else doctor finds, and what must not alarm it."""

from __future__ import annotations

import errno
from dataclasses import replace

from machine.facts import Disk, Interpreter, Memory, Port, Proxy, User
from machine.gpus import Topology
from machine.proxy import HubProxy
from unit.machine.doctor.hosts import GB, Host
from unit.machine.doctor.table import (
    DENIED,
    GOOD,
    NATIVE,
    PEM,
    STOP,
    UNKNOWN,
    WARNING,
    Case,
    asked,
    both,
    certificate,
    engine,
    environ,
    integrated_first,
    no_card,
    remove,
    specification,
    told,
    write,
)  # fmt: skip

NATIVE_HIP = asked(MODE="native", BACKEND="hip")
LEFT_NONE = environ(ROCR_VISIBLE_DEVICES="1", HIP_VISIBLE_DEVICES="1")
UNUSABLE = Interpreter("/p", None, there=False, reason="no")
TWO_NATIVE = both(NATIVE, integrated_first)
GTT = "sys/class/drm/renderD129/device/mem_info_gtt_total"
THIS_CARD = specification(("0", "/dev/dri/renderD129"), ("all", "/dev/dri/renderD129"))
OTHER_CARD = specification(("0", "/dev/dri/renderD128"), ("all", "/dev/dri/renderD128", "/dev/dri/renderD129"))
CDI_ENGINE = engine(version="28.5.2", compose="2.40.3", cdi=True)
ROCM_7 = "rocm/pytorch:rocm7.2.4_ubuntu24.04_py3.12_pytorch_release_2.10.0"


def gfx1032(h: Host) -> None:
    h.card(1, 100302, 129)


def small_apu(h: Host) -> None:
    h.card(1, 110501, 129, cpu_cores=8)
    h.write("sys/class/drm/renderD129/device/mem_info_vram_total", str(512 * 2**20))
    h.write(GTT, str(256 * 2**20))


MORE = [
    Case("kernel", STOP, "arch-unsupported", write("proc/sys/kernel/arch", "aarch64")),
    Case("kernel", UNKNOWN, "kernel-unknown", remove("proc/sys/kernel/arch")),
    Case("wsl", WARNING, "wsl", lambda h: h.node("dev/dxg")),
    Case("wsl", STOP, "wsl", both(asked(BACKEND="hip"), lambda h: h.node("dev/dxg"))),
    Case("driver", GOOD, None, no_card),
    Case("driver", GOOD, None, remove("sys/module/amdgpu/version")),
    Case("driver", STOP, "driver-missing", both(asked(BACKEND="hip"), remove("sys/module/amdgpu", "sys/class/kfd"))),
    Case("driver", UNKNOWN, "driver-unknown", remove("sys/module/amdgpu", "sys/class/kfd", "sys/bus")),
    Case("driver", GOOD, None, both(asked(BACKEND="cpu"), remove("sys/module/amdgpu"))),
    Case("cards", STOP, "no-card-demanded", both(no_card, asked(BACKEND="hip"))),
    Case("cards", GOOD, None, both(no_card, asked(BACKEND="cpu"))),
    Case("cards", UNKNOWN, "cuda-unseen", asked(BACKEND="cuda")),
    Case("cards", STOP, "gpu-index", asked(GPU="1")),
    Case("cards", STOP, "gpu-index", both(no_card, asked(GPU="0"))),
    Case("cards", STOP, "no-card-demanded", both(no_card, asked(GPU="0", BACKEND="hip"))),
    Case("cards", GOOD, None, asked(GPU="0")),
    Case("cards", WARNING, "card-small", small_apu),
    Case("cards", GOOD, None, both(small_apu, write(GTT, str(16 * GB)))),
    Case("cards", WARNING, "cards-hidden", told(topology=Topology(hidden=1))),
    Case("cards", STOP, "cards-hidden", both(asked(BACKEND="hip"), told(topology=Topology(hidden=8)))),
    Case("pytorch", GOOD, None, no_card),
    Case("engine", STOP, "engine-desktop", engine(version="29.3.0", compose="2.40.0", confined="desktop")),
    Case("engine", GOOD, None, both(no_card, engine(version="29.3.0", compose="2.40.0", confined="desktop"))),
    Case("engine", WARNING, "engine-snap", engine(version="28.1.1", compose="2.40.0", confined="snap")),
    Case("engine", WARNING, "engine-selinux", engine(version="29.3.0", compose="2.40.0", confined="selinux")),
    Case("pytorch", WARNING, "gfx-without-code", lambda h: h.card(1, 80003, 129)),
    Case("pytorch", WARNING, "gfx-has-wheels", lambda h: h.card(1, 100301, 129)),
    Case("pytorch", GOOD, None, asked(BASE="wheels")),
    Case("pytorch", WARNING, "gfx-not-named", asked(BASE="wheels", GFX="gfx942")),
    Case("pytorch", STOP, "gfx-no-wheels", both(asked(BASE="wheels"), lambda h: h.card(1, 80003, 129))),
    Case("pytorch", STOP, "gfx-no-wheels", asked(BASE="wheels", GFX="gfx942,gfx803")),
    Case("pytorch", GOOD, None, NATIVE_HIP),
    Case("pytorch", GOOD, None, both(asked(MODE="native"), told(fetched=("gfx1100",)))),
    Case("pytorch", WARNING, "gfx-not-fetched", both(asked(MODE="native"), told(fetched=("gfx942",)))),
    Case("pytorch", WARNING, "gfx-no-wheels", both(asked(BASE="wheels", GPU="1"), lambda h: h.card(2, 90600, 131))),
    Case("pytorch", STOP, "wheels-libraries", both(NATIVE_HIP, told(libraries=("libatomic1",)))),
    Case("pytorch", STOP, "gfx-no-wheels", both(NATIVE_HIP, lambda h: h.card(1, 80003, 129))),
    Case("pytorch", WARNING, "gfx-other-image", lambda h: h.card(1, 110500, 129)),
    Case("pytorch", GOOD, None, engine(problem="docker-missing")),  # a container is still where it belongs
    Case("pytorch", UNKNOWN, "image-unlisted", asked(BASE_IMAGE="rocm/pytorch:latest")),
    Case("pytorch", UNKNOWN, "pytorch-own", NATIVE),
    Case("order", GOOD, None, both(integrated_first, asked(GPU="1"))),
    Case("order", GOOD, None, lambda h: h.card(2, 110003, 130)),
    Case("order", GOOD, None, lambda h: h.card(2, 110000, 130)),
    Case("order", GOOD, None, no_card),
    Case("kfd", GOOD, None, no_card),
    Case("kfd", STOP, "kfd-closed", lambda h: h.node("dev/kfd", mode=0o600)),
    Case("kfd", STOP, "kfd-closed", lambda h: h.node("dev/kfd", mode=0o640)),
    Case("kfd", GOOD, None, lambda h: h.node("dev/kfd", mode=0o666)),
    Case("kfd", GOOD, None, lambda h: h.node("dev/kfd", mode=0o600, uid=1000)),
    # The owner's class decides for the owner, even where the group may more.
    Case("kfd", STOP, "kfd-closed", lambda h: h.node("dev/kfd", mode=0o060, uid=1000)),
    Case("kfd", STOP, "kfd-missing", both(remove("dev/kfd"), write("dev/kfd", "a file, no device"))),
    Case("kfd", STOP, "kfd-missing", both(no_card, asked(BACKEND="hip"))),
    Case("kfd", WARNING, "kfd-missing", remove("dev/kfd", "sys/class/kfd")),
    Case("kfd", STOP, "kfd-denied", both(NATIVE, told(kfd=DENIED))),
    Case("kfd", GOOD, None, told(kfd=DENIED)),  # the container's user gets the group
    Case("kfd", STOP, "kfd-closed", both(NATIVE, told(kfd=replace(DENIED, mode=0o600)))),
    Case("kfd", STOP, "kfd-broken", told(kfd=replace(DENIED, opened=errno.ENODEV))),
    Case("kfd", STOP, "kfd-broken", both(NATIVE, told(kfd=replace(DENIED, opened=errno.EPERM)))),
    Case("kfd", GOOD, None, both(NATIVE, told(kfd=replace(DENIED, opened=0)))),
    Case("kfd", UNKNOWN, "kfd-unknown", both(NATIVE, told(kfd=replace(DENIED, opened=None)))),
    Case("kfd", GOOD, None, both(asked(BACKEND="cpu"), remove("dev/kfd"))),
    Case("render", STOP, "render-missing", remove("dev/dri")),
    Case("render", GOOD, None, both(integrated_first, remove("dev/dri/renderD128"), asked(GPU="1"))),
    Case("render", STOP, "render-missing", both(integrated_first, remove("dev/dri/renderD128"), asked(GPU="all"))),
    Case("user", GOOD, None, told(user=User(0, 501, 20, owns=True, mapped=False))),
    Case("user", GOOD, None, both(NATIVE, told(user=User(0, 1000, 1000, owns=False, mapped=False)))),
    Case("override", STOP, "override-empty", both(NATIVE, environ(HSA_OVERRIDE_GFX_VERSION=""))),
    Case("override", WARNING, "override-empty", environ(HSA_OVERRIDE_GFX_VERSION="")),
    Case("override", WARNING, "override-empty", both(NATIVE, no_card, environ(HSA_OVERRIDE_GFX_VERSION=""))),
    Case("override", STOP, "override-malformed", environ(HSA_OVERRIDE_GFX_VERSION="11.0")),
    Case("override", STOP, "override-malformed", environ(HSA_OVERRIDE_GFX_VERSION="11,0,0")),
    Case("override", STOP, "override-malformed", environ(HSA_OVERRIDE_GFX_VERSION_1="11.0.0a")),
    Case("override", WARNING, "override-stale", environ(HSA_OVERRIDE_GFX_VERSION="10.3.0")),
    Case("override", GOOD, None, environ(HSA_OVERRIDE_GFX_VERSION="11.0.0")),
    Case("override", UNKNOWN, "override-unknown", both(gfx1032, environ(HSA_OVERRIDE_GFX_VERSION="10.3.0"))),
    Case("override", WARNING, "override-misspelt", environ(HSA_OVERRIDE_GFX_VERSON="11.0.0")),
    Case("override", WARNING, "override-misspelt", environ(HSA_OVERIDE_GFX_VERSION="11.0.0")),
    Case("override", WARNING, "override-misspelt", environ(HSA_OVERRIDE_GFX="11.0.0")),
    Case("override", WARNING, "override-misspelt", environ(hsa_override_gfx_version="11.0.0")),
    Case("override", GOOD, None, environ(HSA_OVERRIDE_CPU_AFFINITY_DEBUG="1", HSA_ENABLE_SDMA="0")),
    Case("override", GOOD, None, both(no_card, environ(HSA_OVERRIDE_GFX_VERSION="10.3.0"))),
    Case("visibility", WARNING, "visibility-outside", environ(HIP_VISIBLE_DEVICES="-1")),
    Case("visibility", STOP, "visibility-hides", both(NATIVE, environ(ROCR_VISIBLE_DEVICES=""))),
    Case("visibility", STOP, "visibility-hides", both(NATIVE, environ(CUDA_VISIBLE_DEVICES=""))),
    Case("visibility", STOP, "visibility-hides", both(NATIVE, environ(GPU_DEVICE_ORDINAL="1"))),
    Case("visibility", WARNING, "visibility-beyond", both(NATIVE, environ(HIP_VISIBLE_DEVICES="0,1"))),
    Case("visibility", GOOD, None, both(NATIVE, environ(HIP_VISIBLE_DEVICES="0"))),
    Case("visibility", GOOD, None, both(TWO_NATIVE, environ(HIP_VISIBLE_DEVICES="1"))),
    Case("visibility", STOP, "visibility-hides", both(TWO_NATIVE, asked(GPU="0"), environ(HIP_VISIBLE_DEVICES="1"))),
    # The second counts what the first left: one card, number 0.
    Case("visibility", STOP, "visibility-hides", both(TWO_NATIVE, LEFT_NONE)),
    Case("visibility", GOOD, None, both(TWO_NATIVE, environ(ROCR_VISIBLE_DEVICES="1", HIP_VISIBLE_DEVICES="0"))),
    # HIP_… is read in place of CUDA_….
    Case("visibility", GOOD, None, both(NATIVE, environ(HIP_VISIBLE_DEVICES="0", CUDA_VISIBLE_DEVICES="-1"))),
    Case("visibility", GOOD, None, both(no_card, environ(HIP_VISIBLE_DEVICES="-1"))),
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
    Case("cdi", GOOD, None, write("etc/cdi/amd.json", THIS_CARD)),  # not asked for
    Case("cdi", GOOD, None, both(write("etc/cdi/amd.json", THIS_CARD), CDI_ENGINE)),
    Case("cdi", GOOD, None, both(write("var/run/cdi/amd.json", THIS_CARD), CDI_ENGINE, asked(DEVICES="cdi"))),
    Case("cdi", STOP, "cdi-engine", both(write("etc/cdi/amd.json", THIS_CARD), asked(DEVICES="cdi"))),
    Case("cdi", WARNING, "cdi-older", both(write("etc/cdi/amd.json", OTHER_CARD), CDI_ENGINE)),
    Case("cdi", STOP, "cdi-older", both(write("etc/cdi/amd.json", OTHER_CARD), CDI_ENGINE, asked(DEVICES="cdi"))),
    Case("cdi", STOP, "cdi-missing", both(
        write("etc/cdi/nvidia.json", THIS_CARD.replace("amd.com", "nvidia.com")), CDI_ENGINE, asked(DEVICES="cdi"),
    )),
    Case("cdi", UNKNOWN, "cdi-unknown", both(write("etc/cdi/amd.json", THIS_CARD), told(engine=None))),
    Case("cdi", UNKNOWN, "cdi-unknown", both(
        write("etc/cdi/amd.json", THIS_CARD), asked(DEVICES="cdi"), engine(problem="docker-missing"),
    )),
    Case("cdi", GOOD, None, both(write("etc/cdi/amd.json", THIS_CARD), CDI_ENGINE, asked(GPU="7"))),
    Case("cdi", GOOD, None, both(no_card, asked(DEVICES="cdi"))),
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
    Case("memory", WARNING, "memory-busy", told(memory=Memory(16 * GB, GB))),
    Case("port", GOOD, None, told(port=Port(taken=True, ours=True))),
    Case("proxy", GOOD, None, told(proxy=Proxy(("https_proxy",), engine=True))),
    Case("proxy", WARNING, "proxy-http-only", environ(http_proxy="http://proxy.example:3128")),
    Case("proxy", GOOD, None, both(NATIVE, environ(https_proxy="http://proxy.example:3128"))),
    Case("certificates", GOOD, None),
    Case("certificates", WARNING, "certificate-empty", certificate("nothing")),
    Case("certificates", STOP, "certificate-missing", certificate(None, setting=True)),
    Case("certificates", STOP, "certificate-empty", certificate("", setting=True)),
    Case("certificates", GOOD, None, certificate(PEM, setting=True)),
    Case("python", GOOD, None, told(python=Interpreter("/usr/bin/python3", (3, 10)))),
    Case("python", STOP, "python-too-old", told(python=Interpreter("/usr/bin/python3", (3, 9)))),
    Case("python", STOP, "no-venv", both(NATIVE, told(python=Interpreter("/p", (3, 12), "ensurepip, pip")))),
    Case("python", STOP, "python-unusable", both(NATIVE, told(python=UNUSABLE))),
    # Who does not ask for seats hears nothing of a proxy that is not there, or does not run.
    Case("seats", GOOD, None),
    Case("seats", GOOD, None, told(hub_proxy=HubProxy("/x/proxy"))),
]  # fmt: skip
