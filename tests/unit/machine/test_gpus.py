"""Which AMD cards the kernel shows: on what real machines showed, and on composed ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from machine.gpus import TOPOLOGY, Card, amd_cards, gfx_name

MACHINES = Path(__file__).with_name("machines")


@pytest.mark.parametrize(
    ("machine", "gfx", "minor"), [("gfx942", "gfx942", 128), ("rx7900xtx", "gfx1100", 129), ("r9700", "gfx1201", 128)]
)
def test_a_real_machine_shows_its_card(machine: str, gfx: str, minor: int) -> None:
    assert amd_cards(MACHINES / machine) == [Card(gfx, f"/dev/dri/renderD{minor}")]


def test_a_machine_without_the_driver_has_no_card(tmp_path: Path) -> None:
    assert amd_cards(tmp_path) == []


def test_a_composed_machine_with_two_cards_shows_both_in_order(tmp_path: Path) -> None:
    nodes = tmp_path / TOPOLOGY
    shutil.copytree(MACHINES / "gfx942" / TOPOLOGY, nodes)
    shutil.copytree(MACHINES / "r9700" / TOPOLOGY / "1", nodes / "10")
    assert [card.gfx for card in amd_cards(tmp_path)] == ["gfx942", "gfx1201"]


def test_a_card_that_a_cgroup_hides_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.read_text

    def refuse_node_1(self: Path, **kwargs: str) -> str:
        if self.parent.name == "1":
            raise PermissionError(1, "Operation not permitted")
        return read(self, **kwargs)

    monkeypatch.setattr(Path, "read_text", refuse_node_1)
    assert amd_cards(MACHINES / "gfx942") == []


@pytest.mark.parametrize(
    ("version", "name"), [(90402, "gfx942"), (90010, "gfx90a"), (110501, "gfx1151"), (120001, "gfx1201")]
)
def test_minor_and_stepping_are_hex(version: int, name: str) -> None:
    assert gfx_name(version) == name
