"""The device choice, on this machine and on stand-ins for builds that are not at hand: said aloud, never in silence."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import torch

from flowlab.device import choose_device
from flowlab.language import lab_language


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAB_BACKEND", raising=False)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.setenv("LAB_LANG", "en")


def pretend(monkeypatch: pytest.MonkeyPatch, *, hip: str | None, cuda: str | None, gpu: bool) -> None:
    """A stand-in: what such a build would answer."""
    card = SimpleNamespace(gcnArchName="gfx942:sramecc+:xnack-", major=9, minor=0)
    monkeypatch.setattr(torch.version, "hip", hip)
    monkeypatch.setattr(torch.version, "cuda", cuda)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: gpu)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda _: card)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "AMD Instinct MI300X")


@pytest.mark.parametrize(
    ("hip", "cuda", "gpu", "backend", "device", "said"),
    [
        (None, None, False, "auto", "cpu", "built without GPU support"),
        (None, None, False, "cpu", "cpu", "BACKEND=cpu asks for it"),
        ("7.15.26333", None, False, "auto", "cpu", "built for HIP 7.15.26333, but it sees no GPU"),
        ("7.15.26333", None, True, "auto", "cuda", "AMD Instinct MI300X (gfx942), through HIP 7.15.26333"),
        ("7.15.26333", None, True, "hip", "cuda", "through HIP 7.15.26333"),
        ("7.15.26333", None, True, "cpu", "cpu", "BACKEND=cpu asks for it"),
        (None, "13.0", True, "cuda", "cuda", "(sm_90), through CUDA 13.0"),
    ],
)
def test_one_line_says_what_was_chosen_and_why(
    hip: str | None, cuda: str | None, gpu: bool, backend: str, device: str, said: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    pretend(monkeypatch, hip=hip, cuda=cuda, gpu=gpu)
    assert choose_device(backend) == torch.device(device)
    printed = capsys.readouterr().out
    assert said in printed
    assert len(printed.splitlines()) == 1


@pytest.mark.parametrize(
    ("hip", "cuda", "gpu", "backend"),
    [
        (None, None, False, "hip"),
        (None, None, False, "cuda"),
        ("7.15.26333", None, False, "hip"),
        ("7.15.26333", None, True, "cuda"),
        (None, "13.0", True, "hip"),
    ],
)
def test_a_demand_never_falls_back(
    hip: str | None, cuda: str | None, gpu: bool, backend: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    pretend(monkeypatch, hip=hip, cuda=cuda, gpu=gpu)
    monkeypatch.delitem(__import__("sys").modules, "ipykernel", raising=False)
    monkeypatch.setenv("LAB_BACKEND", backend)
    with pytest.raises(SystemExit):
        choose_device("auto")
    assert "backend-not-found: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("notebook", "setting", "locale", "language"),
    [
        ("work/01_training_flow.ja.ipynb", "en", "C", "ja"),
        ("work/01_training_flow.en.ipynb", "ja", "ja_JP.UTF-8", "en"),
        ("work/mine.ipynb", "ja", "C", "ja"),
        ("", "", "ja_JP.UTF-8", "ja"),
        ("", "", "C", "en"),
    ],
)
def test_a_lab_speaks_the_language_of_its_notebook(
    notebook: str, setting: str, locale: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", notebook)
    monkeypatch.setenv("LAB_LANG", setting)
    monkeypatch.setenv("LC_ALL", locale)
    assert lab_language() == language
