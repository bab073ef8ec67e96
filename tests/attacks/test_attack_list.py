"""The list of attacks names tests that exist, and all that lie here."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from attacks.attack_list import ATTACKS

TESTS = Path(__file__).resolve().parents[1]
CONTROLS = {"of_what_is_in_work_the_same_doors_open", "without_a_link_the_same_is_written"}
CONTROLS |= {"the_same_words_are_obeyed_where_a_shell_gets_them"}


def named_in(file: Path) -> set[str]:
    read = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in read.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_test_that_the_list_names_is_there(attack: str) -> None:
    assert ATTACKS[attack]
    assert [name for file, name in ATTACKS[attack] if name not in named_in(TESTS / file)] == []


def test_every_attack_that_is_made_here_is_in_the_list() -> None:
    named = {name for tests in ATTACKS.values() for _, name in tests}
    files = (TESTS / "attacks").glob("test_attacks_*.py")
    made = set[str]().union(*map(named_in, files)) - {f"test_{name}" for name in CONTROLS}
    assert made <= named
