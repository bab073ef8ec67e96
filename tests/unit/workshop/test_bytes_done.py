"""Progress of a long copy: in place at a terminal, else a line now and then, and never a line too many."""

from __future__ import annotations

import io

import pytest

from cli.speech import QUIET_SECONDS
from unit.terminals import Terminal
from workshop.bytes_done import AT_A_TERMINAL, BytesDone

pytestmark = pytest.mark.usefixtures("english")


def shown(out: io.StringIO, seconds: float, count: int = 5_000_000) -> str:
    """What is said when `count` bytes come `seconds` after the last word."""
    progress = BytesDone("bundle-loading", 10_000_000, out)
    progress.last -= seconds
    progress.add(count)
    progress.add(1)  # comes at once: nothing is due
    return out.getvalue()


def test_without_a_terminal_it_is_a_line_now_and_then() -> None:
    assert shown(io.StringIO(), AT_A_TERMINAL) == ""
    said = shown(io.StringIO(), QUIET_SECONDS)
    assert said.startswith("  loading: 5 of 10 MB")
    assert said.count("\n") == 1


def test_at_a_terminal_it_stays_in_its_line_and_is_taken_away() -> None:
    out = Terminal()
    said = shown(out, AT_A_TERMINAL)
    assert said.startswith("\r\x1b[K  loading: 5 of 10 MB")
    assert "\n" not in said
    with BytesDone("bundle-loading", 1, out):
        pass
    assert out.getvalue().endswith("\r\x1b[K")


def test_more_than_was_estimated_is_never_more_than_all() -> None:
    assert "12 of 12 MB" in shown(Terminal(), AT_A_TERMINAL, 12_000_000)
