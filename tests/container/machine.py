"""A machine with two AMD cards, composed in a folder: what its kernel shows, and stand-ins for its device nodes."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from container.engine import docker
from host.gpus import TOPOLOGY
from native.checkout import PROJECT

GFX942 = PROJECT / "tests/unit/machines/gfx942"  # one card and no device nodes: enough to build for
KFD, FIRST, SECOND = "/dev/kfd", "/dev/dri/renderD128", "/dev/dri/renderD129"
# Minor numbers of harmless devices (null, zero, full, all of major 1), different so that one is known from the other.
MINORS = {KFD: 3, FIRST: 5, SECOND: 7}


@dataclass(frozen=True)
class Machine:
    """The folder that `HOST_ROOT` names, and the groups that own /dev/kfd and the render nodes."""

    root: Path
    kfd: int
    render: int


def make_machine(root: Path, base: str, kfd: int = 54321, render: int = 54322) -> Machine:
    """A machine of two cards; the engine makes its device nodes, so that the tests need not be root."""
    shutil.copytree(GFX942 / TOPOLOGY, root / TOPOLOGY)
    shutil.copytree(root / TOPOLOGY / "1", root / TOPOLOGY / "2")
    properties = root / TOPOLOGY / "2/properties"
    properties.write_text(properties.read_text().replace("drm_render_minor 128", "drm_render_minor 129"))
    (root / "dev/dri").mkdir(parents=True)
    groups = {KFD: kfd, FIRST: render, SECOND: render}
    made = (f"mknod -m 660 /m{node} c 1 {MINORS[node]}; chgrp {groups[node]} /m{node}" for node in MINORS)
    done = docker("run", "--rm", "--user", "0", "--volume", f"{root}:/m", base, "sh", "-euc", ";".join(made))
    assert done.returncode == 0, done.stderr
    return Machine(root, kfd, render)
