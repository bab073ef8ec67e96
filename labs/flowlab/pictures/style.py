"""What makes the pictures one family: size, letters, colours. Nothing here outlives the picture being drawn."""

import io
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ParamSpec

import matplotlib as mpl
from IPython.display import Image
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager, get_font
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text

from flowlab.language import Language, lab_language

MIME = "application/vnd.flowlab.picture+json"
CSS_DPI = 96  # so that a point in a figure is a point on the page
SHARPNESS = 2  # pixels of the PNG to one CSS pixel
WIDTH = 8.4  # inches: 806 CSS pixels, the room that JupyterLab leaves on a laptop

# Okabe and Ito's colours, told apart by colour-blind eyes; a shape or a hatch always says the same again.
BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#A8497F", "#56B4E9"
INK, MUTED, FAINT, PAPER = "#222222", "#5F5F5F", "#BDBDBD", "#FFFFFF"
PHASE_COLOURS = {"inference": SKY, "forward": BLUE, "loss": ORANGE, "backward": VERMILION, "update": GREEN}
PHASE_HATCHES = {"inference": "", "forward": "", "loss": "xxx", "backward": "///", "update": "..."}

FAMILIES: dict[Language, list[str]] = {"en": ["DejaVu Sans"], "ja": ["DejaVu Sans", "IPAexGothic"]}
LOOK: dict[Any, Any] = {
    "font.size": 10.5,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.labelsize": 10,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "grid.color": "#E4E4E4",
    "grid.linewidth": 0.8,
    "legend.frameon": False,
    "legend.fontsize": 9.5,
    "hatch.linewidth": 0.8,
    "text.color": INK,
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "axes.formatter.use_mathtext": False,
    "figure.dpi": CSS_DPI,
}

P = ParamSpec("P")


@dataclass(frozen=True)
class Drawn:
    figure: Figure
    alt: str


class Picture(Image):
    """A PNG, and beside it, for whoever wants to know, what was drawn."""

    def __init__(self, drawn: dict[str, Any], **png: Any) -> None:
        super().__init__(**png)  # type: ignore[no-untyped-call]
        self.drawn = drawn

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        shown, about = super()._repr_mimebundle_(include, exclude)  # type: ignore[no-untyped-call]
        return {**shown, MIME: self.drawn}, about


def in_style(draw: Callable[P, Drawn], *args: P.args, **kwargs: P.kwargs) -> Picture:
    """The picture, twice as fine as it is shown; its words are there for a screen reader, too."""
    with look():
        drawn = draw(*args, **kwargs)
        only_known_letters(drawn.figure)
        seen = what_was_drawn(drawn.figure)
        png = io.BytesIO()
        drawn.figure.savefig(png, format="png", dpi=CSS_DPI * SHARPNESS)
    width = round(drawn.figure.get_figwidth() * CSS_DPI)
    return Picture(seen, data=png.getvalue(), format="png", width=width, alt=drawn.alt)


def what_was_drawn(figure: Figure) -> dict[str, Any]:
    """Every word of it, and of every axes its lines, bars and other shapes, in the axes' own numbers."""
    return {
        "texts": [words for text in figure.findobj(Text) if (words := text.get_text())],
        "axes": [
            {
                "lines": [[str(line.get_label()), _plain(line.get_xydata())] for line in axes.get_lines()],
                "shapes": [
                    _plain(shape.get_patch_transform().transform(shape.get_path().vertices)) for shape in axes.patches
                ],
                "marks": [_plain(path.vertices) for group in axes.collections for path in group.get_paths()],
            }
            for axes in figure.axes
        ],
    }


def _plain(points: Any) -> list[list[float | str]]:
    """Points as JSON can hold them, to seven digits."""
    return [[value if math.isfinite(value := float(f"{v:.7g}")) else str(value) for v in point] for point in points]


@contextmanager
def look() -> Iterator[None]:
    """The family's settings, for as long as one picture is drawn: a learner's own plots are his own."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(LOOK)
        mpl.rcParams["font.family"] = _families(lab_language())
        yield


def canvas(height: float, width: float = WIDTH) -> Figure:
    """A figure (inches) that pyplot does not know of, so that no notebook shows it a second time."""
    layout = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.1)
    return Figure(figsize=(width, height), dpi=CSS_DPI, layout=layout, facecolor=PAPER)


def headline(figure: Figure, text: str) -> None:
    figure.suptitle(text, x=0.012, ha="left", fontsize=13, color=INK)


def legend_on_top(axes: Axes, handles: list[Artist] | None = None) -> None:
    """Between the headline and the axes, where no data can be."""
    if shown := axes.get_legend_handles_labels()[0] if handles is None else handles:
        axes.legend(
            handles=shown, loc="lower left", bbox_to_anchor=(0, 1), ncols=4, borderaxespad=0.3, handlelength=1.8
        )


def quiet_grid(axes: Axes, along: str = "y") -> None:
    axes.grid(visible=True, axis="x" if along == "x" else "y")
    axes.tick_params(length=0, which="both")


def only_known_letters(figure: Figure) -> None:
    """A name that a learner typed may hold any letter; one that no font has would be a box and a warning."""
    known = {letter for family in mpl.rcParams["font.family"] for letter in _letters(family)}
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        words = text.get_text()
        if unknown := {letter for letter in words if letter != "\n" and ord(letter) not in known}:
            text.set_text("".join("?" if letter in unknown else letter for letter in words))


@cache
def _letters(family: str) -> frozenset[int]:
    return frozenset(get_font(mpl.font_manager.findfont(family)).get_charmap())


def _families(language: Language) -> list[str]:
    if language == "ja" and "IPAexGothic" not in fontManager.get_font_names():
        # The package would make its font everyone's when imported: take the file and leave the package alone.
        package = find_spec("matplotlib_fontja")
        if package is None or not package.submodule_search_locations:
            raise ModuleNotFoundError("matplotlib_fontja brings the Japanese letters: pip install matplotlib-fontja")
        fontManager.addfont(Path(package.submodule_search_locations[0]) / "fonts" / "ipaexg.ttf")
    return FAMILIES[language]
