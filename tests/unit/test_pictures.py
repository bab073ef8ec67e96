"""Every picture in both languages, with the labs' numbers and a learner's odd ones: readable, or it fails here."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
import torch
from matplotlib.artist import Artist
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from flowlab import pictures
from flowlab.pictures.autograd import draw_graph
from flowlab.pictures.descent import LOOKS, draw_rates, rate_name
from flowlab.pictures.epochs import draw_fits, draw_learning
from flowlab.pictures.flow import draw_inference, draw_training_step
from flowlab.pictures.labels import spread
from flowlab.pictures.logscale import FLOOR, on_scale
from flowlab.pictures.moved import draw_weights
from flowlab.pictures.price import draw_cost
from flowlab.pictures.shares import draw_phases
from flowlab.pictures.style import PHASE_HATCHES, Drawn, look, only_known_letters
from flowlab.pictures.values import duration, few, memory, middle_cut, numbers, short
from flowlab.pictures.work import draw_operators, short_name

pytestmark = pytest.mark.filterwarnings("error")
NAN, INF = math.nan, math.inf
KERNEL = (
    "void at::native::vectorized_elementwise_kernel<4, at::native::MulFunctor<float>, std::array<char*, 3ul> >(int)"
)
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
LANGUAGES = ("en", "ja")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.setenv("LAB_LANG", "en")


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LAB_LANG", request.param)
    return str(request.param)


in_both_languages = pytest.mark.usefixtures("language")


# What the labs hand over


def stepped(lr: float = 0.1, x: tuple[float, ...] = (1, 2, 3), batch: int = 1) -> dict[str, Any]:
    """The names of lab 01 after its step."""
    model = torch.nn.Linear(3, 1)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[0.1, 0.2, 0.3]]))
        model.bias.fill_(0.5)
    before = {"weight_before": model.weight.detach().clone(), "bias_before": model.bias.detach().clone()}
    data = torch.tensor([x] * batch, dtype=torch.float32)
    y_true = torch.full((batch, 1), 2.5)
    pred = model(data)
    loss = torch.nn.MSELoss()(pred, y_true)
    loss.backward()
    torch.optim.SGD(model.parameters(), lr=lr).step()
    return {"x": data, **before, "pred": pred, "y_true": y_true, "loss": loss, "model": model}


def untouched() -> dict[str, Any]:
    """The names of lab 02: the same, before any step, and without gradients."""
    lab = stepped(lr=0.0)
    lab["model"].zero_grad()
    return lab


def one_size(name: str, flops: float, ratio: float, **more: Any) -> dict[str, Any]:
    phases = {"inference": 12e-6, "forward": 9e-6, "loss": 18e-6, "backward": 40e-6, "update": 30e-6}
    sizes = {"inference": flops * 4, "training": flops * 20}
    known = {"flop_ratio": 2.75, "low": ratio * 0.9, "high": ratio * 1.1, "phases": phases, "memory": sizes}
    return {"name": name, "layers": 4, "width": 3, "batch": 1, "flops": flops, "ratio": ratio} | known | more


def summary() -> list[dict[str, Any]]:
    rows = [
        ("3→1", 12, 7.9),
        ("4×16", 3.3e4, 5.3),
        ("4×64", 2.1e6, 4.0),
        ("4×256", 1.3e8, 3.15),
        ("4×1024", 8.6e9, 3.0),
    ]
    return [one_size(name, flops, ratio) for name, flops, ratio in rows]


def odd_summary() -> list[dict[str, Any]]:
    nothing = dict.fromkeys(("inference", "forward", "loss", "backward", "update"), 0.0)
    return [
        one_size("nan", NAN, NAN, phases=nothing | {"loss": NAN}, memory={"inference": 0, "training": NAN}),
        one_size("wide", 3e4, 5.0, low=-7.0, high=1e12, memory={"inference": 0, "training": 0}),
        one_size("infinite", 1e8, 2.0, high=INF, flop_ratio=NAN, phases=nothing, memory=None),
    ]


def path(lr: float, steps: int = 20) -> list[float]:
    return [min(0.36 * (1 - 30 * lr) ** (2 * step), INF) for step in range(steps + 1)]


RATES = {lr: path(lr) for lr in (0.01, 1 / 30, 0.05, 1 / 15, 0.1)}
ODD_RATES = {0.1: [0.36, 1e30, INF, NAN], 5.0: [NAN, NAN], 1e-5: path(1e-5), 2e-5: path(2e-5), 3e-5: [0.0] * 3, 7.0: []}
FALL = [0.9 * 0.98**epoch + 0.01 for epoch in range(300)]
GRID = torch.linspace(-3, 3, 50)
XS = torch.linspace(-3, 3, 20)
FITS: dict[str, Any] = {"train": (XS, torch.sin(XS)), "test": (XS[:5], torch.sin(XS[:5])), "grid": GRID}
CURVES = {0: GRID * 0, 20: torch.tanh(GRID).requires_grad_(), 300: torch.sin(GRID)}


def ran(phase: str, operator: str, us: float, count: int = 1) -> dict[str, Any]:
    return {"phase": phase, "operator": operator, "count": count, "us": us}


OPERATORS = [
    ran("forward", "aten::addmm", 7.3), ran("loss", "aten::mse_loss", 12.0), ran("backward", "aten::mm", 7.5, 2),
    ran("backward", "aten::mse_loss_backward", 8.1), ran("update", "aten::add_", 9.3, 2),
]  # fmt: skip
KERNELS = [ran(phase, KERNEL + "x" * 200, us) for phase in PHASE_HATCHES for us in (NAN, 0.0, 1e9, *range(1, 20))]
EDGES = [
    ("MseLossBackward0", "AddmmBackward0"), ("AddmmBackward0", "AccumulateGrad bias"),
    ("AddmmBackward0", "TBackward0"), ("TBackward0", "AccumulateGrad weight"),
]  # fmt: skip
DEEP = [*pairwise(f"Node{place}" for place in range(9)), ("Node0", "Node5"), ("Node2", "AccumulateGrad 0.bias")]
WIDE = [("Root", f"AccumulateGrad a_long_name_of_a_parameter_{place}") for place in range(9)]


def of_step(lab: dict[str, Any]) -> tuple[Any, ...]:
    return (
        *[(lab["x"], lab["pred"], lab["y_true"], lab["loss"])],
        lab["weight_before"],
        lab["bias_before"],
        lab["model"],
    )


def of_weights(lab: dict[str, Any]) -> tuple[Any, ...]:
    return lab["weight_before"], lab["bias_before"], lab["model"]


USUAL: dict[str, tuple[Callable[..., Drawn], tuple[Any, ...]]] = {
    "training_step": (draw_training_step, of_step(stepped())),
    "inference": (draw_inference, (untouched()["x"], untouched()["model"], untouched()["pred"])),
    "weights": (draw_weights, of_weights(stepped())),
    "cost": (draw_cost, (summary(),)),
    "phases": (draw_phases, (summary(),)),
    "rates": (draw_rates, (RATES, RATES)),
    "learning": (draw_learning, (FALL, [loss * 1.3 for loss in FALL], 0.52)),
    "fits": (draw_fits, (*FITS.values(), CURVES)),
    "operators": (draw_operators, (OPERATORS[:1], OPERATORS, "cpu")),
    "graph": (draw_graph, (EDGES,)),
}
ODD: dict[str, tuple[Callable[..., Drawn], tuple[Any, ...]]] = {
    "no gradients": (draw_training_step, of_step(untouched())),
    "a batch": (draw_training_step, of_step(stepped(batch=3))),
    "a run-away step": (draw_training_step, of_step(stepped(lr=1e20, x=(-1234.5678, 2e9, -3e-7)))),
    "a step to nowhere": (draw_training_step, of_step(stepped(x=(INF, NAN, 0)))),
    "weights at nowhere": (draw_weights, of_weights(stepped(x=(INF, NAN, 0)))),
    "huge weights": (draw_weights, of_weights(stepped(lr=1e36))),
    "nothing moved": (draw_weights, of_weights(untouched())),
    "odd costs": (draw_cost, (odd_summary(),)),
    "one cost": (draw_cost, (summary()[:1],)),
    "close costs": (draw_cost, ([one_size(f"4×{place}", 1e6 + place, 9.0 - place) for place in range(3)],)),
    "odd phases": (draw_phases, (odd_summary(),)),
    "one size": (draw_phases, (summary()[:1],)),
    "odd rates": (draw_rates, (ODD_RATES, {})),
    "many rates": (draw_rates, ({lr / 1000: path(lr / 1000) for lr in range(1, 13)}, RATES)),
    "one point": (draw_rates, ({0.1: [0.36]}, {})),
    "odd losses": (draw_learning, ([NAN, 1, 1e20, INF, 0], {1: 0.5, 3: NAN}, INF)),
    "flat losses": (draw_learning, ([0.3] * 5, {5: 0.3}, 0.3)),
    "no losses": (draw_learning, ([], {}, NAN)),
    "curves that run away": (draw_fits, (*FITS.values(), {0: GRID * NAN, 1: GRID * 1e300, 2: GRID, 3: GRID, 4: GRID})),
    "one curve, no data": (draw_fits, (([], []), ([NAN], [INF]), GRID, {7: GRID})),
    "kernels": (draw_operators, (KERNELS[:3], KERNELS, "gpu")),
    "no operators": (draw_operators, ([], [], "cpu")),
    "a deep graph": (draw_graph, (DEEP,)),
    "a wide graph": (draw_graph, (WIDE,)),
    "a graph in a circle": (draw_graph, ([("a", "b"), ("b", "a"), ("c", "c")],)),
    "no graph": (draw_graph, ([],)),
    "letters of every kind": (draw_graph, ([("漢字 $x_1", "\U0001f642 αβγ ½ \x00")],)),
}


# What a reader sees


@dataclass(frozen=True)
class Seen:
    figure: Figure
    texts: list[Text]
    alt: str

    @property
    def words(self) -> str:
        return "\n".join(text.get_text() for text in self.texts)


def see(draw: Callable[..., Drawn], args: tuple[Any, ...]) -> Seen:
    with look():
        drawn = draw(*args)
        only_known_letters(drawn.figure)
        FigureCanvasAgg(drawn.figure).draw()  # type: ignore[no-untyped-call]
        hidden = {id(text) for axes in drawn.figure.axes for axis in (axes.xaxis, axes.yaxis) for text in unseen(axis)}
        texts = [text for text in drawn.figure.findobj(Text) if isinstance(text, Text) and id(text) not in hidden]
    return Seen(drawn.figure, [text for text in texts if is_shown(text)], drawn.alt)


def unseen(axis: Axis) -> Iterator[Text]:
    """Labels that matplotlib keeps for ticks beyond the axis's ends, and the labels of an axis that is off."""
    low, high = sorted(axis.get_view_interval())
    for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
        if not axis.axes.axison or not low <= tick.get_loc() <= high:
            yield from (tick.label1, tick.label2)
    if not axis.axes.axison:
        yield axis.label


def is_shown(text: Text) -> bool:
    return bool(text.get_text().strip()) and text.get_visible()


def extent(text: Text) -> Bbox:
    return Text.get_window_extent(text)  # an annotation's own method counts its arrow in


def overlapping(texts: list[Text]) -> list[tuple[str, str]]:
    boxes = [(text.get_text(), extent(text).padded(-1)) for text in texts]
    return [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)]


def outside(seen: Seen) -> list[str]:
    sheet = seen.figure.bbox.padded(0.5)
    boxes = [(text.get_text(), extent(text)) for text in seen.texts]
    return [words for words, box in boxes if not (sheet.contains(*box.min) and sheet.contains(*box.max))]


every_picture = pytest.mark.parametrize(("draw", "args"), USUAL.values(), ids=USUAL.keys())
every_odd_picture = pytest.mark.parametrize(("draw", "args"), ODD.values(), ids=ODD.keys())


# Every picture


@every_picture
def test_a_picture_speaks_the_language_of_its_notebook(draw: Any, args: Any, language: str) -> None:
    seen = see(draw, args)
    assert bool(JAPANESE.search(seen.words)) == bool(JAPANESE.search(seen.alt)) == (language == "ja")


@every_picture
def test_titles_and_axes_are_translated(draw: Any, args: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = []
    for tongue in LANGUAGES:
        monkeypatch.setenv("LAB_LANG", tongue)
        figure = see(draw, args).figure
        words = [label for axes in figure.axes for label in (axes.get_xlabel(), axes.get_ylabel()) if len(label) > 1]
        spoken.append({figure.get_suptitle() or figure.axes[0].texts[0].get_text(), *words})
    assert not spoken[0] & spoken[1]


@every_picture
@in_both_languages
def test_usual_numbers_make_labels_that_can_be_read(draw: Any, args: Any) -> None:
    assert_readable(see(draw, args))


@every_odd_picture
@in_both_languages
def test_odd_numbers_make_labels_that_can_be_read(draw: Any, args: Any) -> None:
    assert_readable(see(draw, args))


def assert_readable(seen: Seen) -> None:
    assert seen.words
    assert overlapping(seen.texts) == []
    assert outside(seen) == []


@every_picture
@in_both_languages
def test_letters_are_large_enough(draw: Any, args: Any) -> None:
    assert min(float(text.get_fontsize()) for text in see(draw, args).texts) >= 9


@every_picture
def test_a_picture_fits_a_laptop(draw: Any, args: Any) -> None:
    width, height = see(draw, args).figure.get_size_inches() * 96
    assert width <= 820
    assert height <= 470


STEP_NAMES = ("x", "weight_before", "bias_before", "pred", "y_true", "loss", "model")
PUBLIC: dict[str, tuple[Any, ...]] = {name: args for name, (_, args) in USUAL.items()} | {
    "training_step": tuple(stepped()[name] for name in STEP_NAMES),
    "inference": tuple(untouched()[name] for name in ("x", "model", "pred")),
}


@pytest.mark.parametrize("name", pictures.__all__)
def test_what_a_lab_calls_gives_a_sharp_image_with_words(name: str, language: str) -> None:
    image = getattr(pictures, name)(*PUBLIC[name])
    pixels = int.from_bytes(image.data[16:20], "big")
    data, metadata = image._repr_mimebundle_()
    assert data["image/png"]
    assert metadata["image/png"]["alt"] == image.alt
    assert metadata["image/png"]["width"] * 2 == pixels
    assert bool(JAPANESE.search(image.alt)) == (language == "ja")


@pytest.mark.parametrize("name", pictures.__all__)
@in_both_languages
def test_a_learners_own_settings_neither_change_nor_matter(name: str) -> None:
    plain = getattr(pictures, name)(*PUBLIC[name]).data
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
    labs = Path(__file__).parents[2] / "labs"
    environment = {"PYTHONPATH": str(labs), "LAB_LANG": "ja", "PATH": "/usr/bin:/bin", "HOME": str(Path.home())}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == 0, done.stderr


def test_an_unknown_picture_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'weigths'"):
        pictures.weigths  # noqa: B018


# One by one


def test_the_step_shows_each_number_of_the_lab() -> None:
    words = see(draw_training_step, of_step(stepped())).words.split("\n")
    assert {"1.9", "2.5", "0.36", "−1.2", "−2.4", "−3.6", "0.1 → 0.22", "0.2 → 0.44", "0.3 → 0.66", "0.5 → 0.62"} <= {
        *words
    }


def test_without_gradients_the_step_shows_dashes() -> None:
    assert see(draw_training_step, of_step(untouched())).words.split("\n").count("—") == 4


def test_the_inference_stands_where_the_step_stood_and_dashes_what_is_left_out() -> None:
    step, inference = (see(*USUAL[name]).figure.axes[0] for name in ("training_step", "inference"))
    boxes = [[one for one in axes.patches if isinstance(one, FancyBboxPatch)] for axes in (step, inference)]
    assert [str(one.get_window_extent()) for one in boxes[0]] == [str(one.get_window_extent()) for one in boxes[1]]
    assert [one.get_linestyle() == "-" for one in boxes[0]] == [True] * 7
    assert [one.get_linestyle() == "-" for one in boxes[1]] == [True] * 3 + [False] * 4


@pytest.mark.parametrize(
    ("lab", "title", "changes"),
    [
        (stepped(), "All 4 numbers in the model moved", ["+0.12", "+0.24", "+0.36", "+0.12"]),
        (untouched(), "Nothing moved: every number in the model is what it was, to the last bit", ["unchanged"] * 4),
        (
            stepped(lr=1e-3, x=(0, 0, 1)),
            "2 of the 4 numbers in the model moved",
            [*["unchanged"] * 2, *["+0.0034"] * 2],
        ),
    ],
)
def test_the_title_says_whether_anything_moved_at_all(lab: Any, title: str, changes: list[str]) -> None:
    figure = see(draw_weights, of_weights(lab)).figure
    assert figure.get_suptitle() == title
    assert [label.get_text().split("\n")[1] for label in figure.axes[0].get_xticklabels()] == changes


def test_before_and_after_differ_without_colour() -> None:
    before, after = see(*USUAL["weights"]).figure.axes[0].containers
    assert {bar.get_hatch() for bar in before}.isdisjoint({bar.get_hatch() for bar in after})


def test_phases_differ_without_colour() -> None:
    bars = [container[0] for container in see(*USUAL["phases"]).figure.axes[0].containers]
    assert len({bar.get_hatch() or "" for bar in bars}) == len(bars) == 4


def test_paths_differ_without_colour() -> None:
    assert len({marker for _, marker, _ in LOOKS}) == len({str(style) for _, _, style in LOOKS}) == len(LOOKS)
    lines, points = ([*see(*USUAL["rates"]).figure.axes[0].get_lines()[start::2]] for start in (1, 2))
    assert len({str(line.get_linestyle()) + str(line._dash_pattern) for line in lines}) == len(lines) == 5  # type: ignore[attr-defined]
    assert len({line.get_marker() for line in points}) == len(points) == 5


@pytest.mark.parametrize(("name", "count"), [("cost", 2), ("learning", 3), ("fits", 3)])
def test_lines_differ_without_colour(name: str, count: int) -> None:
    lines = see(*USUAL[name]).figure.axes[0].get_lines()[:count]
    assert len({(str(line.get_linestyle()), str(line.get_marker())) for line in lines}) == len(lines) == count


def test_a_loss_of_practically_nothing_lies_on_a_marked_floor() -> None:
    axes = see(draw_rates, ({1 / 30: [0.36, 0.0, 1e-14]}, {})).figure.axes[0]
    floor = dict(zip([label.get_text() for label in axes.get_yticklabels()], axes.get_yticks(), strict=True))[
        "practically 0"
    ]
    assert floor == FLOOR
    assert [*axes.get_lines()[-1].get_ydata()][1:] == [floor, floor]  # type: ignore[misc]


def test_without_such_a_loss_there_is_no_floor() -> None:
    assert "practically 0" not in see(draw_rates, ({0.01: [0.36, 0.18]}, {})).words


def test_a_huge_interval_does_not_flatten_the_ratios() -> None:
    sizes = summary()
    sizes[1]["high"] = 1e9
    assert 8 < see(draw_cost, (sizes,)).figure.axes[0].get_ylim()[1] < 25


@in_both_languages
def test_words_in_the_cost_picture_stay_clear_of_every_point_and_interval() -> None:
    seen = see(*USUAL["cost"])
    axes = seen.figure.axes[0]
    notes = [text.get_window_extent() for text in axes.texts if "←" in text.get_text() or "→" in text.get_text()[2:]]
    tops = [axes.transData.transform((one["flops"], one["high"]))[1] for one in summary()]
    assert len(notes) >= 2
    assert max(tops) < min(box.y0 for box in notes if box.y0 > seen.figure.bbox.height / 2)


@pytest.mark.parametrize(("kind", "here", "not_there"), [("cpu", "ATen operators", "GPU"), ("gpu", "kernels", "CPU")])
def test_the_title_says_which_of_the_two_is_shown(kind: str, here: str, not_there: str) -> None:
    title = see(draw_operators, (OPERATORS[:1], OPERATORS, kind)).figure.get_suptitle()
    assert here in title
    assert kind.upper() in title
    assert not_there not in title


def test_training_is_grouped_by_phase_and_counts_are_shown() -> None:
    words = [text.get_text() for text in see(*USUAL["operators"]).figure.axes[1].texts]
    assert [word.split()[0] for word in words if word[0].isalpha()] == ["forward", "loss", "backward", "update"]
    assert [word for word in words if "×" in word] == ["7.5  ×2", "9.3  ×2"]


def test_what_does_not_fit_is_added_up() -> None:
    seen = see(draw_operators, ([], [ran("backward", f"aten::op{place}", 1.0) for place in range(40)], "cpu"))
    assert "24 others" in seen.words
    assert "24  ×24" in seen.words


def test_every_edge_goes_down_and_ends_look_different() -> None:
    axes = see(*USUAL["graph"]).figure.axes[0]
    height = {text.get_text(): text.get_position()[1] for text in axes.texts}
    assert all(height[a.replace(" ", "\n")] > height[b.replace(" ", "\n")] for a, b in EDGES)
    boxes = [one for one in axes.patches if isinstance(one, FancyBboxPatch)][:5]
    assert sorted(one.get_linewidth() for one in boxes) == [1.6] * 3 + [2.4] * 2


# The small parts


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0.3599998951, "0.36"), (0.0, "0"), (-0.0, "0"), (-1.2, "−1.2"), (3.7e-8, "3.7×10⁻⁸"), (1e30, "1×10³⁰"),
        (-1234.56789, "−1234.6"), (NAN, "nan"), (INF, "∞"), (-INF, "−∞"), (0.9999999, "1"),
    ],
)  # fmt: skip
def test_numbers_are_short(number: float, shown: str) -> None:
    assert short(number) == shown


def test_numbers_come_out_of_anything_that_holds_them() -> None:
    tracked = torch.tensor([[1.5, 2.0]], dtype=torch.bfloat16, requires_grad=True)
    assert numbers(tracked * 2) == [3.0, 4.0]
    assert numbers([torch.tensor(1), 2, (3.0,)]) == [1.0, 2.0, 3.0]
    assert numbers(None) == []


def test_units_fit_their_quantities() -> None:
    assert [duration(seconds) for seconds in (12.34e-6, 0.095, 2, NAN)] == ["12.3 µs", "95 ms", "2 s", "—"]
    assert [memory(size) for size in (0, 520, 2048, 3.5 * 1024**2)] == ["0 B", "520 B", "2 KB", "3.5 MB"]


@pytest.mark.parametrize(
    ("rate", "name"),
    [(1 / 30, "1/30"), (1 / 15, "1/15"), (0.1, "0.1"), (0.01, "0.01"), (1e-7, "1e−07"), (math.pi, "3.14159")],
)
def test_rates_bear_the_names_that_the_lab_gives_them(rate: float, name: str) -> None:
    assert rate_name(rate) == name


def test_long_names_keep_both_ends() -> None:
    assert middle_cut("a" * 50 + "b" * 50, 9) == "aaaa…bbbb"
    assert short_name(KERNEL) == "vectorized_el…<MulFunctor>"
    assert short_name("aten::mse_loss_backward") == "aten::mse_loss_backward"


def test_more_numbers_than_a_box_holds_end_in_an_ellipsis() -> None:
    assert few("x", [1.0, 2.0, 3.0, 4.0]) == [("x₁", "1"), ("x₂", "2"), ("…", "…")]


@pytest.mark.parametrize("wanted", [[0.5] * 4, [0.99, 1.0, 0.98], [-3, 0, 0.01, 7], [0.5] * 30, [], [0.2]])
def test_labels_are_pushed_apart_in_their_order(wanted: list[float]) -> None:
    places = spread(wanted, 0.1)
    apart = [b - a for a, b in pairwise(sorted(places))]
    assert all(gap >= min(0.1, 1 / max(len(wanted) - 1, 1)) - 1e-9 for gap in apart)
    assert all(-1e-9 <= place <= 1 + 1e-9 for place in places)
    assert sorted(range(len(wanted)), key=wanted.__getitem__) == sorted(range(len(wanted)), key=places.__getitem__)


def test_no_loss_is_no_number_on_the_scale() -> None:
    assert [math.isnan(place) for place in on_scale([NAN, -1.0, -INF])] == [True] * 3


def test_the_readability_check_can_fail() -> None:
    figure = Figure()
    for words, x in (("one", 0.5), ("other", 0.51), ("out", 0.99)):
        figure.text(x, 0.5, words)
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    texts = [artist for artist in figure.findobj(Artist) if isinstance(artist, Text)]
    assert overlapping(texts) == [("one", "other")]
    assert outside(Seen(figure, texts, "")) == ["out"]
