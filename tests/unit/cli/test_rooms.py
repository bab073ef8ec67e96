"""The rooms of scripts/: what happens in each is one sentence, and imports lead down the list only."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from native.checkout import PROJECT

SCRIPTS = PROJECT / "scripts"
# Verbs import from all of them; each room from those below it.
ROOMS = ("project", "workshop", "session", "machine", "images", "cli")


def imported(file: Path) -> set[str]:
    """The rooms from which a file imports, wherever in it."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    return {name.split(".")[0] for name in names} & set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_from_itself_and_from_those_below(room: str) -> None:
    allowed = set(ROOMS[ROOMS.index(room) :])
    files = [file for file in (SCRIPTS / room).rglob("*.py") if "node_modules" not in file.parts]
    assert {str(file.relative_to(SCRIPTS)): found for file in files if (found := imported(file) - allowed)} == {}


def test_every_folder_of_python_is_a_room_or_lies_in_one_and_says_what_it_is_in_one_sentence() -> None:
    folders = {file.parent for file in SCRIPTS.rglob("*.py") if "node_modules" not in file.parts} - {SCRIPTS}
    assert {folder.relative_to(SCRIPTS).parts[0] for folder in folders} == set(ROOMS)
    for folder in folders:
        if (folder / "__init__.py").is_file():
            said = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
            assert said.endswith(".")
            assert "\n" not in said


def modules_in(tree: ast.Module, known: set[str]) -> set[str]:
    """The modules of ours that a file imports when it is imported itself, their packages among them."""
    named = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            named |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {part for name in named for part in (name, name.rpartition(".")[0])} & known


def test_no_circle_of_imports() -> None:
    files = [file for room in ROOMS for file in (SCRIPTS / room).rglob("*.py") if "node_modules" not in file.parts]
    names = {".".join(f.relative_to(SCRIPTS).with_suffix("").parts).removesuffix(".__init__"): f for f in files}
    trees = {name: ast.parse(file.read_text(encoding="utf-8")) for name, file in names.items()}
    TopologicalSorter({name: modules_in(tree, set(names)) - {name} for name, tree in trees.items()}).prepare()


def test_no_helper_of_the_tests_bears_the_name_of_a_room() -> None:
    """Its folder comes first on the path of whoever imports from it."""
    assert [file for room in ROOMS for file in (PROJECT / "tests").rglob(f"{room}.py")] == []


@pytest.mark.parametrize("verb", sorted(SCRIPTS.glob("*.py")), ids=lambda file: file.stem)
def test_a_verb_refuses_an_old_python_and_knows_ctrl_c_before_anything_else_is_imported(verb: Path) -> None:
    lines = verb.read_text(encoding="utf-8").splitlines()
    assert next(line for line in lines if line.startswith(("import ", "from "))).startswith("import cli.oldest_python")
