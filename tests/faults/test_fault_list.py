"""The list of faults names tests that exist, and all that lie here."""

from __future__ import annotations

import pytest

from faults.fault_list import FAULTS
from lists import missing, unlisted


@pytest.mark.parametrize("fault", FAULTS)
def test_every_test_that_the_list_names_is_there(fault: str) -> None:
    assert missing(FAULTS, fault) == []


def test_every_fault_that_is_made_here_is_in_the_list() -> None:
    assert unlisted(FAULTS, "faults") == {name for name in globals() if name.startswith("test_")}
