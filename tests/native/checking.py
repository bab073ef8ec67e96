"""What tests of `make check` look at: the newest record, and copies as a learner has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

from native.checkout import PROJECT, Checkout


def newest(checkout: Checkout) -> Path:
    return max((checkout.root / "runs").iterdir(), key=lambda folder: folder.name)


def record(checkout: Checkout) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((newest(checkout) / "record.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, json.loads((PROJECT / "tests/judge/record.schema.json").read_text(encoding="utf-8")))
    return found


def copy_of(checkout: Checkout, name: str, old: str, new: str) -> Path:
    """A learner's copy, elsewhere and renamed, in which `old` became `new`."""
    path = checkout.root / "work" / name
    path.parent.mkdir(exist_ok=True)
    text = (checkout.root / "labs/01_training_flow.en.ipynb").read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path
