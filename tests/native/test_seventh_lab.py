"""labs/README.md is done as it stands: three steps to a seventh lab, which is then judged like the others."""

from __future__ import annotations

import os
import re
import subprocess

import pytest

from native.checkout import PROJECT, Checkout, give_environment, make_checkout

BLOCK = re.compile(r"^```python\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    checkout = make_checkout(tmp_path_factory.mktemp("seven") / "Lab ü 7")
    give_environment(checkout)
    for name, content in BLOCK.findall((PROJECT / "labs/README.md").read_text(encoding="utf-8")):
        (checkout.root / name).write_text(content, encoding="utf-8")
    done = checkout.make("notebooks")
    assert done.returncode == 0, done.stdout + done.stderr
    return checkout


def test_the_judge_finds_the_lab_and_passes_it(seven: Checkout) -> None:
    done = seven.make("check", NOTEBOOK="labs/07_other_question.ja.ipynb")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"✓ 07_other_question +ja", done.stdout)
    assert "labs PASS" in done.stdout


def test_its_exercise_is_known_and_open_until_it_is_done(seven: Checkout) -> None:
    notebook = seven.root / "labs/07_other_question.en.ipynb"
    done = seven.make("check", NOTEBOOK=notebook, EXERCISE="7.1")
    assert "Exercise 7.1" in done.stdout
    assert done.returncode != 0
    solved = seven.root / "work/07_other_question.en.ipynb"
    solved.parent.mkdir(exist_ok=True)
    solved.write_text(notebook.read_text().replace('with torch.no_grad():\\n",\n    "    pred', "pred"))
    done = seven.make("check", NOTEBOOK=solved, EXERCISE="7.1")
    assert done.returncode == 0, done.stdout
    assert "the answer keeps its history." in done.stdout


def test_it_stands_the_tests_that_every_lab_stands(seven: Checkout) -> None:
    command = [".venv/bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "07 or 7. or exercises"]
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environ = {**ours, "PYTHONPATH": "tests:labs:scripts"}
    tests = (
        "tests/mutants",
        "tests/labs/test_notebooks.py",
        "tests/labs/test_texts.py",
        "tests/unit/judge/test_specs.py",
    )
    done = subprocess.run([*command, *tests], cwd=seven.root, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert re.search(r"^\d\d passed", done.stdout, re.MULTILINE)
