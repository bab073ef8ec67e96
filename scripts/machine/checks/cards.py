"""Checks of the cards: which there are, whether PyTorch has code for them, and whether their nodes may be opened."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence

from images.bases import ROCM, ROCM_SMALLER, has_code, tag_of
from images.wheels import wheels
from machine.devices import Node, may_open
from machine.facts import Machine
from machine.finding import Finding, Level, card_words, few, gib, good, stop, unknown, warning
from machine.gpus import Card, whole_cards, why_preferred

LEAST = 2**30  # bytes: lab 03 holds under a tenth of it, and what ROCm itself takes no AMD card has shown us


def driver(m: Machine) -> Finding:
    """Loaded, where there is a GPU for it."""
    if not m.wants_gpu:
        return good("driver", "cpu-asked", backend=m.asked.backend)
    if m.driver.loaded:
        version = m.driver.version
        return good("driver", "driver", version=version) if version else good("driver", "driver-in-kernel")
    if m.driver.loaded is False and m.driver.on_bus:
        return Finding("driver", m.gpu_level, "driver-missing")
    if m.driver.loaded is None or m.driver.on_bus is None:
        return unknown("driver", "driver-unknown")
    return good("driver", "driver-not-needed")


def cards(m: Machine) -> Finding:
    """Which there are."""
    if m.asked.backend == "cuda":
        return unknown("cards", "cuda-unseen")
    if not m.wants_gpu:
        return good("cards", "cpu-asked", backend=m.asked.backend)
    if not m.topology.readable:
        return unknown("cards", "cards-unknown", folder=m.asked.host_root / "sys/class/kfd")
    if not m.cards:
        return _no_card(m)
    return _listed(m, card_words(dict(enumerate(m.cards))))


def _listed(m: Machine, everything: str) -> Finding:
    if not m.chosen:
        return stop("cards", "gpu-index", index=m.asked.gpu, cards=everything)
    index, first = _first(m)
    if first.memory and first.memory + (first.shared or 0) < LEAST:
        shared = gib(first.shared or 0)
        says = {"index": index, "gfx": first.gfx, "memory": gib(first.memory), "shared": shared}
        return warning("cards", "card-small", cards=everything, **says)
    whole = whole_cards(m.cards)
    if whole < len(m.cards):
        return good("cards", "cards-parted", cards=everything, whole=whole)
    return good("cards", "cards", cards=everything)


def _no_card(m: Machine) -> Finding:
    if m.topology.hidden:
        return Finding("cards", m.gpu_level, "cards-hidden", {"hidden": m.topology.hidden})
    if m.asked.backend == "hip":
        return stop("cards", "no-card-demanded")
    if m.asked.gpu is not None:
        return stop("cards", "gpu-index", index=m.asked.gpu, cards="-")
    return warning("cards", "no-card")


def pytorch(m: Machine) -> Finding:
    """Whether the PyTorch that the lab will run on lists the card that it takes: the first."""
    if skip := no_gpu_matters("pytorch", m):
        return skip
    gfx = _first(m)[1].gfx
    if m.in_container:
        return _wheels_in_image(m, gfx) if m.asked.wheels else _image_lists(m, gfx)
    if m.asked.python is None:
        return _wheels_natively(m, gfx)
    return unknown("pytorch", "pytorch-own", python=m.asked.python, gfx=gfx)


def _wheels_natively(m: Machine, gfx: str) -> Finding:
    if not m.wheels and m.asked.backend == "auto":
        return stop("pytorch", "amd-gpu-needs-rocm", cards=gfx, verb="lab")
    if not m.wheels:
        return stop("pytorch", "gfx-no-wheels", gfx=gfx)
    if m.libraries:
        return stop("pytorch", "wheels-libraries", packages=" ".join(m.libraries))
    if gfx not in m.wheels:
        code = "gfx-not-fetched" if gfx in wheels().sizes else "gfx-no-wheels"
        return warning("pytorch", code, gfx=gfx, named=", ".join(m.wheels))
    return good("pytorch", "pytorch-wheels", gfx=gfx, torch=wheels().torch)


def _image_lists(m: Machine, gfx: str) -> Finding:
    if m.base is None or m.base.torch is None:
        return unknown("pytorch", "image-unlisted", image=m.asked.base_image)
    says = {"gfx": gfx, "torch": m.base.torch}
    if gfx in m.base.gfx:
        return good("pytorch", "pytorch", **says)
    other = next((pin for pin in (ROCM, ROCM_SMALLER) if gfx in pin.gfx), None)
    if other:
        return warning("pytorch", "gfx-other-image", image=tag_of(other), **says)
    if gfx in wheels().sizes:
        return warning("pytorch", "gfx-has-wheels", **says)
    if has_code(gfx, m.base) is False:
        return warning("pytorch", "gfx-without-code", **says)
    return unknown("pytorch", "gfx-unlisted", **says)


def _wheels_in_image(m: Machine, gfx: str) -> Finding:
    assert m.base
    none = [name for name in m.base.gfx if name not in wheels().sizes]
    if none or not m.base.gfx:
        return stop("pytorch", "gfx-no-wheels", gfx=", ".join(none) or gfx)
    if gfx not in m.base.gfx:
        code = "gfx-not-named" if gfx in wheels().sizes else "gfx-no-wheels"
        return warning("pytorch", code, gfx=gfx, named=",".join(m.base.gfx))
    return good("pytorch", "pytorch-wheels", gfx=gfx, torch=wheels().torch)


def order(m: Machine) -> Finding:
    """Which of several cards the lab takes; where it gets them all, PyTorch takes the first."""
    if skip := no_gpu_matters("order", m):
        return skip
    index, first = _first(m)
    if m.asked.gpu is None and m.in_container and len(m.cards) > 1:
        return good("order", f"taken-by-{why_preferred(m.cards, m.base)}", first=first.gfx, index=index)
    others = {i: card for i, card in m.chosen.items() if i != index and card.gfx != first.gfx}
    better = {i: card for i, card in others.items() if card.integrated is False}
    if first.integrated and better:
        other, card = next(iter(better.items()))
        return warning("order", "integrated-first", first=first.gfx, other=card.gfx, index=other)
    told = first.integrated is False or all(card.integrated for card in others.values())
    if others and not told:
        return unknown("order", "order-unknown", first=first.gfx, cards=card_words(m.chosen))
    return good("order", "discrete-first" if others else "one-card", first=first.gfx)


def no_gpu_matters(check: str, m: Machine) -> Finding | None:
    """The finding of a check that has nothing to look at here."""
    if not m.wants_gpu:
        return good(check, "cpu-asked", backend=m.asked.backend)
    return None if m.cards else good(check, "no-cards")


def _first(m: Machine) -> tuple[int, Card]:
    return next(iter((m.chosen or dict(enumerate(m.cards))).items()))


def kfd(m: Machine) -> Finding:
    """The compute driver's node, one for all cards."""
    expected = m.cards or m.driver.loaded or m.asked.backend == "hip"
    if not m.wants_gpu or (m.kfd.there is False and not expected):
        return no_gpu_matters("kfd", m) or good("kfd", "no-cards")
    return _judge("kfd", m, [m.kfd])


def render(m: Machine) -> Finding:
    """The nodes of the cards that the lab gets."""
    if skip := no_gpu_matters("render", m):
        return skip
    return _judge("render", m, [m.render[i] for i in m.chosen] or m.render)


def cdi(m: Machine) -> Finding:
    """Whether the cards have a name by which the engine could give them; a demand that cannot be met stops the lab."""
    if skip := no_gpu_matters("cdi", m):
        return skip
    asked = m.asked.devices == "cdi"
    if not m.in_container or not m.chosen or (not m.cdi.names and not m.cdi.unread and not asked):
        return good("cdi", "cdi-none")
    if m.engine is None or m.engine.problem or (m.cdi.unread and not m.cdi.names):
        return unknown("cdi", "cdi-unknown", reason=m.cdi.unread or "docker info")
    name = m.cdi.name_of(tuple(m.chosen.values()))
    if name and m.engine.cdi:
        return good("cdi", "cdi" if asked else "cdi-possible", name=name)
    if name and not asked:
        return good("cdi", "cdi-not-read", name=name)
    return Finding("cdi", Level.STOP if asked else Level.WARNING, *_no_cdi(m, name))


def _no_cdi(m: Machine, name: str | None) -> tuple[str, dict[str, object]]:
    if not m.cdi.names:
        return "cdi-missing", {}
    if name is None:
        return "cdi-older", {"names": few(sorted(m.cdi.names)), "cards": card_words(m.chosen)}
    assert m.engine
    return "cdi-engine", {"version": m.engine.version, "compose": m.engine.compose}


def _judge(check: str, m: Machine, nodes: Sequence[Node]) -> Finding:
    user = f"{m.user.uid}:{m.user.gid}" if m.in_container else m.user.caller
    for node in nodes:
        if state := (_in_container if m.in_container else _native)(m, node):
            values = {
                "path": node.path, "user": user, "owner": f"{node.uid}:{node.gid}", "group": node.gid,
                "mode": f"{node.mode:04o}", "reason": node.reason or (os.strerror(node.opened) if node.opened else "?"),
            }  # fmt: skip
            level = Level.UNKNOWN if state == "unknown" else m.gpu_level
            return Finding(check, level, f"{check}-{state}", values)
    return good(check, "node", user=user, paths=few([node.path for node in nodes]))


def _in_container(m: Machine, node: Node) -> str | None:
    """Compose adds the node's group to the container's user, whatever the caller's groups are."""
    if node.there is None:
        return "unknown"
    if not node.there:
        return "missing"
    if not may_open(node, m.user.uid, (m.user.gid, node.gid)):
        return "closed"
    return "broken" if node.failed else None


def _native(m: Machine, node: Node) -> str | None:
    """The lab is the caller's own process: what opening it answered is the answer."""
    if node.there is None or (node.there and node.opened is None):
        return "unknown"
    if not node.there:
        return "missing"
    if node.opened == errno.EACCES:
        return "denied" if may_open(node, m.user.caller, (node.gid,)) else "closed"
    return "broken" if node.opened else None
