"""Doctor's checks of the cards, their driver and their nodes, on machines that differ in one thing."""

from __future__ import annotations

import errno
import json
from dataclasses import replace

from machine.devices import Node
from machine.gpus import Topology
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
    integrated_first,
    no_card,
    remove,
    told,
    write,
)
from unit.machine.doctor.hosts import GB, Host


def specification(*cards: tuple[str, ...]) -> str:
    """What amd-ctk writes, for (name, render nodes …)."""
    devices = [
        {"name": name, "containerEdits": {"deviceNodes": [{"path": node} for node in ("/dev/kfd", *nodes)]}}
        for name, *nodes in cards
    ]
    return json.dumps({"cdiVersion": "0.6.0", "kind": "amd.com/gpu", "devices": devices})


def unclear_first(h: Host) -> None:
    h.remove("sys/class/kfd/kfd/topology/nodes/1")
    h.card(1, 90402, 128)
    h.card(2, 120001, 129)


DENIED = Node("/dev/kfd", True, 0, 992, 0o660, errno.EACCES)
GTT = "sys/class/drm/renderD129/device/mem_info_gtt_total"
THIS_CARD = specification(("0", "/dev/dri/renderD129"), ("all", "/dev/dri/renderD129"))
OTHER_CARD = specification(("0", "/dev/dri/renderD128"), ("all", "/dev/dri/renderD128", "/dev/dri/renderD129"))
CDI_ENGINE = engine(version="28.5.2", compose="2.40.3", cdi=True)


def small_apu(h: Host) -> None:
    h.card(1, 110501, 129, cpu_cores=8)
    h.write("sys/class/drm/renderD129/device/mem_info_vram_total", str(512 * 2**20))
    h.write(GTT, str(256 * 2**20))


CASES = [
    Case("driver", GOOD, None),
    Case("driver", WARNING, "driver-missing", remove("sys/module/amdgpu", "sys/class/kfd")),
    Case("driver", UNKNOWN, "driver-unknown", remove("sys/module")),
    Case("driver", GOOD, None, no_card),
    Case("driver", GOOD, None, remove("sys/module/amdgpu/version")),
    Case("driver", STOP, "driver-missing", both(asked(BACKEND="hip"), remove("sys/module/amdgpu", "sys/class/kfd"))),
    Case("driver", UNKNOWN, "driver-unknown", remove("sys/module/amdgpu", "sys/class/kfd", "sys/bus")),
    Case("driver", GOOD, None, both(asked(BACKEND="cpu"), remove("sys/module/amdgpu"))),
    Case("cards", GOOD, None),
    Case("cards", WARNING, "no-card", no_card),
    Case("cards", UNKNOWN, "cards-unknown", remove("sys")),
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
    Case("pytorch", GOOD, None),
    Case("pytorch", STOP, "amd-gpu-needs-rocm", asked(MODE="native")),
    Case("pytorch", UNKNOWN, "gfx-unlisted", lambda h: h.card(1, 130000, 129)),
    Case("pytorch", GOOD, None, no_card),
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
    Case("order", GOOD, None),
    Case("order", WARNING, "integrated-first", both(integrated_first, asked(GPU="all"))),
    Case("order", UNKNOWN, "order-unknown", both(unclear_first, asked(GPU="all"))),
    Case("order", GOOD, None, both(integrated_first, asked(GPU="1"))),
    Case("order", GOOD, None, lambda h: h.card(2, 110003, 130)),
    Case("order", GOOD, None, lambda h: h.card(2, 110000, 130)),
    Case("order", GOOD, None, no_card),
    Case("kfd", GOOD, None),
    Case("kfd", STOP, "kfd-missing", remove("dev/kfd")),
    Case("kfd", UNKNOWN, "kfd-unknown", remove("dev")),
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
    Case("render", GOOD, None),
    Case("render", STOP, "render-closed", lambda h: h.node("dev/dri/renderD129", mode=0o600)),
    Case("render", UNKNOWN, "render-unknown", remove("dev")),
    Case("render", STOP, "render-missing", remove("dev/dri")),
    Case("render", GOOD, None, both(integrated_first, remove("dev/dri/renderD128"), asked(GPU="1"))),
    Case("render", STOP, "render-missing", both(integrated_first, remove("dev/dri/renderD128"), asked(GPU="all"))),
    Case("cdi", GOOD, None),
    Case("cdi", STOP, "cdi-missing", asked(DEVICES="cdi")),
    Case("cdi", UNKNOWN, "cdi-unknown", write("etc/cdi/amd.json", "{")),
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
]  # fmt: skip
