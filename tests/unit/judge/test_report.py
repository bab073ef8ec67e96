"""report.html says what the record says, in both languages."""

from __future__ import annotations

import copy
import re
import time
from pathlib import Path
from string import Formatter

import nbformat
import pytest
from bs4 import Tag

from judge.report_view import CHECKOUT
from judge.report_words import MEANINGS, WORDS
from judge.words import CONDITIONS, Language
from unit.judge.report_records import (
    IMAGE,
    ON_CPU,
    Record,
    claim,
    failing,
    lab,
    notebook,
    page,
    picture,
    proved,
    read,
    record,
    tables,
)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_claim_is_there_with_expected_measured_and_tolerance(language: str) -> None:
    shown = tables(page(record()), f".{language} details .claims")
    assert [row[1:] for row in shown][1] == ["[[1.9]] ±\u202f2e-6", "[[1.9]]"]
    assert len(shown) == 2


def test_twins_that_measured_different_things_get_a_row_each_side_by_side() -> None:
    ran, same = claim("ran", "ended", "ended"), claim("loss", 0.36, 0.36)
    twins = [
        lab("en", claims=[ran, claim("pred", 1.9, 1.9), same]),
        lab("ja", claims=[ran, claim("pred", 1.9, 1.4, False), same]),
    ]
    rows = tables(page(failing(*twins)), ".en details .claims")
    assert [row[2] for row in rows] == ["ended", "1.9", "1.4", "0.36"]
    assert [row[0].split()[-1] for row in rows[1:3]] == ["English", "Japanese"]


def test_not_proved_is_never_taken_for_a_proof() -> None:
    soup = page(record())
    assert not re.search(r"(?<!NOT )PROVED", soup.get_text(" "))
    assert "It shows nothing about HIP" in read(soup, "en")
    assert "何も示していません" in read(soup, "ja")
    assert not soup.select(".proved")
    assert [seal.get_text(" ", strip=True)[:12] for seal in soup.select(".not-proved .said")] == ["✗ NOT PROVED"] * 2


def test_a_proof_says_so_in_both_languages() -> None:
    soup = page(proved())
    assert [seal.get_text() for seal in soup.select(".proved .said b")] == ["PROVED", "PROVED"]
    assert "NOT PROVED" not in soup.get_text(" ")


def test_a_record_that_contradicts_itself_is_not_called_a_run_on_hip() -> None:
    odd = record(verdict={"labs": "PASS", "hip": "NOT PROVED", "ran_on": "hip", "why": ON_CPU[0]})
    assert "ran through HIP" not in read(page(odd), "en")


def test_a_demand_that_was_not_met_is_said_at_the_top() -> None:
    assert "BACKEND=hip" in page(record(asked="hip")).select(".en .demand")[0].get_text()
    assert not page(record()).select(".demand")
    assert not page(record(asked="auto")).select(".demand")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_failed_is_set_apart_and_its_lab_is_open(language: str) -> None:
    broken = lab("en", reason="pred", claims=[claim("pred", [[1.9]], [[1.4]], holds=False)])
    soup = page(failing(broken, lab("ja"), lab("en", "02_inference_flow")))
    assert [row[2] for row in tables(soup, f".{language} .alarm")] == ["[[1.4]]"]
    assert [lab.has_attr("open") for lab in soup.select(f".{language} details")] == [True, False]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_a_kernel_said_before_it_died_is_there_whole(language: str) -> None:
    said = f"Memory access fault by GPU node-1\n{'x' * 4000}\nthe end"
    dead = lab("en", end="kernel-died", detail="[step] SIGABRT", said=said, reason="kernel-died")
    dead["claims"] = [claim("ran", "ended", "kernel-died [step] SIGABRT", holds=False)]
    shown = read(page(failing(dead)), language)
    assert all(line in shown for line in said.splitlines())


def test_colour_is_never_the_only_sign() -> None:
    broken = lab("en", reason="pred", claims=[claim("ran", "ended", "ended"), claim("pred", 1.9, 1.4, holds=False)])
    said = [row[0] for row in tables(page(failing(broken)), ".en details .claims")]
    assert [("✓" in text, "does not hold" in text) for text in said] == [(True, False), (False, True)]


def test_a_condition_holds_only_if_it_holds_everywhere() -> None:
    mixed = copy.deepcopy(ON_CPU)
    mixed[4].update(holds=False, found="no results")
    soup = page(record(lab("en"), lab("en", "02_inference_flow", hip=mixed)))
    one, *_, five = tables(soup, ".en .conditions")
    assert one[2] == "found 1"
    assert five[1] == "✗ does not hold"
    assert "found 5 ✓ holds : 01_training_flow.en" in five[2]
    assert "no results ✗ does not hold : 02_inference_flow.en" in five[2]


def test_numbers_that_agree_are_short_and_others_are_exact() -> None:
    claims = [claim("pred", 1.9, 1.9000000953674316), claim("loss", 0.36, 0.3600020999999, holds=False)]
    shown = tables(page(failing(lab("en", claims=claims, reason="loss"))), ".en details .claims")
    assert [row[2] for row in shown] == ["1.9", "0.3600020999999"]


@pytest.mark.parametrize(("language", "checked"), [("en", "lang-en"), ("ja", "lang-ja")])
def test_the_switch_needs_no_script(language: Language, checked: str) -> None:
    soup = page(record(), language=language)
    assert [button["id"] for button in soup.select("input[type=radio][name=lang][checked]")] == [checked]
    assert {str(label["for"]) for label in soup.select("label")} == {"lang-en", "lang-ja"}
    assert soup.select("#lang-en ~ main")
    assert "#lang-en:checked ~ main .ja, #lang-ja:checked ~ main .en { display: none; }" in soup.style.get_text()  # type: ignore[union-attr]
    assert soup.html is not None
    assert soup.html["lang"] == language


def test_each_language_is_marked_and_every_heading_of_a_table_has_its_scope() -> None:
    soup = page(record())
    assert all(part["lang"] == name for name in ("en", "ja") for part in soup.select(f".{name}"))
    assert all(head.get("scope") in ("row", "col") for head in soup.select("th"))


def test_figures_are_shown_in_the_language_of_their_notebook() -> None:
    names = {"en": "The loss falls.", "ja": "loss が下がる。"}
    executed = {
        f"01_training_flow.{lang}.ipynb": notebook(picture(**{"image/png": {"alt": alt}}))
        for lang, alt in names.items()
    }
    soup = page(record(), executed)
    for lang, alt in names.items():
        assert [image["alt"] for image in soup.select(f".{lang} img")] == [alt]
        assert alt in soup.select(f".{lang} figcaption")[0].get_text()


def test_a_figure_without_words_is_named_by_the_heading_above_it() -> None:
    executed = notebook(picture())
    executed.cells.insert(1, nbformat.v4.new_markdown_cell("# A lab\n## The `loss` falls\n```\n# no heading\n```"))
    assert page(record(), {"01_training_flow.en.ipynb": executed}).select(".en img")[0]["alt"] == "The loss falls"


def test_a_figure_that_there_is_in_one_language_alone_is_shown_in_both() -> None:
    image = page(record(lab("ja")), {"01_training_flow.ja.ipynb": notebook(picture())}).select_one("img")
    assert isinstance(image, Tag)
    assert image.find_parent(class_=["en", "ja"]) is None


def test_the_commands_bring_the_same_check_back() -> None:
    assert page(record()).select(".en pre")[0].get_text().split("\n") == [
        f"git checkout {'b' * 40}",
        "make check BACKEND=cpu MODE=native",
    ]
    assert "EXERCISE=1.2" in page(record(lab("ja", exercise="1.2"))).select(".en pre")[0].get_text()
    image = {**IMAGE, "base_digest": "sha256:" + "c" * 64}
    soup = page(record(image=image))
    assert "MODE=container" in soup.select(".en pre")[0].get_text()
    assert all(part in read(soup, "ja") for part in ("lab:1", "a" * 64, "rocm/pytorch:7", "c" * 64))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"dirty": True}, "the commit alone does not bring back"),
        ({"commit": None, "dirty": None}, "It is not known from which commit"),
        ({"labs": [lab("ja")]}, "add NOTEBOOK="),
        ({"dirty": False}, None),
    ],
)
def test_what_the_commands_cannot_bring_back_is_said(changes: Record, said: str | None) -> None:
    text = read(page(record(**changes)), "en")
    for sentence in ("the commit alone does not bring back", "It is not known from which commit", "add NOTEBOOK="):
        assert (sentence in text) is (sentence == said)


def test_notebooks_stand_with_hash_and_seconds() -> None:
    assert tables(page(record()), ".en .notebooks")[0] == ["01_training_flow.en.ipynb", "5.4", "0" * 64]


def test_the_time_is_utc_wherever_the_machine_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        assert "2026-11-23 12:10:50 UTC" in read(page(record()), "ja")
    time.tzset()


def test_every_sentence_has_its_twin_with_the_same_gaps() -> None:
    for english, japanese in (*WORDS.values(), *MEANINGS.values()):
        gaps = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (english, japanese)]
        assert gaps[0] == gaps[1], english
    assert set(MEANINGS) == set(CONDITIONS)


def test_every_word_is_used() -> None:
    folder = Path(CHECKOUT) / "tests/judge"
    text = "".join((folder / name).read_text(encoding="utf-8") for name in ("report.html.j2", "report_view.py"))
    quoted = {re.sub(r"^(labs|gloss|ran|lang)-.*", r"\1-", key) for key in WORDS}
    assert sorted(quoted - set(re.findall(r"""['"]([\w-]+)['"]""", text))) == []
