"""AMD's wheels by GPU: the table, the sizes that follow from it, and what an image with them can run on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from images.bases import ROCM, ROCM_10_GFX, has_code
from images.image import reference
from images.wheels import CAME, fetched, parse, wheels, wheels_base, wheels_for

GB = 10**9
TABLE = """\
# a comment
index https://index.example/rocm/
torch 2.13.0+rocm10.0.0

all      10 19
gfx942
gfx950  2.1 6.2
gfx1151 1.6 5.7
"""


def test_the_table_has_the_index_the_version_that_the_labs_are_pinned_to_and_every_gpu_of_the_image() -> None:
    assert wheels().index.startswith("https://")
    assert wheels().torch.startswith(f"{ROCM.torch}+rocm10.")
    assert set(wheels().sizes) >= set(ROCM_10_GFX)
    assert {name for name, size in wheels().sizes.items() if size} == {"gfx950", "gfx1151", "gfx1201"}


@pytest.mark.parametrize(
    ("gfx", "download", "installed"),
    [
        (["gfx1151"], 1.6, 5.7),
        (["gfx942"], 2.1, 6.2),  # not known: the largest that is
        (["gfx942", "gfx1151"], 3.7, 11.9),
        (["gfx942"] * 9, 10, 19),  # no more than all of them
    ],
)
def test_sizes_are_at_most_what_they_can_be(gfx: list[str], download: float, installed: float) -> None:
    assert parse(TABLE).size(gfx) == (int(download * GB), int(installed * GB))


def test_what_is_named_counts_and_else_what_is_here_and_known() -> None:
    assert wheels_for(("gfx803",), ["gfx942"]) == ("gfx803",)
    assert wheels_for((), ["gfx942", "gfx1201", "gfx942", "gfx803"]) == ("gfx1201", "gfx942")


def test_an_image_has_code_for_its_gpus_and_for_no_other() -> None:
    base = wheels_base(("gfx942",), None)
    assert [has_code(gfx, base) for gfx in ("gfx942", "gfx1201", "gfx803")] == [True, False, False]
    assert has_code("gfx1399", ROCM) is None  # of an image for all GPUs that cannot be told


def test_each_set_of_gpus_has_an_image_of_its_own() -> None:
    names = {reference("base:1", True, gfx) for gfx in ((), ("gfx942",), ("gfx1201",), ("gfx1201", "gfx942"))}
    assert len(names) == 4


@pytest.mark.parametrize("told", [None, "", "{}", "[1]", '{"gfx": 1}'])
def test_an_environment_without_them_has_them_for_none(tmp_path: Path, told: str | None) -> None:
    if told is not None:
        (tmp_path / CAME).write_text(told)
    assert fetched(tmp_path) == ()


def test_an_environment_says_for_which_gpus_it_has_them(tmp_path: Path) -> None:
    (tmp_path / CAME).write_text(json.dumps({"gfx": ["gfx942"]}))
    assert fetched(tmp_path) == ("gfx942",)
