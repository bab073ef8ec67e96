"""The list of attacks names tests that exist, and all that lie here."""

from __future__ import annotations

import pytest

from attacks.attack_list import ATTACKS
from lists import missing, unlisted

CONTROLS = {
    "test_of_what_is_in_work_the_same_doors_open",
    "test_without_a_link_the_same_is_written",
    "test_the_same_words_are_obeyed_where_a_shell_gets_them",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_test_that_the_list_names_is_there(attack: str) -> None:
    assert missing(ATTACKS, attack) == []


def test_every_attack_that_is_made_here_is_in_the_list() -> None:
    own = {name for name in unlisted(ATTACKS, "attacks") if name in globals()}
    assert unlisted(ATTACKS, "attacks") == CONTROLS | own
