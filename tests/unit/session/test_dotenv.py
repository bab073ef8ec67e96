"""The block of make env in .env: what is outside stays to the byte, and odd values come through."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli.settings import settings_in
from cli.speech import LabError
from session.dotenv import BEGIN, END, typed, write


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def block(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in (BEGIN, *lines, END)).encode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, block("A=1")),
        (b"", block("A=1")),
        (b"MINE=1\n", b"MINE=1\n" + block("A=1")),
        (b"MINE=1", b"MINE=1\n" + block("A=1")),
        (b"MINE=1\r\nOTHER='\xc3\xbc'\r\n", b"MINE=1\r\nOTHER='\xc3\xbc'\r\n" + block("A=1")),
        (b"LATIN=\xe9\n\n\n", b"LATIN=\xe9\n\n\n" + block("A=1")),
        (b"X=1\n" + block("A=0", "B=2") + b"Y=\\1", b"X=1\n" + block("A=1") + b"Y=\\1"),
        (b"X=1\r\n" + block("A=0").replace(b"\n", b"\r\n") + b"Y=2\r\n", b"X=1\r\n" + block("A=1") + b"Y=2\r\n"),
        (b"X=1\n" + block("A=0").rstrip(b"\n"), b"X=1\n" + block("A=1")),
        (f"{BEGIN}\nMINE=1\n".encode(), f"{BEGIN}\nMINE=1\n".encode() + block("A=1")),
        (f"# about {END}\nMINE=1\n".encode(), f"# about {END}\nMINE=1\n".encode() + block("A=1")),
    ],
)
def test_the_block_is_put_in_its_place_and_the_rest_left_to_the_byte(
    file: Path, before: bytes | None, after: bytes
) -> None:
    if before is not None:
        file.write_bytes(before)
    write({"A": "1"}, file)
    assert file.read_bytes() == after
    write({"A": "1"}, file)
    assert file.read_bytes() == after
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("8888", "LAB_CA_FILE=8888"),
        ("", "LAB_CA_FILE="),
        ("rocm/pytorch:x@sha256:ab", "LAB_CA_FILE=rocm/pytorch:x@sha256:ab"),
        ("/a b/ü", "LAB_CA_FILE='/a b/ü'"),
        ("/a$HOME#1", "LAB_CA_FILE='/a$HOME#1'"),
        ('/a"b\\c', "LAB_CA_FILE='/a\"b\\c'"),
        ("/it's", 'LAB_CA_FILE="/it\'s"'),
        ("/it's $5", 'LAB_CA_FILE="/it\'s \\$5"'),
    ],
)
def test_an_odd_value_is_quoted_as_compose_reads_it(file: Path, value: str, line: str) -> None:
    write({"LAB_CA_FILE": value}, file)
    assert line in file.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("value", ["8888", "/a b/ü", "/a$HOME#1", '/a"b', "/it's"])
def test_the_verbs_read_back_what_was_written(file: Path, value: str) -> None:
    write({"LAB_CA_FILE": value}, file)
    assert settings_in(file.read_text(encoding="utf-8")) == {"LAB_CA_FILE": value}


def test_what_was_typed_is_kept_and_so_is_what_was_typed_earlier(file: Path) -> None:
    file.write_bytes(b"LAB_PORT=1111\n" + block("LAB_PORT=2222", "LAB_BASE_IMAGE=mine:1", "IMAGE=x"))
    assert typed({"LAB_PORT": "3333", "LAB_LANG": "ja"}, file) == {"LAB_PORT": "3333", "LAB_BASE_IMAGE": "mine:1"}
    assert typed({"LAB_PORT": ""}, file) == {"LAB_PORT": "2222", "LAB_BASE_IMAGE": "mine:1"}
    file.write_bytes(b"LAB_PORT=1111\n")
    assert typed({}, file) == {}  # Compose reads what is outside for itself


def test_a_folder_is_written_so_that_it_is_right_from_everywhere(file: Path) -> None:
    found = typed({"LAB_WHEELHOUSE": "wheels", "LAB_CA_FILE": "~/ca.pem"}, file)
    assert found == {
        "LAB_WHEELHOUSE": str(Path("wheels").absolute()),
        "LAB_CA_FILE": str(Path("~/ca.pem").expanduser()),
    }


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_its_mode_stays(file: Path, mode: int) -> None:
    file.touch()
    file.chmod(mode)
    write({"A": "1"}, file)
    assert file.stat().st_mode & 0o777 == mode


@pytest.mark.skipif(os.getuid() != 0, reason="only root can write for somebody else")
def test_its_owner_stays_and_a_new_one_is_the_folder_s_owner_s(file: Path) -> None:
    os.chown(file.parent, 12345, 12346)
    write({"A": "1"}, file)
    assert (file.stat().st_uid, file.stat().st_gid) == (12345, 12346)
    os.chown(file, 23456, 23456)
    write({"A": "2"}, file)
    assert file.stat().st_uid == 23456


def test_a_link_stays_a_link(file: Path) -> None:
    real = file.with_name("shared.env")
    real.write_text("MINE=1\n")
    file.symlink_to(real)
    write({"A": "1"}, file)
    assert file.is_symlink()
    assert real.read_bytes() == b"MINE=1\n" + block("A=1")


def test_a_file_that_cannot_be_written_is_an_error_in_two_lines(file: Path) -> None:
    file.mkdir()
    with pytest.raises(LabError) as refused:
        write({"A": "1"}, file)
    assert (refused.value.code, refused.value.status) == ("not-writable", 4)
