"""Which AMD GPUs the kernel shows: read from the KFD topology, without any driver library."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

TOPOLOGY = Path("sys/class/kfd/kfd/topology/nodes")


@dataclass(frozen=True)
class Card:
    """One GPU: its gfx target (gfx942) and its render node (/dev/dri/renderD128)."""

    gfx: str
    render_node: str


def amd_cards(root: Path = Path("/")) -> list[Card]:
    """The cards of the machine whose file system starts at `root`, in the kernel's order."""
    nodes = sorted((root / TOPOLOGY).glob("*/properties"), key=lambda f: int(f.parent.name))
    cards = (_card(file) for file in nodes)
    return [card for card in cards if card]


def gfx_name(version: int) -> str:
    """The gfx target for a decimal MMmmss: minor and stepping are printed in hex, so 90010 is gfx90a."""
    major, minor, stepping = version // 10000, version // 100 % 100, version % 100
    return f"gfx{major}{minor:x}{stepping:x}"


def _card(properties: Path) -> Card | None:
    try:
        pairs = (line.split() for line in properties.read_text().splitlines())
    except PermissionError:  # a device cgroup hides this card
        return None
    facts = {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdigit()}
    version = facts.get("gfx_target_version", 0)
    if version == 0:  # a CPU
        return None
    return Card(gfx_name(version), f"/dev/dri/renderD{facts.get('drm_render_minor', 0)}")
