"""What flowlab.check shows: a few lines, whatever is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from judge.brief import MOST, brief
from judge.claim import Claim
from judge.run_lab import Job, Run
from judge.specs import EXERCISES, SPECS
from judge.verdict import Judged, judge, verdict
from judge.words import Language

SPEC = SPECS["01_training_flow"]
JOB = Job(Path("mine.en.ipynb"), "01_training_flow", "en", SPEC.names)


WRONG = [
    Claim(name, [[1.0, 2.0, 3.0]] * 9, [[4.0]] * 9, False) for name in ("pred", "loss", "weight after", "input lr")
]


def judged(claims: list[Claim], exercise: str | None = None) -> list[Judged]:
    job = Job(JOB.path, JOB.lab, JOB.lang, JOB.names, exercise=exercise)
    return [replace(judge(SPEC, job, Run(end="timeout")), claims=claims)]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("exercise", [None, "1.2"])
def test_it_is_a_few_whole_lines_with_the_record_last(exercise: str | None, language: Language) -> None:
    labs = judged(WRONG, exercise)
    told = brief(labs, verdict(labs, "auto"), exercise, language, Path("runs/now"))
    assert told["good"] is False
    assert 3 <= len(told["lines"]) <= MOST == 6
    assert told["lines"][-1].endswith("runs/now")
    assert not any(line.startswith("    ") for line in told["lines"])


def test_a_lab_that_passes_is_good() -> None:
    labs = judged([Claim("ran", "ended", "ended", True)])
    told = brief(labs, verdict(labs, "auto"), None, "en", Path("runs/now"))
    assert (told["good"], told["lines"][0][0]) == (True, "✓")


def test_an_exercise_that_is_done_is_good() -> None:
    labs = judged([Claim(name, 1, 1, True) for name in EXERCISES["1.2"].points], "1.2")
    told = brief(labs, verdict(labs, "auto"), "1.2", "en", Path("runs/now"))
    assert told["good"] is True
    assert told["lines"][0].startswith("✓ Exercise 1.2, done")
