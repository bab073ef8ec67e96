"""Lists of what is really done to the project: each row names the tests that do it, and says nothing that they say."""

from __future__ import annotations

import ast
from pathlib import Path

TESTS = Path(__file__).resolve().parent
Rows = dict[str, tuple[tuple[str, str], ...]]  # what is done; the file under tests/, and the test in it that does it


def missing(rows: Rows, row: str) -> list[str]:
    """The tests that a row names and that are not there; a row that names none lacks them all."""
    return [name for file, name in rows[row] if name not in _tests_in(TESTS / file)] if rows[row] else ["any"]


def unlisted(rows: Rows, folder: str) -> set[str]:
    """The tests of the folder that no row names."""
    named = {name for tests in rows.values() for _, name in tests}
    return set[str]().union(*map(_tests_in, (TESTS / folder).glob("test_*.py"))) - named


def _tests_in(file: Path) -> set[str]:
    read = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in read.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}
