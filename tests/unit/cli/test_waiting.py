"""Waiting: until it is so, until it no longer can be, or until the time is up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, repeat

import pytest

from cli.process import TICK, comes_true


@pytest.mark.parametrize(
    ("answers", "found"),
    [([True], True), ([False, True], True), ([False, None, True], False), ([False], False)],
)
def test_what_is_waited_for_comes_true_or_not(answers: Sequence[bool | None], *, found: bool) -> None:
    said = chain(answers, repeat(answers[-1]))
    assert comes_true(lambda: next(said), 3 * TICK) is found
