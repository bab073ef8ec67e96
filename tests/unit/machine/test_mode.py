"""Container or native, and on which cards: decided from the settings, the kernel and the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.settings import parse
from cli.speech import LabError
from images.bases import CPU, ROCM
from machine import mode
from machine.engine import Engine
from machine.gpus import Card
from machine.mode import Plan, demanded, make_container_plan, make_plan

GOOD = Engine("26.1.5", "2.26.1", Path("/var/lib/docker"))
NONE = Engine(problem="docker-missing")
DOWN = Engine(problem="engine-down", reason="no answer")
ONE = [Card("gfx942", "/dev/dri/renderD128")]
TWO = [*ONE, Card("gfx1201", "/dev/dri/renderD129")]


def plan(monkeypatch: pytest.MonkeyPatch, asked: str, cards: list[Card], engine: Engine) -> Plan:
    """The plan for `asked`, settings as they are typed, on a machine with these cards and this engine."""
    monkeypatch.setattr(mode, "amd_cards", lambda _: cards)
    monkeypatch.setattr(mode, "ask_engine", lambda: engine)
    typed = dict(pair.split("=", 1) for pair in asked.split())
    return make_plan(parse({f"LAB_{name}": value for name, value in typed.items()}))


@pytest.mark.parametrize(
    ("asked", "cards", "rocm", "given"),
    [
        ("BACKEND=hip", [], True, []),
        ("BACKEND=auto", [], False, []),
        ("BACKEND=cpu", TWO, False, []),
        ("BACKEND=hip", TWO, True, TWO[1:]),
        ("BACKEND=hip GPU=all", TWO, True, TWO),
        ("BACKEND=hip GPU=1", TWO, True, TWO[1:]),
    ],
)
def test_an_image_is_built_for_what_was_asked_for_whatever_cards_are_here(
    monkeypatch: pytest.MonkeyPatch, asked: str, cards: list[Card], rocm: bool, given: list[Card]
) -> None:
    monkeypatch.setattr(mode, "amd_cards", lambda _: cards)
    monkeypatch.setattr(mode, "ask_engine", lambda: GOOD)
    typed = dict(pair.split("=", 1) for pair in asked.split())
    settings = parse({f"LAB_{name}": value for name, value in typed.items()})
    found = make_container_plan(settings, "image", cards_needed=False)
    assert (found.rocm, list(found.cards)) == (rocm, given)
    assert found.base_image(settings) == (ROCM if rocm else CPU).reference


IGPU = Card("gfx803", "/dev/dri/renderD130")


@pytest.mark.parametrize(
    ("asked", "cards", "container", "gfx"),
    [
        ("BASE=wheels", ONE, True, ("gfx942",)),
        ("BASE=wheels", [*TWO, IGPU], True, ("gfx1201", "gfx942")),  # for all that are here, whichever is taken
        ("BASE=wheels GFX=gfx942,gfx1100", ONE, True, ("gfx1100", "gfx942")),
        ("MODE=native BACKEND=hip", TWO, False, ("gfx1201", "gfx942")),
        ("MODE=native BASE=wheels", ONE, False, ("gfx942",)),
        ("MODE=native", ONE, False, ()),  # nobody asked for 2 GB
        ("MODE=native BACKEND=cpu", ONE, False, ()),
        ("BACKEND=hip", ONE, True, ()),
    ],
)
def test_amd_s_wheels_are_fetched_for_the_cards_where_they_were_asked_for(
    monkeypatch: pytest.MonkeyPatch, asked: str, cards: list[Card], container: bool, gfx: tuple[str, ...]
) -> None:
    found = plan(monkeypatch, asked, cards, GOOD)
    assert (found.container, found.backend == "hip", found.gfx) == (container, "cpu" not in asked, gfx)


@pytest.mark.parametrize(
    ("asked", "cards", "code"),
    [
        ("BASE=wheels", [IGPU], "gfx-no-wheels"),
        ("BASE=wheels GFX=gfx803", ONE, "gfx-no-wheels"),
        ("MODE=native BACKEND=hip", [IGPU], "gfx-no-wheels"),
        ("BASE=wheels", [], "wheels-no-gpu"),
        ("BASE=wheels GFX=gfx942", [], "no-amd-gpu"),
    ],
)
def test_there_is_no_plan_for_wheels_that_amd_does_not_have(
    monkeypatch: pytest.MonkeyPatch, asked: str, cards: list[Card], code: str
) -> None:
    with pytest.raises(LabError) as refused:
        plan(monkeypatch, asked, cards, GOOD)
    assert refused.value.code == code


@pytest.mark.parametrize(("asked", "given"), [("BASE=wheels", TWO), ("BASE=wheels GPU=all", [*TWO, IGPU])])
def test_a_seat_gets_no_card_on_which_every_step_would_fail_unless_all_are_named(
    monkeypatch: pytest.MonkeyPatch, asked: str, given: list[Card]
) -> None:
    monkeypatch.setattr(mode, "amd_cards", lambda _: [*TWO, IGPU])
    monkeypatch.setattr(mode, "ask_engine", lambda: GOOD)
    typed = dict(pair.split("=", 1) for pair in asked.split())
    settings = parse({f"LAB_{name}": value for name, value in typed.items()})
    assert list(make_plan(settings, every_card=settings.gpu is None).cards) == given


def test_an_image_with_wheels_is_built_where_no_card_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """An organizer's laptop packs it for a venue."""
    monkeypatch.setattr(mode, "amd_cards", lambda _: [])
    monkeypatch.setattr(mode, "ask_engine", lambda: GOOD)
    settings = parse({"LAB_BASE": "wheels", "LAB_GFX": "gfx942"})
    found = make_container_plan(settings, "image", cards_needed=False)
    assert (found.rocm, found.gfx, found.base_image(settings)) == (True, ("gfx942",), CPU.reference)


@pytest.mark.parametrize(
    ("asked", "cards", "engine", "container", "backend", "given"),
    [
        ("", [], GOOD, True, "auto", []),
        ("", ONE, GOOD, True, "hip", ONE),
        ("", TWO, GOOD, True, "hip", TWO[1:]),
        ("GPU=all", TWO, GOOD, True, "hip", TWO),
        ("GPU=1", TWO, GOOD, True, "hip", TWO[1:]),
        ("GPU=0 BACKEND=hip MODE=container", TWO, GOOD, True, "hip", ONE),
        ("BACKEND=cpu", TWO, GOOD, True, "cpu", []),
        ("BACKEND=cpu GPU=7", TWO, GOOD, True, "cpu", []),
        ("MODE=container", [], GOOD, True, "auto", []),
        ("", [], NONE, False, "auto", []),
        ("", [], DOWN, False, "auto", []),
        ("BACKEND=hip", [], NONE, False, "hip", []),
        ("BACKEND=cpu", ONE, NONE, False, "cpu", []),
        ("MODE=native", ONE, GOOD, False, "hip", []),
        ("MODE=native BACKEND=cpu", [], GOOD, False, "cpu", []),
        ("PYTHON=/opt/venv/bin/python", ONE, NONE, False, "hip", []),
        ("PYTHON=/opt/venv/bin/python", [], GOOD, False, "auto", []),
        ("BACKEND=cuda", [], GOOD, False, "cuda", []),
    ],
)
def test_what_is_done_on_which_machine(
    monkeypatch: pytest.MonkeyPatch,
    asked: str,
    cards: list[Card],
    engine: Engine,
    container: bool,
    backend: str,
    given: list[Card],
) -> None:
    found = plan(monkeypatch, asked, cards, engine)
    assert (found.container, found.backend, list(found.cards)) == (container, backend, given)


@pytest.mark.parametrize(
    ("asked", "cards", "engine", "code", "status"),
    [
        ("MODE=container", [], NONE, "docker-missing", 4),
        ("MODE=container", ONE, DOWN, "engine-down", 4),
        ("", ONE, NONE, "docker-missing", 4),
        ("", ONE, DOWN, "engine-down", 4),
        ("BACKEND=hip", ONE, NONE, "docker-missing", 4),
        ("BACKEND=hip", [], GOOD, "no-amd-gpu", 3),
        ("GPU=0", [], GOOD, "gpu-unknown", 3),
        ("GPU=1", ONE, GOOD, "gpu-unknown", 3),
        ("GPU=7", TWO, GOOD, "gpu-unknown", 3),
        ("MODE=container PYTHON=/usr/bin/python3", [], GOOD, "setting-conflict", 2),
        ("MODE=container BACKEND=cuda", [], GOOD, "setting-conflict", 2),
    ],
)
def test_what_is_refused_on_which_machine(
    monkeypatch: pytest.MonkeyPatch, asked: str, cards: list[Card], engine: Engine, code: str, status: int
) -> None:
    with pytest.raises(LabError) as refused:
        plan(monkeypatch, asked, cards, engine)
    assert (refused.value.code, refused.value.status) == (code, status)


def test_a_fallback_to_native_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LAB_LANG", "en")
    plan(monkeypatch, "", [], DOWN)
    assert capsys.readouterr().out == "No container, so natively: the Docker engine does not answer: no answer\n"
    plan(monkeypatch, "MODE=native", [], DOWN)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("asked", "said"),
    [("", "Of 2 AMD GPUs the lab takes number 1, gfx1201: a card of its own"), ("GPU=all", ""), ("GPU=0", "")],
)
def test_which_of_several_cards_is_taken_is_said_with_its_reason_where_nobody_named_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], asked: str, said: str
) -> None:
    monkeypatch.setenv("LAB_LANG", "en")
    made = plan(monkeypatch, asked, TWO, GOOD)
    typed = dict(pair.split("=", 1) for pair in asked.split())
    mode.tell_card(parse({f"LAB_{name}": value for name, value in typed.items()}), made)
    found = capsys.readouterr().out
    assert found.startswith(said)
    assert bool(found) is bool(said)


def test_native_mode_does_not_even_ask_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mode, "amd_cards", lambda _: [])
    monkeypatch.setattr(mode, "ask_engine", lambda: pytest.fail("asked"))
    assert not make_plan(parse({"LAB_MODE": "native"})).container


def test_a_card_that_has_gone_is_told_from_those_that_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LabError) as refused:
        plan(monkeypatch, "GPU=2", TWO, GOOD)
    assert refused.value.values == {"gpu": 2, "known": "0 (gfx942), 1 (gfx1201)"}


@pytest.mark.parametrize(
    ("backend", "cards", "asked"),
    [("auto", [], "auto"), ("auto", ONE, "hip"), ("cpu", ONE, "cpu"), ("hip", [], "hip"), ("cuda", ONE, "cuda")],
)
def test_only_auto_is_turned_into_a_demand_and_only_where_there_is_a_card(
    backend: str, cards: list[Card], asked: str
) -> None:
    assert demanded(parse({"LAB_BACKEND": backend}), cards) == asked


@pytest.mark.parametrize(
    ("cards", "named", "base"),
    [(ONE, "", ROCM.reference), ([], "", CPU.reference), (ONE, "mine:1", "mine:1"), ([], "mine:1", "mine:1")],
)
def test_the_base_is_the_named_one_else_the_pin_of_its_kind(cards: list[Card], named: str, base: str) -> None:
    assert Plan(True, "auto", cards, GOOD).base_image(parse({"LAB_BASE_IMAGE": named})) == base
