"""What a lab of one step starts from: model, numbers, optimizer, loss; and where they lie."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from judge.claim import Claim, Facts, device_kinds, equal, last, number, of

if TYPE_CHECKING:
    from judge.labs.step import StepSpec


def inputs(spec: StepSpec, objects: Facts, seen: Facts) -> Iterator[Claim]:
    """The model, the numbers it was given, how it learns, and that everything is on the device."""
    yield equal("model", "torch.nn.modules.linear.Linear", of(objects, "model", "kind"))
    yield number("input weight", spec.weight, of(objects, "weight_before", "values"))
    yield number("input bias", spec.bias, of(objects, "bias_before", "values"))
    yield number("input x", spec.x, of(objects, "x", "values"))
    if spec.training:
        yield number("input y", spec.y, of(objects, "y_true", "values"))
        groups = of(objects, "optimizer", "groups") or [{}]
        # What counts is the rate that the step used; a scheduler may have changed it since.
        rates = seen["rates"] or [group.get("lr") for group in groups]
        yield number("input lr", [spec.lr] * len(rates), rates)
        yield from _sgd(spec.momentum, objects, groups)
        yield loss_function(objects)
    yield _copies(objects)
    tensors = _tensors(spec.training, objects)
    yield equal("dtype", ["torch.float32"], sorted({str((tensor or {}).get("dtype", "?")) for tensor in tensors}))
    said = str(of(objects, "device", "text")).split(":")[0]
    yield equal("device", [said], places(spec.training, objects))


def loss_function(objects: Facts) -> Claim:
    """That it is the mean squared error."""
    kind, reduction = of(objects, "loss_fn", "kind"), of(objects, "loss_fn", "reduction")
    is_mse = kind == "torch.nn.modules.loss.MSELoss" and reduction == "mean"
    return Claim("loss function", "MSELoss, mean", f"{last(kind)}, {reduction}", is_mse)


def _copies(objects: Facts) -> Claim:
    """Whether "before" is a copy: another name for the model's own numbers would change with them."""
    shared = [
        name
        for name in ("weight", "bias")
        if of(objects, f"{name}_before", "storage") == of(objects, "model", name, "storage")
    ]
    return equal("kept as copies", [], shared)


def _sgd(momentum: float, objects: Facts, groups: list[Facts]) -> Iterator[Claim]:
    kind = of(objects, "optimizer", "kind")
    extras = {
        k: g[k] for g in groups for k in ("momentum", "weight_decay", "dampening", "nesterov", "maximize") if g.get(k)
    }
    shown = f"{last(kind)} {extras or ''}".strip()
    wanted = {"momentum": momentum} if momentum else {}
    expected = f"SGD {wanted or ''}".strip()
    yield Claim("optimizer", expected, shown, kind == "torch.optim.sgd.SGD" and extras == wanted)
    held = [of(objects, "model", "weight", "id"), of(objects, "model", "bias", "id")]
    given = of(objects, "optimizer", "params") or []
    yield Claim(
        "optimizer parameters", 2, len(set(held) & set(given)), sorted(given) == sorted(map(int, filter(None, held)))
    )


def places(training: bool, objects: Facts) -> list[str]:
    """On which kinds of device parameters, inputs and prediction lie ("?": not a tensor)."""
    return device_kinds(_tensors(training, objects))


def _tensors(training: bool, objects: Facts) -> list[Facts | None]:
    names = ("x", "pred", "y_true") if training else ("x", "pred")
    parameters = [of(objects, "model", name) for name in ("weight", "bias")]
    return [*parameters, *(objects.get(name) for name in names)]
