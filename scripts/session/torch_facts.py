"""What PyTorch is asked, in whichever Python the lab runs, and what is said of its answer."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TypedDict

from cli.speech import text

ASK_TORCH = """
import json, torch
gpu = torch.cuda.is_available()
p = torch.cuda.get_device_properties(0) if gpu else None
hip = torch.version.hip
print(json.dumps({
    "kind": "hip" if hip else "cuda" if torch.version.cuda else "cpu",
    "layer": "HIP " + ".".join(hip.split(".")[:2]) if hip else f"CUDA {torch.version.cuda}",
    "gpu": gpu,
    "arch": None if p is None else p.gcnArchName.split(":")[0] if hip else f"sm_{p.major}{p.minor}",
    "name": p.name if p else None,
}))
"""


class TorchFacts(TypedDict):
    """The build's kind and layer (`hip`, `HIP 7.15`), whether it sees a GPU, and that GPU's gfx target and name."""

    kind: str
    layer: str
    gpu: bool
    arch: str | None
    name: str | None


CPU_BUILD: TorchFacts = {"kind": "cpu", "layer": "CPU", "gpu": False, "arch": None, "name": None}


def parse(out: str) -> TorchFacts | None:
    """The answer to ASK_TORCH, its last line; None where it is none."""
    with suppress(IndexError, ValueError):
        facts: TorchFacts = json.loads(out.splitlines()[-1])
        return facts
    return None


def version_in(environment: Path) -> str | None:
    """The version of the torch that pip put there last; None where there is none."""
    found = next(environment.glob("lib/python3*/site-packages/torch-*.dist-info"), None)
    return found.name.removeprefix("torch-").removesuffix(".dist-info") if found else None


def offers(facts: TorchFacts) -> str:
    """The backend on which a lab runs with it."""
    return facts["kind"] if facts["gpu"] else "cpu"


def describe(facts: TorchFacts, asked: str) -> str:
    """One line: what the labs run on where the backend `asked` was asked for."""
    if asked == "cpu" or not facts["gpu"]:
        return text("on-cpu-asked" if asked == "cpu" else "on-cpu-no-gpu")
    return text("on-gpu", **facts)
