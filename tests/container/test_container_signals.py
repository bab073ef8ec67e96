"""The same of make lab and make check in a container: no container is left either."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from container.engine import Contained
from faults.broken_off import check_survives, lab_survives
from faults.moments import SIGNALS


@pytest.fixture(scope="module")
def built(new_checkout: Callable[..., Contained]) -> Contained:
    """A checkout whose image is there."""
    checkout = new_checkout("Lab ü signals", LAB_BACKEND="cpu")
    checkout.image()
    return checkout


@pytest.mark.parametrize("end", SIGNALS, ids=lambda end: end.name)
def test_a_lab_in_a_container_that_is_broken_off_at_any_moment_leaves_nothing(
    built: Contained, end: signal.Signals
) -> None:
    lab_survives(built, end, seconds=5)


@pytest.mark.parametrize("end", SIGNALS, ids=lambda end: end.name)
def test_a_check_in_a_container_that_is_broken_off_at_any_moment_leaves_nothing(
    built: Contained, end: signal.Signals
) -> None:
    check_survives(built, end, seconds=9)
