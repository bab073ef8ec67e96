"""The pictures as a lab calls them: images with words, whatever else goes on in the notebook."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from IPython.display import Image

from flowlab import pictures
from flowlab.pictures.autograd import draw_graph
from unit.labs.pictures.picture_cases import USUAL, stepped, untouched
from unit.labs.pictures.picture_looks import JAPANESE, see

pytestmark = pytest.mark.filterwarnings("error")
in_both_languages = pytest.mark.usefixtures("language")
STEP_NAMES = ("x", "weight_before", "bias_before", "pred", "y_true", "loss", "model")
PUBLIC: dict[str, tuple[Any, ...]] = {name: args for name, (_, args) in USUAL.items()} | {
    "training_step": tuple(stepped()[name] for name in STEP_NAMES),
    "inference": tuple(untouched()[name] for name in ("x", "model", "pred")),
}


@cache
def drawn(name: str, _language: str) -> Image:
    image: Image = getattr(pictures, name)(*PUBLIC[name])
    return image


@pytest.mark.parametrize("name", pictures.__all__)
def test_what_a_lab_calls_gives_a_sharp_image_with_words(name: str, language: str) -> None:
    image = drawn(name, language)
    pixels = int.from_bytes(image.data[16:20], "big")
    data, metadata = image._repr_mimebundle_()
    assert data["image/png"]
    assert metadata["image/png"]["alt"] == image.alt
    assert metadata["image/png"]["width"] * 2 == pixels
    assert bool(JAPANESE.search(image.alt)) == (language == "ja")


@pytest.mark.parametrize("name", pictures.__all__)
def test_a_learners_own_settings_neither_change_nor_matter(name: str, language: str) -> None:
    plain = drawn(name, language).data
    with mpl.rc_context({"font.family": ["serif"], "lines.linewidth": 9, "text.usetex": True, "axes.grid": True}):
        before = dict(mpl.rcParams)
        assert getattr(pictures, name)(*PUBLIC[name]).data == plain
        assert dict(mpl.rcParams) == before


@in_both_languages
def test_a_letter_that_no_font_has_becomes_a_question_mark() -> None:
    assert "?" in see(draw_graph, ([("\U0001f642", "b")],)).words
    assert pictures.graph([("\U0001f642 \u0b95", "漢字 $x_1 \x00")]).data


def test_importing_the_pictures_brings_no_matplotlib_and_drawing_one_no_pyplot() -> None:
    code = """
import sys
from flowlab import pictures
assert not any(name.startswith("matplotlib") for name in sys.modules)
pictures.rates({0.1: [1.0, 2.0]}, {})
assert "matplotlib.pyplot" not in sys.modules and "matplotlib_fontja" not in sys.modules
"""
    labs = Path(__file__).parents[4] / "labs"
    environment = {"PYTHONPATH": str(labs), "LAB_LANG": "ja", "PATH": "/usr/bin:/bin", "HOME": str(Path.home())}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == 0, done.stderr


def test_an_unknown_picture_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'weigths'"):
        pictures.weigths  # noqa: B018
