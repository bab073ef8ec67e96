"""What the file browser lists: JupyterLab's own listing over a folder like work/."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from start_page.folder import LABS, Work

HERE = ("01_training_flow.en.ipynb", "01_training_flow.ja.ipynb", "02_inference_flow.ja.ipynb")


def listed(folder: Path, path: str = "") -> set[str]:
    found = asyncio.run(Work(root_dir=str(folder)).get(path, content=True))
    return {entry["name"] for entry in found["content"]}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    for name in HERE:
        shutil.copyfile(LABS / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(("language", "shown"), [("ja", set(HERE[1:])), ("en", {HERE[0]}), (None, {HERE[0]})])
def test_the_other_language_s_copies_wait_until_somebody_works_in_them(
    work: Path, monkeypatch: pytest.MonkeyPatch, language: str | None, shown: set[str]
) -> None:
    if language:
        monkeypatch.setenv("LAB_LANG", language)
    else:
        monkeypatch.delenv("LAB_LANG", raising=False)
    assert listed(work) == shown
    for name in HERE:
        with (work / name).open("a") as file:
            file.write("\n")
    assert listed(work) == set(HERE)


def test_whatever_is_the_learner_s_own_is_listed(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_LANG", "ja")
    mine = {"notes.en.ipynb", "01_training_flow.en-Copy1.ipynb", "09_mine.en.ipynb", "data"}
    for name in mine - {"data"}:
        shutil.copyfile(LABS / HERE[0], work / name)
    (work / "data").mkdir()
    assert listed(work) == mine | set(HERE[1:])
    shutil.copyfile(LABS / HERE[0], work / "data" / HERE[0])
    assert listed(work, "data") == {HERE[0]}
