"""A container writes in work/, runs/ and HOME: a link that it leaves there leads no verb of the host's out of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.files import put
from cli.settings import parse
from session import container, judging, notebooks, server, verifying
from session.records import Record

NOTEBOOK = "01_training_flow.en.ipynb"
SETTINGS = "home/.jupyter/labconfig/default_setting_overrides.json"


def speak(folder: Path) -> None:
    server.speak(folder / "home", ".jupyter", "en", "/")


def check_a_copy(folder: Path) -> None:
    judging._given(folder / "mine" / NOTEBOOK)


def verify(folder: Path) -> None:
    with verifying._request(parse({}), Record(folder, {}, {}), folder / "home") as request:
        assert request.is_file()
        assert not request.is_symlink()


# What a verb writes; where the link lies, which is the file itself or a folder on the way; and what writes it.
WRITES: dict[str, tuple[str, str, Callable[[Path], object]]] = {
    "reset": (f"work/{NOTEBOOK}", f"work/{NOTEBOOK}", lambda _: notebooks.reset("01")),
    "lab": (SETTINGS, SETTINGS, speak),
    "lab, by a folder": (SETTINGS, "home/.jupyter", speak),
    "provenance": ("home/provenance.json",) * 2 + (lambda at: container._keep(at / "home/provenance.json", "{}"),),
    "check": (f"home/checked/{NOTEBOOK}", f"home/checked/{NOTEBOOK}", check_a_copy),
    "check, by a folder": (f"home/checked/{NOTEBOOK}", "home/checked", check_a_copy),
    "verify": ("", f"home/verify-{os.getpid()}.json", verify),
    "sbom, doctor": ("runs/a/b", "runs/a/b", lambda folder: put(folder / "runs", "a/b", b"")),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a container writes, and beside it what it must not reach."""
    for name in ("work", "home", "runs", "mine", "outside"):
        (tmp_path / name).mkdir()
    (tmp_path / "mine" / NOTEBOOK).write_bytes((notebooks.LABS / NOTEBOOK).read_bytes())
    (tmp_path / "outside/theirs").write_text("theirs")
    monkeypatch.setattr(notebooks, "WORK", tmp_path / "work")
    monkeypatch.setattr(judging, "HOME", tmp_path / "home")
    return tmp_path


def outside(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (folder / "outside").rglob("*") if path.is_file()}


@pytest.mark.parametrize("target", ["theirs", "new", "."], ids=["to a file", "to nothing", "to a folder"])
@pytest.mark.parametrize("verb", WRITES)
def test_a_link_is_not_written_through(folder: Path, verb: str, target: str) -> None:
    written, place, write = WRITES[verb]
    (folder / place).parent.mkdir(parents=True, exist_ok=True)
    (folder / place).symlink_to(folder / "outside" / target)
    write(folder)
    assert outside(folder) == {"theirs": "theirs"}
    assert not written or ((folder / written).is_file() and not (folder / place).is_symlink())


@pytest.mark.parametrize("verb", WRITES)
def test_without_a_link_the_same_is_written(folder: Path, verb: str) -> None:
    written, _, write = WRITES[verb]
    write(folder)
    assert not written or (folder / written).is_file()
