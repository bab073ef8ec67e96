"""Files that are no records: refused in two lines, before a word of them is believed."""

from __future__ import annotations

import copy
import os
from pathlib import Path

import jsonschema
import pytest

from judge.verify import require_form, why_not
from native.checkout import Checkout, error_code
from native.forging import (
    Forgery,
    Record,
    change,
    of_record,
)


def deep(levels: int) -> str:
    return "[" * levels + "]" * levels


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "record-unreadable"),
        ("[]", "record-unreadable"),
        ("{}", "record-invalid"),
        ('{"version": NaN}', "record-unreadable"),
        ('{"version": 1e999}', "record-unreadable"),
        ('{"version": ' + "9" * 5000 + "}", "record-unreadable"),
        ('{"version": 1, "version": 1}', "record-unreadable"),
        ('{"version": ' + deep(100) + "}", "record-unreadable"),
        ('{"version": ' + deep(200_000) + "}", "record-unreadable"),
        ('{"version": "\\u001b[31m\\ud800"}', "record-invalid"),
        ("\udcff\udcfe", "record-unreadable"),
        ('"' + "x" * (33 * 2**20) + '"', "record-unreadable"),
    ],
    ids=lambda value: value[:24],
)
def test_what_is_no_record_is_refused_in_two_lines(ready: Checkout, tmp_path: Path, content: str, code: str) -> None:
    path = tmp_path / "record.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    done = ready.make("verify", RECORD=path)
    assert error_code(done) == (code, 2)
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize(
    "forge",
    [
        of_record(version=1),
        of_record(when="yesterday"),
        of_record(commit="HEAD"),
        of_record(labs=[]),
        of_record(verdict="PASS"),
        of_record(mine=1),
        change("claims", []),
        change("printed", "all"),
        change("seconds", "1"),
    ],
)
def test_a_record_of_another_form_is_refused(real: Record, forge: Forgery) -> None:
    forged = copy.deepcopy(real)
    forge(forged)
    with pytest.raises((jsonschema.ValidationError, ValueError)) as refused:
        require_form(forged)
    assert len(why_not(refused.value).splitlines()) == 1


def test_nothing_named_and_nothing_there(ready: Checkout, tmp_path: Path) -> None:
    assert error_code(ready.make("verify")) == ("record-not-named", 2)
    assert error_code(ready.make("verify", RECORD=tmp_path / "no.json")) == ("record-missing", 2)
    os.mkfifo(tmp_path / "pipe")
    assert error_code(ready.make("verify", RECORD=tmp_path / "pipe")) == ("record-missing", 2)
