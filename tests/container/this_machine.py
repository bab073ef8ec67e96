"""A machine with AMD cards, composed in a folder: what its kernel shows, and stand-ins for its device nodes."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from container.engine import docker
from machine.gpus import TOPOLOGY
from native.checkout import PROJECT

GFX942 = PROJECT / "tests/unit/machine/machines/gfx942"  # one card and no device nodes: enough to build for
KFD = "/dev/kfd"
FIRST, SECOND, THIRD = "/dev/dri/renderD128", "/dev/dri/renderD129", "/dev/dri/renderD130"
# Minor numbers of harmless devices (null, zero, full, random, all of major 1), each another, to tell them apart.
MINORS = {KFD: 3, FIRST: 5, SECOND: 7, THIRD: 8}


@dataclass(frozen=True)
class Machine:
    """The folder that `HOST_ROOT` names, and the groups that own /dev/kfd and the render nodes."""

    root: Path
    kfd: int
    render: int


def make_machine(root: Path, base: str, kfd: int = 54321, render: int = 54322, cards: int = 2) -> Machine:
    """A machine of two cards or three; the engine makes its device nodes, so that the tests need not be root."""
    shutil.copytree(GFX942 / TOPOLOGY, root / TOPOLOGY)
    for number in range(2, cards + 1):
        shutil.copytree(root / TOPOLOGY / "1", root / TOPOLOGY / str(number))
        properties = root / TOPOLOGY / str(number) / "properties"
        minor = f"drm_render_minor {127 + number}"
        properties.write_text(properties.read_text().replace("drm_render_minor 128", minor))
    (root / "dev/dri").mkdir(parents=True)
    groups = {KFD: kfd, **dict.fromkeys((FIRST, SECOND, THIRD)[:cards], render)}
    made = (f"mknod -m 660 /m{node} c 1 {MINORS[node]}; chgrp {group} /m{node}" for node, group in groups.items())
    done = docker("run", "--rm", "--user", "0", "--volume", f"{root}:/m", base, "sh", "-euc", ";".join(made))
    assert done.returncode == 0, done.stderr
    return Machine(root, kfd, render)
