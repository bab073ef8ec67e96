"""Machines of a fleet and their records, as a run would have heard of them."""

from __future__ import annotations

import json
from typing import Any

ID, OTHER = "sha256:" + "a" * 64, "sha256:" + "b" * 64
IMAGE = {"reference": "rocm-lab:0123456789ab", "id": ID, "ids": [ID], "rocm": True}
CPU_IMAGE = {**IMAGE, "rocm": False}
NOTEBOOKS = {f"01_training_flow.{lang}.ipynb": 64 * lang[0] for lang in ("en", "ja")}
BUNDLE: dict[str, Any] = {
    "path": "rocm-lab-x",
    "bytes": 400_000_000,
    "commit": "d" * 40,
    "image": IMAGE,
    "notebooks": NOTEBOOKS,
}
CPU_BUNDLE = {**BUNDLE, "image": CPU_IMAGE}


def machine(name: str = "web1", **more: Any) -> dict[str, Any]:
    """One that came to its end: an MI300X, checked."""
    look = {"gfx": ["gfx942"], "driver": "6.12.12", "plan": {"nameless": []}}
    lab = {"found": look, "checked": {"status": 0, "said": ""}}
    return {
        "name": name,
        "state": "ended",
        "seconds": 61.4,
        "changed": 0,
        "lab": lab,
        "failed": None,
        "would": [],
        **more,
    }


def without_gpu(name: str = "web1") -> dict[str, Any]:
    """The same without a card."""
    found = machine(name)
    found["lab"]["found"] |= {"gfx": [], "driver": None}
    return found


def failed(state: str = "failed", **said: Any) -> dict[str, Any]:
    """One that a failed task has ended, with the result of that task."""
    return machine(state=state, failed={"task": "Install what is missing", **said})


def problem(code: str, **values: Any) -> dict[str, Any]:
    """One on which a task of ours has found this."""
    return failed(msg=json.dumps({"code": code, "values": values}))


def error(code: str, cause: str, cure: str) -> str:
    """As a verb writes it to stderr."""
    return f"✗ {code}: {cause}\n  → {cure}\n"


def record(labs: str = "PASS", hip: str = "PROVED", image: str = ID) -> dict[str, Any]:
    """What of a record a row is made from."""
    why = None if hip == "PROVED" else {"number": 2, "name": "device", "holds": False, "found": "no GPU"}
    return {
        "verdict": {"labs": labs, "hip": hip, "ran_on": "hip", "why": why},
        "torch": {"devices": [{"name": "AMD Instinct MI300X", "arch": "gfx942"}]},
        "host": {"amdgpu": "6.12.12"},
        "image": {"id": image},
        "labs": [{"notebook": name, "sha256": sha256, "exercise": None} for name, sha256 in NOTEBOOKS.items()],
    }
