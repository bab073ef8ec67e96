"""What the Container Device Interface (CDI) offers of AMD's GPUs: names that an engine turns into device nodes.

`amd-ctk cdi generate` writes them, as JSON, in the order of the PCI bus, which need not be the kernel's: a card is
found by its render node. A specification in YAML, which the format allows, is passed over.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from machine.gpus import Card

KIND = "amd.com/gpu"
FOLDERS = ("etc/cdi", "var/run/cdi")  # a name in the second is taken before the same in the first
RENDER = "/dev/dri/renderD"


@dataclass(frozen=True)
class Offered:
    """By name (amd.com/gpu=0), the render nodes that it brings; `unread`: why a specification could not be read."""

    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unread: str = ""

    def name_of(self, cards: Sequence[Card]) -> str | None:
        """The name that brings these cards and no other; None where the specification has none, being older."""
        wanted = {card.render_node for card in cards}
        return next((name for name, nodes in self.names.items() if nodes == wanted), None)


def offered(root: Path = Path("/")) -> Offered:
    """What the machine whose file system starts at `root` offers; never raises."""
    names: dict[str, frozenset[str]] = {}
    unread = ""
    for folder in (root / name for name in FOLDERS):
        try:
            files = sorted(name for name in os.listdir(folder) if name.endswith(".json"))  # noqa: PTH208  glob hides a folder that is shut
            for name in files:
                names.update(_names(json.loads((folder / name).read_text(encoding="utf-8"))))
        except FileNotFoundError:
            continue
        except OSError as error:
            unread = f"{error.filename}: {error.strerror}"
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            unread = f"{folder}: {type(error).__name__}"
    return Offered(names, unread)


def _names(said: dict[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
    if said["kind"] == KIND:
        for device in said["devices"]:
            nodes = {node["path"] for node in device["containerEdits"].get("deviceNodes", ())}
            yield f"{KIND}={device['name']}", frozenset(node for node in nodes if node.startswith(RENDER))
