"""Every picture in both languages, with the labs' numbers and a learner's odd ones: readable, or it fails here."""

from __future__ import annotations

import pytest

from unit.labs.pictures.picture_cases import ODD, USUAL
from unit.labs.pictures.picture_looks import JAPANESE, Seen, outside, overlapping, seen

pytestmark = pytest.mark.filterwarnings("error")
in_both_languages = pytest.mark.usefixtures("language")
every_picture = pytest.mark.parametrize("name", USUAL)
every_odd_picture = pytest.mark.parametrize("name", ODD)


@every_picture
def test_a_picture_speaks_the_language_of_its_notebook(name: str, language: str) -> None:
    one = seen(name)
    assert bool(JAPANESE.search(one.words)) == bool(JAPANESE.search(one.alt)) == (language == "ja")


@every_picture
def test_titles_and_axes_are_translated(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = []
    for tongue in ("en", "ja"):
        monkeypatch.setenv("LAB_LANG", tongue)
        figure = seen(name).figure
        words = [label for axes in figure.axes for label in (axes.get_xlabel(), axes.get_ylabel()) if len(label) > 1]
        spoken.append({figure.get_suptitle() or figure.axes[0].texts[0].get_text(), *words})
    assert not spoken[0] & spoken[1]


@every_picture
@in_both_languages
def test_usual_numbers_make_labels_that_can_be_read(name: str) -> None:
    assert_readable(seen(name))


@every_odd_picture
@in_both_languages
def test_odd_numbers_make_labels_that_can_be_read(name: str) -> None:
    assert_readable(seen(name))


def assert_readable(one: Seen) -> None:
    assert one.words
    assert overlapping(one.texts) == []
    assert outside(one) == []


@every_picture
@in_both_languages
def test_letters_are_large_enough(name: str) -> None:
    assert min(float(text.get_fontsize()) for text in seen(name).texts) >= 9


@every_picture
def test_a_picture_fits_a_laptop(name: str) -> None:
    width, height = seen(name).figure.get_size_inches() * 96
    assert width <= 820
    assert height <= 470
