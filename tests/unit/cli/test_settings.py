"""Settings: every name known, every value checked, nothing guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli import settings as module
from cli.settings import NAMES, parse, read_settings, require_taken
from cli.speech import LabError


def test_without_a_word_everything_is_found_out() -> None:
    found = parse({})
    assert (found.backend, found.port, found.python, found.notebook) == ("auto", 8888, None, None)


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("LAB_BAKEND", "BACKEND"),
        ("LAB_BACKENDS", "BACKEND"),
        ("LAB_PROT", "PORT"),
        ("LAB_NOTEBOK", "NOTEBOOK"),
        ("LAB_LAGN", "LAB_LANG"),
        ("LAB_PYTHN", "PYTHON"),
    ],
)
def test_a_misspelt_name_is_refused_with_the_right_one(name: str, right: str) -> None:
    with pytest.raises(LabError) as refused:
        parse({name: "x"})
    assert (refused.value.code, refused.value.values["right"], refused.value.status) == ("setting-misspelt", right, 2)


def test_an_unknown_name_is_refused_with_all_there_are() -> None:
    with pytest.raises(LabError) as refused:
        parse({"LAB_QUANTUM_FLUX": "1"})
    assert refused.value.code == "setting-unknown"
    assert all(name in refused.value.text("en") for name in NAMES)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LAB_BACKEND", "rocm"),
        ("LAB_BACKEND", "HIP"),
        ("LAB_LANG", "fr"),
        ("LAB_PORT", "http"),
        ("LAB_PORT", "0"),
        ("LAB_PORT", "70000"),
        ("LAB_PORT", "-1"),
        ("LAB_PORT", "８８８８"),
        ("LAB_BASE", "rocm"),
        ("LAB_GFX", "942"),
        ("LAB_GFX", "gfx942 gfx1201"),
        ("LAB_IMAGE_REGISTRY", "https://ghcr.io/owner/lab"),
        ("LAB_IMAGE_REGISTRY", "ghcr.io/owner/lab:latest"),
        ("LAB_IMAGE_REGISTRY", "lab"),
        ("LAB_IMAGE_REGISTRY", "--help/x"),
    ],
)
def test_an_impossible_value_is_refused(name: str, value: str) -> None:
    with pytest.raises(LabError) as refused:
        parse({name: value})
    assert refused.value.code == "setting-value"
    assert value in refused.value.text("ja")


@pytest.mark.parametrize("own", [{"LAB_BACKEND": "cpu"}, {"LAB_BACKEND": "cuda"}, {"LAB_PYTHON": "/opt/python"}])
def test_amd_s_wheels_have_no_part_where_the_lab_runs_without_them(own: dict[str, str]) -> None:
    """They may stand in .env; a message says BACKEND=cpu, and that has to do."""
    settings = parse({"LAB_BASE": "wheels", "LAB_GFX": "gfx942", **own})
    assert (settings.wheels, settings.gfx, settings.backend) == (False, (), own.get("LAB_BACKEND", "auto"))


def test_gpus_for_no_wheels_are_refused_where_they_were_typed() -> None:
    with pytest.raises(LabError) as refused:
        require_taken(["GFX"], ["GFX"], "lab")
    assert refused.value.code == "setting-needs"
    require_taken(["GFX", "BASE"], ["GFX", "BASE"], "lab", wheels=True)


def test_amd_s_wheels_ask_for_hip_and_for_each_gpu_once() -> None:
    settings = parse({"LAB_BASE": "wheels", "LAB_GFX": "gfx942, gfx1201,gfx942"})
    assert (settings.backend, settings.gfx) == ("hip", ("gfx1201", "gfx942"))


def test_an_empty_value_is_an_unset_one() -> None:
    assert parse({"LAB_PORT": "", "LAB_BACKEND": ""}).port == 8888


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
        ({"LANG": "ja_JP.UTF-8", "LAB_LANG": "en"}, "en"),
    ],
)
def test_the_language_follows_lab_lang_then_the_locale(environ: dict[str, str], language: str) -> None:
    assert parse(environ).language == language


def test_dotenv_is_read_and_the_environment_beats_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text(
        "# comment\nCOMPOSE_FILE=compose.yaml\nexport LAB_PORT='9001'\nLAB_BACKEND=cpu\nLAB_PYTHON=\n", encoding="utf-8"
    )
    monkeypatch.setattr(module, "CHECKOUT", tmp_path)
    monkeypatch.setenv("LAB_BACKEND", "auto")
    monkeypatch.setenv("LAB_LANG", "en")
    found = read_settings()
    assert (found.port, found.backend, found.python) == (9001, "auto", None)


def test_a_misspelt_name_in_dotenv_is_refused_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("LAB_BAKEND=hip\n", encoding="utf-8")
    monkeypatch.setattr(module, "CHECKOUT", tmp_path)
    monkeypatch.setenv("LAB_LANG", "en")
    with pytest.raises(LabError, match="setting-misspelt"):
        read_settings()
