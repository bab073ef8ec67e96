"""The job's summary: both languages, and whatever a lab said stays text."""

from __future__ import annotations

from pathlib import Path

import pytest

from session.ci import escaped, outputs, summary
from session.records import Record
from unit.judge.report_records import SCRIPT, failing, hostile, proved, record

pytestmark = pytest.mark.usefixtures("english")


def test_a_proof_and_its_absence_look_different(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "**✅ labs PASS · ✅ HIP PROVED**" in summary(proved())
    assert "**✅ labs PASS · ❌ HIP NOT PROVED**" in summary(record())
    assert "Condition 1 is not met: found 1" in summary(record())
    monkeypatch.setenv("LAB_LANG", "ja")
    assert "**❌ ラボ FAIL · ❌ HIP NOT PROVED**" in summary(failing())


@pytest.mark.parametrize("language", ["en", "ja"])
def test_without_a_record_nothing_is_proved(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_LANG", language)
    said = summary(None)
    assert "HIP NOT PROVED" in said
    assert "✅" not in said
    assert outputs(None) == {"verdict": "", "hip": "NOT PROVED", "ran-on": "", "record": "", "folder": ""}


@pytest.mark.parametrize("words", [SCRIPT, "a | b", "`x`\n## heading", "![x](http://x)", "| --- |\r\n", "\x1b[2J<!--"])
def test_what_a_lab_said_breaks_no_table_and_is_no_markup(words: str) -> None:
    plain, other = summary(hostile("plain")[0]), summary(hostile(words)[0])
    assert len(plain.splitlines()) == len(other.splitlines())
    assert words not in other
    assert "<" not in other.replace("\\<", "")
    assert all(line.replace("\\|", "").count("|") in (0, 5, 7) for line in other.splitlines())


def test_long_words_are_cut() -> None:
    assert len(escaped("x" * 1000)) < 200


def test_outputs_are_the_verdict_and_where_it_lies() -> None:
    said = outputs(Record(Path("/runs/1/record.json"), proved(), {}))
    assert (said["verdict"], said["hip"], said["ran-on"]) == ("PASS", "PROVED", "hip")
    assert (said["record"], said["folder"]) == ("/runs/1/record.json", "/runs/1")
