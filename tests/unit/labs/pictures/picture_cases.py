"""What the labs hand over to their pictures: their own numbers, and a learner's odd ones."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import torch

from flowlab.pictures.autograd import draw_graph
from flowlab.pictures.descent import draw_rates
from flowlab.pictures.epochs import draw_learning
from flowlab.pictures.flow import draw_inference, draw_training_step
from flowlab.pictures.moved import draw_weights
from flowlab.pictures.panels import draw_fits
from flowlab.pictures.price import draw_cost
from flowlab.pictures.shares import draw_phases
from flowlab.pictures.style import PHASE_HATCHES, Drawn
from flowlab.pictures.together import draw_efficiency
from flowlab.pictures.work import draw_operators

NAN, INF = math.nan, math.inf
KERNEL = (
    "void at::native::vectorized_elementwise_kernel<4, at::native::MulFunctor<float>, std::array<char*, 3ul> >(int)"
)
Picture = tuple[Callable[..., Drawn], tuple[Any, ...]]


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


def with_intervals(*rows: tuple[float, float, float]) -> list[dict[str, Any]]:
    """The models of lab 03 on a CPU, each with its ratio and the interval."""
    sizes = [
        ("3→1", 6, 2.0),
        ("4×16", 32768, 2.75),
        ("4×64", 2.1e6, 2.75),
        ("4×256", 1.34e8, 2.75),
        ("4×1536", 1.93e10, 2.75),
    ]
    return [
        one_size(name, flops, ratio, flop_ratio=flop_ratio, low=low, high=high)
        for (name, flops, flop_ratio), (ratio, low, high) in zip(sizes, rows, strict=True)
    ]


INTERRUPTED = with_intervals(
    (4.99, 4.12, 5.91), (4.61, 2.9, 7.32), (3.01, 0.11, 6.21), (16.49, 12.14, 37.16), (2.9, 2.7, 3.18)
)
RACED_ITSELF = with_intervals(
    (1.01, 0.95, 1.06), (0.99, 0.96, 1.03), (1, 0.99, 1.01), (1.02, 0.9, 1.2), (1, 0.995, 1.004)
)
AS_PREDICTED = with_intervals((2.1, 1.9, 2.4), (2.7, 2.5, 2.9), (2.75, 2.7, 2.8), (2.8, 2.7, 2.9), (2.6, 2.5, 2.7))


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


def shared(name: str, gradients: float, *measured: float, **more: Any) -> list[dict[str, Any]]:
    """A model of lab 06, with its efficiency on 1, 2, 4 … workers."""
    known = {"name": name, "gradients": gradients}
    return [
        {**known, "count": 2**place, "efficiency": e, "low": e * 0.9, "high": e * 1.1, "predicted": e * 1.05} | more
        for place, e in enumerate(measured)
    ]


SHARED = [
    *shared("4×16", 4352, 1.0, 0.04, 0.004), *shared("4×256", 1052672, 1.0, 0.16, 0.03),
    *shared("4×1024", 16793600, 1.0, 0.64, 0.23), *shared("4×4096", 268500992, 1.01, 0.94, 0.9),
]  # fmt: skip


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


USUAL: dict[str, Picture] = {
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
    "efficiency": (draw_efficiency, (SHARED,)),
}
ODD: dict[str, Picture] = {
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
    "an interrupted cost": (draw_cost, (INTERRUPTED,)),
    "a race against itself": (draw_cost, (RACED_ITSELF,)),
    "costs as predicted": (draw_cost, (AS_PREDICTED,)),
    "odd phases": (draw_phases, (odd_summary(),)),
    "one size": (draw_phases, (summary()[:1],)),
    "odd rates": (draw_rates, (ODD_RATES, {})),
    "many rates": (draw_rates, ({lr / 1000: path(lr / 1000) for lr in range(1, 13)}, RATES)),
    "odd efficiencies": (
        draw_efficiency,
        (
            [
                *shared("nan", NAN, NAN, NAN),
                *shared("9" * 30, 1e30, 7.0, INF),
                *shared("w", 0, 1.0, 0.5, low=-9.0, high=INF, predicted=NAN),
            ],
        ),
    ),
    "one worker": (draw_efficiency, (shared("4×16", 4352, 1.0),)),
    "no workers": (draw_efficiency, ([],)),
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
PICTURES = USUAL | ODD
