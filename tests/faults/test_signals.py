"""make lab and make check, broken off at any moment: nothing is left, no notebook is half, and the same verb works."""

from __future__ import annotations

import signal

import pytest

from faults.broken_off import check_survives, lab_survives
from faults.moments import SIGNALS
from native.checkout import Checkout


@pytest.mark.parametrize("end", SIGNALS, ids=lambda end: end.name)
def test_a_lab_that_is_broken_off_at_any_moment_leaves_nothing(ready: Checkout, end: signal.Signals) -> None:
    lab_survives(ready, end, seconds=3.5)


@pytest.mark.parametrize("end", SIGNALS, ids=lambda end: end.name)
def test_a_check_that_is_broken_off_at_any_moment_leaves_nothing(ready: Checkout, end: signal.Signals) -> None:
    check_survives(ready, end, seconds=6)
