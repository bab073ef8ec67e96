"""Native mode: on which PyTorch the lab runs here, and whether that is what was asked for."""

from __future__ import annotations

import subprocess
from pathlib import Path

from cli.places import VENV
from cli.process import last_line
from cli.settings import Settings
from cli.speech import LabError, text
from images.wheels import fetched, missing_libraries
from machine.gpus import amd_cards
from machine.mode import demanded
from session.environment import clean_environ
from session.torch_facts import ASK_TORCH, CPU_BUILD, TorchFacts, offers, parse


def require_backend(settings: Settings, verb: str) -> None:
    """Refuses, before anything is installed, what the lab's own environment can never give, or only if asked to."""
    if settings.python is not None:
        return
    cards = amd_cards(settings.host_root)
    if cards and settings.backend == "auto" and not fetched(VENV):
        raise LabError("amd-gpu-needs-rocm", cards=", ".join(card.gfx for card in cards), verb=verb)
    if cards and settings.backend == "hip" and (missing := missing_libraries()):
        raise LabError("wheels-libraries", packages=" ".join(missing))
    # `check` runs all the same, and says what is unmet.
    if verb == "lab" and (settings.backend == "cuda" or (settings.backend == "hip" and not cards)):
        raise LabError("backend-not-found", backend=settings.backend, reason=text("reason-cpu-build"))


def torch_of(settings: Settings, python: Path) -> TorchFacts:
    """What the labs run on. Raises LabError when a demanded backend is not there."""
    # The CPU build is that by construction: no need to import it.
    facts = CPU_BUILD if settings.python is None and not fetched(VENV) else _ask_torch(settings, python)
    cards = amd_cards(settings.host_root)
    asked = demanded(settings, cards)
    if settings.python is None and asked == "hip" and offers(facts) != "hip":
        raise LabError("gpu-not-seen", cards=", ".join(card.gfx for card in cards), layer=facts["layer"])
    if asked not in ("auto", "cpu", offers(facts)):
        raise LabError("backend-not-found", backend=asked, reason=text("reason-torch", what=offers(facts)))
    return facts


def _ask_torch(settings: Settings, python: Path) -> TorchFacts:
    command = [str(python), "-c", ASK_TORCH]
    answer = subprocess.run(command, capture_output=True, text=True, env=clean_environ(settings.python))
    facts = parse(answer.stdout)
    if facts is None:
        raise LabError("python-unusable", python=settings.python or python, reason=last_line(answer.stderr))
    return facts
