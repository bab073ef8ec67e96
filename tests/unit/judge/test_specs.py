"""The exercises that the judge knows: those of the notebooks, each with a spec of its own."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from judge.labs.rates import RATES
from judge.specs import EXERCISES, SPECS
from session.notebooks import exercises, labs


def test_the_notebooks_and_the_judge_know_the_same_exercises() -> None:
    listed = [(number, lab) for lab in labs().values() for number in exercises(lab)]
    assert listed == [(number, exercise.lab) for number, exercise in EXERCISES.items()]
    assert len(listed) == 3 * len(SPECS)


@pytest.mark.parametrize("number", EXERCISES)
def test_an_exercise_asks_for_something_else_than_its_lab(number: str) -> None:
    assert EXERCISES[number].spec != SPECS[EXERCISES[number].lab]


def test_a_rate_is_replaced_where_it_stood() -> None:
    wanted: Any = replace(RATES, rates=(Fraction("0.05"), *RATES.rates[1:]))
    assert EXERCISES["4.1"].spec == wanted
