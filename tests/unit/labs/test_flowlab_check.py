"""flowlab.check where it judges nothing: no copy of a lab, no such exercise, cells that are not saved."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import flowlab
from flowlab import check as module_of_it

NEVER = 4e9  # seconds: long after whatever was saved
LABS = Path(__file__).resolve().parents[3] / "labs"
module = sys.modules["flowlab.check"]
assert module_of_it is flowlab.check


@pytest.fixture(autouse=True)
def _no_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of these may reach the judge."""
    monkeypatch.delitem(sys.modules, "judge.probe", raising=False)  # other tests import it
    monkeypatch.setattr(module, "_judge", lambda *_: pytest.fail("it was judged"))
    monkeypatch.setenv("LAB_LANG", "en")


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's copy of lab 01 that is open; nothing of it has run."""
    made = tmp_path / "mine.en.ipynb"
    made.write_bytes((LABS / "01_training_flow.en.ipynb").read_bytes())
    monkeypatch.setenv("JPY_SESSION_NAME", str(made))
    monkeypatch.setattr(module, "_ran", {})
    return made


def said(capsys: pytest.CaptureFixture[str], *asked: str) -> str:
    flowlab.check(*asked)
    return capsys.readouterr().out


def edit(copy: Path, **metadata: Any) -> None:
    notebook = json.loads(copy.read_text())
    copy.write_text(json.dumps({**notebook, "metadata": metadata}))


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_under_the_judge_it_says_so_and_does_nothing(
    copy: Path, lang: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", str(copy.rename(copy.with_name(f"mine.{lang}.ipynb"))))
    monkeypatch.setitem(sys.modules, "judge.probe", ModuleType("judge.probe"))
    assert ("being judged already" if lang == "en" else "判定の途中") in said(capsys)


def test_without_a_notebook_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    assert "no notebook is open" in said(capsys)


def test_a_notebook_of_one_s_own_is_no_copy(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(copy)
    assert "mine.en.ipynb is no copy of a lab" in said(capsys)


@pytest.mark.usefixtures("copy")
def test_an_exercise_of_another_lab_is_named_with_those_of_this_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert "There is no exercise 2.1 here; this lab has 1.1, 1.2, 1.3." in said(capsys, "2.1")


@pytest.mark.usefixtures("copy")
@pytest.mark.parametrize(
    "ran",
    [
        {"optimizer": (NEVER, "optimizer = None")},  # JupyterLab: the cell's own id
        {"vscode-notebook-cell:/mine#W1": (NEVER, "optimizer = None")},  # VS Code's, which the file does not have
    ],
)
def test_what_ran_and_is_not_saved_is_saved_first(
    ran: dict[str, tuple[float, str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "_ran", ran)
    assert "Save first (Ctrl + S)" in said(capsys)


def test_what_ran_as_it_is_saved_is_judged(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So is a cell that asks the judge, however it was changed."""
    cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(copy.read_text())["cells"]}
    ran = {**cells, "your-answer": 'flowlab.check("1.2")', "vs#1": cells["model"] + "\n"}
    before = {"tried and taken out again": (0.0, "print(1)")}
    monkeypatch.setattr(module, "_ran", {**before, **{name: (NEVER, source) for name, source in ran.items()}})
    judged: list[object] = []
    monkeypatch.setattr(module, "_judge", lambda *asked: judged.append(asked) or {"good": True, "lines": ["done"]})
    flowlab.check("1.2")
    flowlab.check(1.2)
    assert judged == [(copy, "1.2"), (copy, "1.2")]


def test_a_notebook_with_a_new_name_has_to_be_opened_again(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy.rename(copy.with_name("other.ipynb"))
    assert "mine.en.ipynb is not there any more" in said(capsys)
