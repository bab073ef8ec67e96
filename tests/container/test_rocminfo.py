"""AMD's own rocminfo beside the reader of the KFD topology, on the machine of the test."""

from __future__ import annotations

import os
import re
from pathlib import Path

from container.debian import unpack
from container.engine import run
from machine.gpus import amd_cards


def test_rocminfo_and_doctor_see_the_same_cards_or_none(tmp_path: Path) -> None:
    unpack("bookworm", ["rocminfo"], tmp_path / "tree")
    usr = tmp_path / "tree/usr"
    libraries = {**os.environ, "LD_LIBRARY_PATH": f"{usr}/lib/x86_64-linux-gnu"}
    said = run(str(usr / "bin/rocminfo"), env=libraries).stdout
    assert re.findall(r"^ *Name: *(gfx\w+)", said, re.MULTILINE) == [card.gfx for card in amd_cards()]
    assert amd_cards() or "ROCk module is NOT loaded" in said
