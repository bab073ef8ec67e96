"""The end of make check on a terminal: short where all is well, whole where it is not, in the reader's language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from judge.claim import Claim
from judge.run_lab import Job, Run
from judge.table import coloured, summary
from judge.values import RULE, folded, short, spoken, width
from judge.verdict import Judged
from judge.words import Language
from unit.judge.test_backend import CPU, MI300X

GOOD = Claim("pred", 1.9, 1.9, holds=True)
WRONG = Claim("input lr", [0.1], [0.01], holds=False)


def judged(lang: str, *claims: Claim, run: Run | None = None) -> Judged:
    job = Job(Path(f"01_training_flow.{lang}.ipynb"), "01_training_flow", lang, ())
    return Judged(job, run or Run(seconds=1.25), list(claims), CPU)


def said(*labs: Judged, language: Language = "en") -> list[str]:
    return list(summary(list(labs), language))


def test_a_lab_that_passed_is_one_line() -> None:
    [line] = said(judged("ja", GOOD, GOOD), judged("en", GOOD))
    assert line == "✓ 01_training_flow            en ja  3 of 3 claims hold  2.5 s"


def test_every_claim_that_does_not_hold_stands_below_once_for_both_languages() -> None:
    other = Claim("loss", 0.36, "nan", holds=False)
    lines = said(judged("en", GOOD, WRONG), judged("ja", GOOD, WRONG, other))
    assert lines == [
        "✗ 01_training_flow            en ja  2 of 5 claims hold  2.5 s",
        "  ✗ learning rate: expected [0.1], found [0.01]",
        "  ✗ [ja] loss: expected 0.36, found nan",
    ]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_line_is_wider_than_the_terminal(language: Language) -> None:
    wide = Claim("optimizer parameters", "x" * 90, ["重み" * 40], holds=False)
    run = Run(end="exception", detail=f"[step] ValueError: {'長い' * 60} {'y' * 200}")
    lines = said(judged("en", wide), judged("ja", Claim("ran", "ended", "", holds=False), run=run), language=language)
    assert max(map(width, lines)) <= 80


FAULT = "Memory access fault by GPU node-1 (Agent handle: 0x1) on address 0x2. Reason: Page not present."
NOT_RUN = Claim("ran", "ended", "kernel-died", holds=False)


def test_a_kernel_that_died_is_told_by_its_signal_and_its_last_words() -> None:
    run = Run(end="kernel-died", detail=f"[step] SIGABRT {FAULT}", said=f"first\n{FAULT}\nlast")
    told = " ".join(line.strip() for line in said(judged("en", NOT_RUN, run=run)))
    assert f"✗ ran to its end: the kernel died [step] SIGABRT {FAULT}" in told


@pytest.mark.parametrize("words", ["HIP error: invalid device function", "no kernel image is available for execution"])
@pytest.mark.parametrize("where", ["detail", "said"])
def test_a_gpu_that_this_torch_has_no_code_for_is_named_with_those_it_has_code_for(words: str, where: str) -> None:
    run = replace(Run(end="exception"), **{where: f"RuntimeError: {words}"})
    card = replace(MI300X, arch="gfx1103", arch_list=("gfx942", "gfx1201"))
    told = " ".join(said(replace(judged("en", NOT_RUN, run=run), evidence=card)))
    assert "  → This PyTorch has no code for gfx1103; it has code for: gfx942, gfx1201." in told


@pytest.mark.parametrize(
    ("value", "japanese"),
    [
        (True, "はい"),
        ([True, False], "[はい, いいえ]"),
        (None, "なし"),
        ("6 or more, complete", "6 回以上、すべてそろっている"),
        ("50 or more, 0 of them shown", "50 個以上、学習に使ったのは 0 個"),
        ("100 or more", "100 以上"),
        ("growing, to 1000000000 FLOPs or more", "だんだん大きくなり、最後は 1000000000 FLOPs 以上"),
        ("9 lines", "9 行"),
        ("SGD", "SGD"),
        ([0.22], "[0.22]"),
    ],
)
def test_english_words_of_a_value_are_japanese_for_a_japanese_reader(value: object, japanese: str) -> None:
    assert spoken(value, "ja") == japanese
    assert spoken("6 or more, complete", "en") == "6 or more, complete"


def test_a_long_value_is_cut_and_a_short_one_is_not() -> None:
    assert short("x" * 34, "en") == "x" * 34
    assert short("x" * 35, "en") == "x" * 33 + "…"


def test_long_text_breaks_at_words_and_japanese_between_letters() -> None:
    english = list(folded("word " * 40, "  "))
    assert english[1].startswith("  word")
    assert "".join(english).replace(" ", "") == "word" * 40
    japanese = list(folded("文字" * 60, "  "))
    assert [width(line) for line in japanese[:2]] == [80, 80]


def test_colours_mark_what_is_good_and_what_is_not() -> None:
    seen = list(coloured(["✓ lab", "  ✗ claim", "    went on", "", RULE, "labs PASS", RULE], good=True))
    assert seen[:4] == ["\x1b[32m✓\x1b[0m lab", "  \x1b[31m✗\x1b[0m claim", "    went on", ""]
    assert seen[4:] == [RULE, "\x1b[1;32mlabs PASS\x1b[0m", RULE]


X_TAKEN = {"objects": {"x": {"kind": "builtins.int"}}, "watched": {"answered": True}}
NEVER_ASKED = {"objects": {}, "watched": {"answered": False, "order": []}}
NOT_ITS_ANSWER = {"objects": {}, "watched": {"answered": False, "order": ["forward"]}}
ORDER = Claim("order", ["forward"], [], holds=False)


@pytest.mark.parametrize(
    ("run", "claim", "cure"),
    [
        (
            Run(end="exception", detail="[data:2] StdinNotImplementedError: no"),
            NOT_RUN,
            "write the value into the cell",
        ),
        (Run(end="timeout", detail="[data] > 60 s"), NOT_RUN, "a loop that does not end in that cell"),
        (Run(end="kernel-died", detail="[step]"), NOT_RUN, "exit() or quit()"),
        (Run(end="stopped-early"), NOT_RUN, "exit() or quit()"),
        (Run(facts=NEVER_ASKED), ORDER, "write model(x)"),
        (Run(facts=NOT_ITS_ANSWER), ORDER, "write pred = model(x)"),
        (Run(facts=X_TAKEN), WRONG, "The name x now holds something else (int)"),
    ],
)
def test_what_to_do_is_said_in_both_languages(run: Run, claim: Claim, cure: str) -> None:
    lines = said(judged("en", claim, run=run))
    assert cure in " ".join(line.strip() for line in lines)
    assert sum(line.startswith("  → ") for line in lines) == 1
    assert sum(line.startswith("  → ") for line in said(judged("en", claim, run=run), language="ja")) == 1


def test_a_signal_is_no_exit_of_the_learner_s() -> None:
    run = Run(end="kernel-died", detail=f"[step] SIGABRT {FAULT}", said=FAULT)
    assert not any(line.startswith("  → ") for line in said(judged("en", NOT_RUN, run=run)))
