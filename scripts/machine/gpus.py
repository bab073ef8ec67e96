"""Which AMD GPUs the kernel shows: read from the KFD topology, without any driver library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from images.bases import Base, has_code

TOPOLOGY = Path("sys/class/kfd/kfd/topology/nodes")

# Part of a processor (APU) or a card of its own (dGPU), as LLVM's table of AMDGPU processors has it. A gfx942 can be
# either (MI300A, MI300X) and is in neither; so is whatever is newer than the table.
INTEGRATED = frozenset((
    "gfx902", "gfx909", "gfx90c", "gfx1013", "gfx1033", "gfx1035", "gfx1036", "gfx1103", "gfx1150", "gfx1151",
    "gfx1152", "gfx1153",
))  # fmt: skip
DISCRETE = frozenset((
    "gfx900", "gfx904", "gfx906", "gfx908", "gfx90a", "gfx950", "gfx1010", "gfx1011", "gfx1012", "gfx1030",
    "gfx1031", "gfx1032", "gfx1034", "gfx1100", "gfx1101", "gfx1102", "gfx1200", "gfx1201",
))  # fmt: skip


@dataclass(frozen=True)
class Card:
    """One GPU: its gfx target (gfx942), its render node (/dev/dri/renderD128), its memory in bytes where given."""

    gfx: str
    render_node: str
    memory: int | None = None
    cpu_cores: int = 0  # of the same topology node
    shared: int | None = None  # bytes of the machine's memory that an integrated one may use besides (GTT)
    # Where it sits on the PCI bus: the partitions of one MI300 sit in one place.
    place: tuple[int, int] | None = field(default=None, compare=False)

    @property
    def integrated(self) -> bool | None:
        """Whether it is part of the processor; None where that cannot be told."""
        if self.cpu_cores > 0 or self.gfx in INTEGRATED:
            return True
        return False if self.gfx in DISCRETE else None


@dataclass(frozen=True)
class Topology:
    """What the kernel shows. `hidden`: GPUs that a device cgroup hides. Not `readable`: nothing can be told."""

    cards: tuple[Card, ...] = ()
    hidden: int = 0
    readable: bool = True


def preferred(cards: Sequence[Card], base: Base | None) -> int:
    """The index of the card to take: with code in the base's PyTorch, discrete, with more memory; else the first."""
    return max(range(len(cards)), key=lambda index: (*_rank(cards[index], base), -index))


def why_preferred(cards: Sequence[Card], base: Base | None) -> str:
    """The first of these in which it is ahead of some other card: "code", "discrete", "memory"; else "first"."""
    ranks = zip(*(_rank(card, base) for card in cards), strict=True)
    ways = zip(("code", "discrete", "memory"), ranks, strict=True)
    return next((way for way, rank in ways if len(set(rank)) > 1), "first")


def _rank(card: Card, base: Base | None) -> tuple[int, int, int]:
    place = {True: 2, None: 1, False: 0}
    discrete = None if card.integrated is None else not card.integrated
    return place[has_code(card.gfx, base)], place[discrete], (card.memory or 0) + (card.shared or 0)


def whole_cards(cards: Sequence[Card]) -> int:
    """How many cards they are, where some are partitions of one (an MI300X in CPX mode shows eight)."""
    return len({card.place or (index,) for index, card in enumerate(cards)})


def amd_cards(root: Path = Path("/")) -> list[Card]:
    """The cards of the machine whose file system starts at `root`, in the kernel's order."""
    return list(topology(root).cards)


def topology(root: Path = Path("/")) -> Topology:
    """The same, with what could not be seen; never raises."""
    if not (root / "sys").is_dir():
        return Topology(readable=False)
    try:
        nodes = sorted((n for n in (root / TOPOLOGY).iterdir() if n.name.isdecimal()), key=lambda n: int(n.name))
    except FileNotFoundError:  # no amdgpu, no topology
        return Topology()
    except OSError:
        return Topology(readable=False)
    cards: list[Card] = []
    hidden = 0
    for node in nodes:
        try:
            cards += _card(root, node)
        except PermissionError:  # a device cgroup hides this card
            hidden += 1
        except OSError:  # gone between listing and reading
            continue
    return Topology(tuple(cards), hidden)


def gfx_name(version: int) -> str:
    """The gfx target for a decimal MMmmss: minor and stepping are printed in hex, so 90010 is gfx90a."""
    major, minor, stepping = version // 10000, version // 100 % 100, version % 100
    return f"gfx{major}{minor:x}{stepping:x}"


def _card(root: Path, node: Path) -> Iterator[Card]:
    facts = _facts(node / "properties")
    version, minor = facts.get("gfx_target_version", 0), facts.get("drm_render_minor", 0)
    if version and facts.get("simd_count", 0):  # else a CPU
        memory = _banks(node) or _bytes(root, minor, "mem_info_vram_total")
        card = Card(gfx_name(version), f"/dev/dri/renderD{minor}", memory, facts.get("cpu_cores_count", 0))
        if "location_id" in facts:  # its highest four bits number a card's partitions (kfd_topology.c)
            card = replace(card, place=(facts.get("domain", 0), facts["location_id"] & 0x0FFFFFFF))
        # What the processor's memory lends is of use to a card that is part of it alone.
        yield replace(card, shared=_bytes(root, minor, "mem_info_gtt_total")) if card.integrated else card


def _facts(properties: Path) -> dict[str, int]:
    pairs = (line.split() for line in properties.read_text(errors="replace").splitlines())
    return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdecimal()}


def _banks(node: Path) -> int | None:
    """The sum of the card's own banks: heap types 1 and 2 are frame buffer, public and private."""
    try:
        banks = [_facts(file) for file in sorted(node.glob("mem_banks/*/properties"))]
    except OSError:
        return None
    return sum(bank.get("size_in_bytes", 0) for bank in banks if bank.get("heap_type") in (1, 2)) or None


def _bytes(root: Path, minor: int, name: str) -> int | None:
    try:
        text = (root / f"sys/class/drm/renderD{minor}/device/{name}").read_text().strip()
    except (OSError, ValueError):
        return None
    return int(text) if text.isdecimal() else None
