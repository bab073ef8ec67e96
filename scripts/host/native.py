"""Native mode: on which PyTorch the lab runs here, and whether that is what was asked for."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from host.environment import clean_environ
from host.errors import LabError
from host.gpus import amd_cards
from host.mode import demanded
from host.settings import Settings
from host.text import text

ASK_TORCH = """
import json, torch
gpu = torch.cuda.is_available()
p = torch.cuda.get_device_properties(0) if gpu else None
print(json.dumps({
    "kind": "hip" if torch.version.hip else "cuda" if torch.version.cuda else "cpu",
    "layer": "HIP " + ".".join(torch.version.hip.split(".")[:2]) if torch.version.hip else f"CUDA {torch.version.cuda}",
    "gpu": gpu,
    "arch": None if p is None else p.gcnArchName.split(":")[0] if torch.version.hip else f"sm_{p.major}{p.minor}",
    "name": p.name if p else None,
}))
"""


def require_backend(settings: Settings, verb: str) -> None:
    """Refuses, before anything is installed, what the lab's own CPU environment can never give."""
    if settings.python is not None:
        return
    cards = amd_cards(settings.host_root)
    if cards and settings.backend in ("auto", "hip"):
        raise LabError("amd-gpu-needs-rocm", cards=", ".join(card.gfx for card in cards), verb=verb)
    if verb == "lab" and settings.backend in ("hip", "cuda"):  # `check` runs all the same, and says what is unmet
        raise LabError("backend-not-found", backend=settings.backend, reason=text("reason-cpu-build"))


def runs_on(settings: Settings, python: Path) -> str:
    """One line: on what the labs run. Raises LabError when a demanded backend is not there."""
    if settings.backend == "cpu":
        return text("on-cpu-asked")
    if settings.python is None:  # the CPU build, by construction: no need to import it
        return text("on-cpu-no-gpu")
    asked = demanded(settings, amd_cards(settings.host_root))
    facts = _ask_torch(settings.python, python)
    offers = facts["kind"] if facts["gpu"] else "cpu"
    if asked not in ("auto", offers):
        raise LabError("backend-not-found", backend=asked, reason=text("reason-torch", what=offers))
    return text("on-gpu", **facts) if facts["gpu"] else text("on-cpu-no-gpu")


def _ask_torch(named: Path, python: Path) -> dict[str, str]:
    answer = subprocess.run([str(python), "-c", ASK_TORCH], capture_output=True, text=True, env=clean_environ(named))
    try:
        facts: dict[str, str] = json.loads(answer.stdout.splitlines()[-1])
    except (IndexError, ValueError) as error:
        last = (answer.stderr.strip().splitlines() or ["?"])[-1]
        raise LabError("python-unusable", python=named, reason=last) from error
    return facts
