"""A tar that Python and Go could read in two ways is refused; each of these would be read here without its rule."""

from __future__ import annotations

import io
import tarfile

import pytest

from host.bundle.plain_tar import members
from unit.bent_tar import MAGIC, PREFIX, REST, SIZE, SUM, TYPE, bent, long, total

END = bytes(1024)
INFO = tarfile.TarInfo("a")
EMPTY = INFO.tobuf(tarfile.USTAR_FORMAT)
FILE = bent(EMPTY, SIZE, b"%011o" % 5) + b"layer" + bytes(507)
UNDERSCORE = b"%03o_%02o" % divmod(total(EMPTY), 64)  # six digits' place, as Python's int() reads it


def names(content: bytes) -> list[str]:
    return [member.name for member, _ in members(io.BytesIO(content))]


def test_an_honest_tar_is_read_to_its_end() -> None:
    found = [(m.name, m.type, m.size, content.read()) for m, content in members(io.BytesIO(FILE + EMPTY + END))]
    assert found == [("a", b"0", 5, b"layer"), ("a", b"0", 0, b"")]
    assert names(FILE + FILE + END + bytes(20 * 512)) == ["a", "a"]


def test_python_s_own_tars_are_read_in_both_of_its_forms() -> None:
    for form in (tarfile.USTAR_FORMAT, tarfile.PAX_FORMAT):
        held = io.BytesIO()
        with tarfile.open(fileobj=held, mode="w", format=form) as tar:
            info = tarfile.TarInfo(f"blobs/sha256/{64 * 'f'}")
            info.size, info.mtime = 3, 1.5 if form == tarfile.PAX_FORMAT else 1
            tar.addfile(info, io.BytesIO(b"abc"))
        assert names(held.getvalue()) == [info.name]


def test_what_is_over_8_gib_has_its_size_in_a_long_header() -> None:
    unknown = EMPTY + b"layer" + bytes(507)
    assert names(long(b"size=5", b"path=blobs/b") + unknown + FILE + END) == ["blobs/b", "a"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(bent(EMPTY, SIZE, b"\0%010o" % 512) + END, id="a size that Go reads and Python does not"),
        pytest.param(bent(EMPTY, SIZE, b"0_0000000000") + END, id="a size that Python reads and Go does not"),
        pytest.param(bent(EMPTY, SUM, UNDERSCORE + b"\0 ") + END, id="a sum that Python reads and Go does not"),
        pytest.param(bent(EMPTY, SUM, b"000000\0 ") + FILE + END, id="a sum that is wrong"),
        pytest.param(bent(bent(EMPTY, MAGIC, b"ustar  \0"), PREFIX, b"b") + END, id="half a name from GNU's tar"),
        pytest.param(bent(EMPTY, REST + 8, b"tar\0") + END, id="star's form, whose halves are shorter"),
        pytest.param(bent(EMPTY, TYPE, b"7") + END, id="a kind of its own"),
        pytest.param(bent(EMPTY, TYPE, b"1") + END, id="a hard link"),
        pytest.param(long(b"path=b", kind=b"g") + FILE + END, id="a long header for all"),
        pytest.param(bent(FILE[:512], TYPE, b"5") + bytes(512) + END, id="a folder with content"),
        pytest.param(long(b"path=b") + long(b"size=0") + EMPTY + END, id="two long headers"),
        pytest.param(EMPTY + long(b"path=b") + END, id="a long header of nothing"),
        pytest.param(long(b"path=b", b"path=c") + EMPTY + END, id="a name twice"),
        pytest.param(long(b"sparse=b") + EMPTY + END, id="a word that we do not know"),
        pytest.param(long(b"size=+0") + EMPTY + END, id="a size with a sign"),
        pytest.param(FILE, id="no end"),
        pytest.param(FILE[:700], id="an end in the middle"),
        pytest.param(FILE + END + FILE, id="more behind the end"),
        pytest.param(FILE + END + b"x", id="a byte behind the end"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(content: bytes) -> None:
    with pytest.raises((ValueError, tarfile.TarError)):
        names(content)
