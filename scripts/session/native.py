"""Native mode: on which PyTorch the lab runs here, and whether that is what was asked for."""

from __future__ import annotations

import subprocess
from pathlib import Path

from cli.settings import Settings
from cli.speech import LabError, text
from machine.gpus import amd_cards
from machine.mode import demanded
from session.environment import clean_environ
from session.torch_facts import ASK_TORCH, CPU_BUILD, TorchFacts, offers, parse


def require_backend(settings: Settings, verb: str) -> None:
    """Refuses, before anything is installed, what the lab's own CPU environment can never give."""
    if settings.python is not None:
        return
    cards = amd_cards(settings.host_root)
    if cards and settings.backend in ("auto", "hip"):
        raise LabError("amd-gpu-needs-rocm", cards=", ".join(card.gfx for card in cards), verb=verb)
    if verb == "lab" and settings.backend in ("hip", "cuda"):  # `check` runs all the same, and says what is unmet
        raise LabError("backend-not-found", backend=settings.backend, reason=text("reason-cpu-build"))


def torch_of(settings: Settings, python: Path) -> TorchFacts:
    """What the labs run on. Raises LabError when a demanded backend is not there."""
    if settings.python is None:  # the CPU build, by construction: no need to import it
        return CPU_BUILD
    facts = _ask_torch(settings.python, python)
    asked = demanded(settings, amd_cards(settings.host_root))
    if asked not in ("auto", "cpu", offers(facts)):
        raise LabError("backend-not-found", backend=asked, reason=text("reason-torch", what=offers(facts)))
    return facts


def _ask_torch(named: Path, python: Path) -> TorchFacts:
    answer = subprocess.run([str(python), "-c", ASK_TORCH], capture_output=True, text=True, env=clean_environ(named))
    facts = parse(answer.stdout)
    if facts is None:
        raise LabError("python-unusable", python=named, reason=(answer.stderr.strip().splitlines() or ["?"])[-1])
    return facts
