"""Variables of the environment by which a GPU is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence

from machine.checks.cards import no_gpu_matters
from machine.facts import Machine
from machine.finding import Finding, Level, card_words, few, good, unknown, warning

# ROCm's thunk reads the second, for one topology node, before the first.
OVERRIDE = re.compile(r"HSA_OVERRIDE_GFX_VERSION(_\d+)?")
VERSION = re.compile(r"(\d{1,2})\.(\d{1,3})\.(\d{1,3})")
# ROCR_… comes first; of the others HIP reads the first that is set, counting what ROCR_… left.
LAYERS = (("ROCR_VISIBLE_DEVICES",), ("HIP_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL"))
VISIBILITY = tuple(name for layer in LAYERS for name in layer)


def override(m: Machine) -> Finding:
    """HSA_OVERRIDE_GFX_VERSION is unset, or what the card is."""
    if not m.wants_gpu:
        return good("override", "cpu-asked", backend=m.asked.backend)
    named = {name: value for name, value in m.variables.items() if OVERRIDE.fullmatch(name)}
    for name, value in named.items():
        if not value.strip():
            # Compose does not pass an empty one into the lab's container.
            return Finding(
                "override", Level.WARNING if m.in_container else m.gpu_level, "override-empty", {"name": name}
            )
        if not VERSION.fullmatch(value):
            return Finding("override", m.gpu_level, "override-malformed", {"name": name, "value": value})
    for name in m.variables:
        if name not in named and name not in VISIBILITY:
            return warning("override", "override-misspelt", name=name)
    for name, value in named.items():
        return _in_force(m, name, value)
    return good("override", "override-none")


def _in_force(m: Machine, name: str, value: str) -> Finding:
    if skip := no_gpu_matters("override", m):
        return skip
    gfx = next(iter(m.chosen.values()), m.cards[0]).gfx
    if _version(gfx) == tuple(map(int, value.split("."))):
        return good("override", "override-same", value=value, gfx=gfx)
    values = {"name": name, "value": value, "gfx": gfx}
    if m.in_container and m.base and gfx in m.base.gfx:
        return warning("override", "override-stale", torch=m.base.torch, **values)
    return unknown("override", "override-unknown", **values)


def _version(gfx: str) -> tuple[int, int, int]:
    digits = gfx.removeprefix("gfx")
    return int(digits[:-2]), int(digits[-2], 16), int(digits[-1], 16)


def visibility(m: Machine) -> Finding:
    """No variable hides the card."""
    if skip := no_gpu_matters("visibility", m):
        return skip
    left = list(range(len(m.cards)))
    in_force = [next((name for name in layer if name in m.variables), None) for layer in LAYERS]
    for name in filter(None, in_force):
        value = m.variables[name]
        picked, odd = _pick(value, left)
        if odd == "name":
            return unknown("visibility", "visibility-unknown", name=name, value=value)
        lost = [i for i in m.chosen if i not in picked]
        if not picked or (len(m.chosen) < len(m.cards) and lost):
            return _hides(m, name, lost)
        if odd == "beyond":
            cards = card_words(dict(enumerate(m.cards)))
            return warning("visibility", "visibility-beyond", name=name, value=value, cards=cards)
        left = picked
    shown = [f"{name}={m.variables[name]}" for name in in_force if name]
    if not shown:
        return good("visibility", "visibility-none")
    return good("visibility", "visibility-some", set=", ".join(shown))


def _hides(m: Machine, name: str, lost: Sequence[int]) -> Finding:
    values = {"name": name, "value": m.variables[name], "what": "GPU " + few([str(i) for i in lost])}
    if m.in_container:
        return Finding("visibility", Level.WARNING, "visibility-outside", values)
    return Finding("visibility", m.gpu_level, "visibility-hides", values)


def _pick(value: str, left: Sequence[int]) -> tuple[list[int], str]:
    """What of `left` the list leaves, and what is odd about it: the list ends at the first entry that names no GPU."""
    picked: list[int] = []
    for entry in value.split(","):
        word = entry.strip()
        if not re.fullmatch(r"-?\d+", word):
            return picked, "name" if word else ""
        index = int(word)
        if index >= len(left):
            return picked, "beyond"
        if index < 0:
            return picked, ""
        picked.append(left[index])
    return picked, ""
