"""make doctor REPORT=1: one file that a person can attach to a bug report."""

from __future__ import annotations

import socket

from native.checkout import Checkout


def test_one_file_says_all_of_the_machine_and_nothing_of_the_person(bare: Checkout) -> None:
    environ = bare.environ(LAB_MODE="", HOME=str(bare.root.parent), SSL_CERT_FILE=str(bare.root.parent / "mine/ca.pem"))
    done = bare.make("doctor", env=environ, REPORT=1)
    [file] = (bare.root / "runs").glob("doctor-*.txt")
    assert f"Written, for a bug report: runs/{file.name}" in done.stdout
    said = file.read_text(encoding="utf-8")
    for line in done.stdout.splitlines():
        if line[:1] in ("✓", "✗", "!") and "/" not in line:
            assert line in said
    assert "'topology'" in said
    for private in (str(bare.root), str(bare.root.parent), "mine", socket.gethostname()):
        assert private not in said


def test_without_it_nothing_is_written(bare: Checkout) -> None:
    bare.make("doctor")
    assert not (bare.root / "runs").exists()
