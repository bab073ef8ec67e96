"""What the seats' hub and image are made of: pinned, and without a finding."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SEATS = ROOT / "scripts/workshop/seats"


def test_the_proxy_is_pinned_with_the_integrity_of_every_package() -> None:
    lock = json.loads((SEATS / "hub/package-lock.json").read_text(encoding="utf-8"))
    wanted = json.loads((SEATS / "hub/package.json").read_text(encoding="utf-8"))["dependencies"]
    packages = {name: facts for name, facts in lock["packages"].items() if name}
    assert packages["node_modules/configurable-http-proxy"]["version"] == wanted["configurable-http-proxy"]
    assert all(facts["integrity"].startswith("sha512-") for facts in packages.values())


def test_the_seats_hub_is_the_organizers_hub() -> None:
    locks = [(ROOT / f"docker/requirements-{who}.lock").read_text(encoding="utf-8") for who in ("seat", "organizer")]
    assert len({re.search(r"^jupyterhub==\S+", lock, re.MULTILINE)[0] for lock in locks}) == 1  # type: ignore[index]


def test_hadolint_finds_nothing_in_the_seats_image() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, SEATS / "hub/seat.Dockerfile"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")
