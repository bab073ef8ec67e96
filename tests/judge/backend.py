"""On what a lab really ran: the five conditions, judged from facts alone. Pure: no I/O.

HIP is PROVED only if all five hold. The same conditions, read for CUDA, tell whether a contributor's NVIDIA card ran.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from judge.claim import TOLERANCE, Claim, near, of
from judge.run_lab import Run
from judge.spec import Spec

Layer = Literal["hip", "cuda"]

ARCHITECTURE = {"hip": re.compile(r"gfx[0-9a-f]{3,5}"), "cuda": re.compile(r"sm_[0-9]{2,3}")}
VERSION = re.compile(r"\d+\.\d+\S*")
KERNEL_PHASES = ("forward", "backward", "update")


@dataclass(frozen=True)
class Evidence:
    """What is known of one lab's run. `numbers` are (measured, by the oracle, by the same step on the CPU)."""

    hip: str | None = None
    cuda: str | None = None
    available: bool = False
    arch: str | None = None
    arch_list: tuple[str, ...] = ()
    hsa_override: str | None = None
    places: tuple[str, ...] = ()
    phases: tuple[str, ...] = KERNEL_PHASES
    kernels: Mapping[str, int] = field(default_factory=dict)
    profiler: str | None = None  # why it could not be opened or read
    numbers: tuple[tuple[Any, Any, Any], ...] = ()
    tolerance: float = TOLERANCE


@dataclass(frozen=True)
class Condition:
    """One of the five: its number and name, whether it holds, and what was found."""

    number: int
    name: str
    holds: bool
    found: str


def conditions(evidence: Evidence, layer: Layer = "hip") -> list[Condition]:
    """The five conditions for `layer`, in their order."""
    parts = (_build, _device, _residency, _execution, _arithmetic)
    names = ("build", "device", "residency", "execution", "arithmetic")
    judged = [part(evidence, layer) for part in parts]
    return [
        Condition(i, name, holds, found) for i, (name, (holds, found)) in enumerate(zip(names, judged, strict=True), 1)
    ]


def first_unmet(judged: list[Condition]) -> Condition | None:
    """The first condition that does not hold."""
    return next((c for c in judged if not c.holds), None)


def _build(e: Evidence, layer: Layer) -> tuple[bool, str]:
    wanted, other = (e.hip, e.cuda) if layer == "hip" else (e.cuda, e.hip)
    holds = bool(wanted and VERSION.fullmatch(wanted)) and other is None
    return holds, f"torch.version.hip = {e.hip}, torch.version.cuda = {e.cuda}"


def _device(e: Evidence, layer: Layer) -> tuple[bool, str]:
    override = "" if e.hsa_override is None else f"; HSA_OVERRIDE_GFX_VERSION={e.hsa_override!r}"
    if not e.available or not e.arch:
        return False, "torch.cuda.is_available() = False" + override
    arch = e.arch.split(":")[0]
    if not ARCHITECTURE[layer].fullmatch(arch):
        return False, f"{arch!r} is not a target of {layer.upper()}" + override
    known = [name.split(":")[0] for name in e.arch_list]
    holds = any(arch == name or (layer == "cuda" and _runs_on(name, arch)) for name in known)
    return holds, f"{arch}, torch is built for {' '.join(known) or 'nothing'}" + override


def _runs_on(built: str, card: str) -> bool:
    # CUDA code for sm_86 also runs on sm_89: same major number, minor not newer than the card's.
    return ARCHITECTURE["cuda"].fullmatch(built) is not None and built[:-1] == card[:-1] and built <= card


def _residency(e: Evidence, _layer: Layer) -> tuple[bool, str]:
    return e.places == ("cuda",), f"parameters, inputs and prediction on: {', '.join(e.places) or 'nothing seen'}"


def _execution(e: Evidence, _layer: Layer) -> tuple[bool, str]:
    counts = {phase: e.kernels.get(phase, 0) for phase in e.phases}
    shown = ", ".join(f"{phase} {count}" for phase, count in counts.items())
    failed = f"; the profiler failed: {e.profiler}" if e.profiler else ""
    return bool(counts) and all(counts.values()), f"GPU kernels seen: {shown}{failed}"


def _arithmetic(e: Evidence, _layer: Layer) -> tuple[bool, str]:
    for measured, oracle, on_cpu in e.numbers:
        for name, other in (("the oracle", oracle), ("the CPU", on_cpu)):
            if not near(other, measured, e.tolerance):
                return False, f"{str(measured)[:80]} where {name} has {str(other)[:80]}"
    return bool(e.numbers), f"{len(e.numbers)} results agree with the oracle and the CPU" if e.numbers else "no results"


def _arch(devices: list[dict[str, str]], objects: dict[str, Any]) -> str | None:
    """The architecture of the very card on which the prediction lies, or the input; of the first, if on none."""
    index = next((part for name in ("pred", "x") if (part := str(of(objects, name, "device")).partition(":")[2])), "")
    number = int(index) if index.isdigit() else 0
    return devices[number]["arch"] if number < len(devices) else None


def evidence(spec: Spec, run: Run, judged: list[Claim]) -> Evidence:
    """The evidence in a run; what the lab did not come to is missing and counts against it."""
    torch = (run.opening or {}).get("torch", {})
    facts = run.facts or {"objects": {}, "kernels": {}, "same_step_on_cpu": None}
    on_cpu = spec.on_cpu(facts)
    results = [c for c in judged if c.id in spec.results]
    return Evidence(
        hip=torch.get("hip"),
        cuda=torch.get("cuda"),
        available=bool(torch.get("available")),
        arch=_arch(torch.get("devices", []), facts["objects"]),
        arch_list=tuple(torch.get("arch_list", ())),
        hsa_override=torch.get("hsa_override"),
        places=tuple(spec.places(facts["objects"])) if run.facts else (),
        phases=spec.phases,
        kernels=facts["kernels"],
        profiler=facts.get("profiler"),
        numbers=tuple((c.measured, c.expected, on_cpu.get(c.id)) for c in results),
        tolerance=max((c.tolerance or TOLERANCE for c in results), default=TOLERANCE),
    )
