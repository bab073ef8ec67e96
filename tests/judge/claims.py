"""What must be true of a lab's run: one Claim after the other, the most telling first. Pure: no I/O."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from judge.oracle import Step, train_step
from judge.printed import prints
from judge.run_lab import Run
from judge.specs import PHASES, Spec

# Relative to max(1, |expected|): sixteen float32 roundings of a number near 1.
TOLERANCE = 2e-6

FLOWLAB = str(Path(__file__).resolve().parents[2] / "labs/flowlab/__init__.py")

Facts = dict[str, Any]


@dataclass(frozen=True)
class Claim:
    """One thing that was expected and what was found; `id` is the reason when it does not hold."""

    id: str
    expected: Any
    measured: Any
    holds: bool
    tolerance: float | None = None


def near(expected: Any, measured: Any, tolerance: float = TOLERANCE) -> bool:
    """Whether numbers (nested alike) agree; NaN, infinities, other shapes and other kinds never do."""
    if isinstance(expected, list | tuple):
        if not isinstance(measured, list | tuple) or len(measured) != len(expected):
            return False
        return all(near(e, m, tolerance) for e, m in zip(expected, measured, strict=True))
    if not (_is_number(expected) and _is_number(measured)) or not math.isfinite(measured):
        return False
    return bool(abs(measured - float(expected)) <= tolerance * max(1.0, abs(float(expected))))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Fraction) and not isinstance(value, bool)


def claims(spec: Spec, run: Run) -> list[Claim]:
    """Every claim about `run`; only the first where the lab did not come to its end."""
    ran = Claim(
        "ran", "ended", f"{run.end} {run.detail}".strip(), run.end == "ended" and None not in (run.facts, run.opening)
    )
    if not ran.holds or run.facts is None or run.opening is None:
        return [ran]
    objects = run.facts["objects"]
    step = train_step(spec.weight, spec.bias, spec.x, spec.y, spec.lr)
    parts: list[Callable[[], Iterator[Claim]]] = [
        lambda: _honest(run, spec),
        lambda: _inputs(spec, objects),
        lambda: _watched(spec, run.facts or {}),
        lambda: (_training if spec.role == "training" else _inference)(step, objects),
        lambda: _history(spec, run.facts or {}),
        lambda: iter([_prints(spec, step, run)]),
    ]
    return [ran, *(claim for part in parts for claim in part())]


def _honest(run: Run, spec: Spec) -> Iterator[Claim]:
    """Nothing posed as the probe, this very Python and flowlab ran, nothing changed torch, every name is there."""
    assert run.facts
    assert run.opening
    yield Claim("stray-facts", 0, run.strays, run.strays == 0)
    at_start, at_end = run.opening["torch"], run.facts["torch_at_end"]
    yield Claim("python", run.python, at_start["executable"], at_start["executable"] == run.python)
    flowlab = run.facts["flowlab"]
    yield Claim("flowlab", FLOWLAB, flowlab, flowlab in (None, FLOWLAB))
    changed = {k: [v, at_end.get(k)] for k, v in at_start.items() if v != at_end.get(k)}
    yield Claim("torch-untouched", {}, changed, not changed)
    missing = [name for name in spec.names if name not in run.facts["objects"]]
    yield Claim("names", [], missing, not missing)


def _inputs(spec: Spec, objects: Facts) -> Iterator[Claim]:
    model = _of(objects, "model", "kind")
    yield Claim("model", "torch.nn.modules.linear.Linear", model, model == "torch.nn.modules.linear.Linear")
    yield _number("input weight", spec.weight, _of(objects, "weight_before", "values"))
    yield _number("input bias", spec.bias, _of(objects, "bias_before", "values"))
    yield _number("input x", spec.x, _of(objects, "x", "values"))
    if spec.role == "training":
        yield _number("input y", spec.y, _of(objects, "y_true", "values"))
        groups = _of(objects, "optimizer", "groups") or [{}]
        yield _number("input lr", [spec.lr] * len(groups), [group.get("lr") for group in groups])
        yield from _plain_sgd(objects, groups)
        kind, reduction = _of(objects, "loss_fn", "kind"), _of(objects, "loss_fn", "reduction")
        is_mse = kind == "torch.nn.modules.loss.MSELoss" and reduction == "mean"
        yield Claim("loss function", "MSELoss, mean", f"{_last(kind)}, {reduction}", is_mse)
    yield _copies(objects)
    tensors = _tensors(spec, objects)
    dtypes = sorted({str((tensor or {}).get("dtype", "?")) for tensor in tensors})
    yield Claim("dtype", ["torch.float32"], dtypes, dtypes == ["torch.float32"])
    said = str(_of(objects, "device", "text")).split(":")[0]
    yield Claim("device", [said], places(spec, objects), places(spec, objects) == [said])


def _copies(objects: Facts) -> Claim:
    """Whether "before" is a copy: another name for the model's own numbers would change with them."""
    shared = [
        name
        for name in ("weight", "bias")
        if _of(objects, f"{name}_before", "storage") == _of(objects, "model", name, "storage")
    ]
    return Claim("kept as copies", [], shared, not shared)


def _plain_sgd(objects: Facts, groups: list[Facts]) -> Iterator[Claim]:
    kind = _of(objects, "optimizer", "kind")
    extras = {
        k: g[k] for g in groups for k in ("momentum", "weight_decay", "dampening", "nesterov", "maximize") if g.get(k)
    }
    shown = f"{_last(kind)} {extras or ''}".strip()
    yield Claim("optimizer", "SGD", shown, kind == "torch.optim.sgd.SGD" and not extras)
    held = [_of(objects, "model", "weight", "id"), _of(objects, "model", "bias", "id")]
    given = _of(objects, "optimizer", "params") or []
    yield Claim(
        "optimizer parameters", 2, len(set(held) & set(given)), sorted(given) == sorted(map(int, filter(None, held)))
    )


def places(spec: Spec, objects: Facts) -> list[str]:
    """On which kinds of device the lab's parameters, inputs and prediction lie ("?": not a tensor)."""
    return sorted({str((tensor or {}).get("device", "?")).split(":")[0] for tensor in _tensors(spec, objects)})


def _tensors(spec: Spec, objects: Facts) -> list[Facts | None]:
    names = ("x", "pred", "y_true") if spec.role == "training" else ("x", "pred")
    parameters = [_of(objects, "model", name) for name in ("weight", "bias")]
    return [*parameters, *(objects.get(name) for name in names)]


def _watched(spec: Spec, facts: Facts) -> Iterator[Claim]:
    """What was seen as it happened: the mode of the forward that made `pred`, and the phases of the lab's own model."""
    seen, training = facts["watched"], spec.role == "training"
    once = 1 if training else 0
    yield Claim("mode", training, seen["training"], seen["training"] is training)
    yield Claim("backward runs", once, seen["backward_runs"], seen["backward_runs"] == once)
    yield Claim("step runs", once, seen["step_runs"], seen["step_runs"] == once)
    expected = list(PHASES[spec.role])
    yield Claim("order", expected, seen["order"], seen["order"] == expected)


def _history(spec: Spec, facts: Facts) -> Iterator[Claim]:
    """What the objects at the end no longer show."""
    seen, training = facts["watched"], spec.role == "training"
    yield Claim("history kept", training, seen["tracked"], seen["tracked"] is training)
    if not training:
        yield Claim("untouched since", 0, seen["changes_since"], seen["changes_since"] == 0)


def _training(step: Step, objects: Facts) -> Iterator[Claim]:
    tracked = _of(objects, "pred", "requires_grad")
    yield _number("pred", step.pred, _of(objects, "pred", "values"))
    yield _number("loss", step.loss, _of(objects, "loss", "values"))
    yield Claim("pred.requires_grad", True, tracked, tracked is True)
    yield _number("weight.grad", step.weight_grad, _of(objects, "model", "weight_grad", "values"))
    yield _number("bias.grad", step.bias_grad, _of(objects, "model", "bias_grad", "values"))
    yield _changed(objects, "weight", True)
    yield _changed(objects, "bias", True)
    yield _number("weight after", step.weight_after, _of(objects, "model", "weight", "values"))
    yield _number("bias after", step.bias_after, _of(objects, "model", "bias", "values"))
    yield _number("pred after", step.pred_after, _of(objects, "pred_after", "values"))
    yield _number("loss after", step.loss_after, _of(objects, "loss_after", "values"))


def _inference(step: Step, objects: Facts) -> Iterator[Claim]:
    tracked = _of(objects, "pred", "requires_grad")
    yield _number("pred", step.pred, _of(objects, "pred", "values"))
    yield Claim("pred.requires_grad", False, tracked, tracked is False)
    yield _changed(objects, "weight", False)
    yield _changed(objects, "bias", False)


def _changed(objects: Facts, name: str, expected: bool) -> Claim:
    before, after = _of(objects, f"{name}_before", "values"), _of(objects, "model", name, "values")
    changed = before != after
    return Claim(f"{name} changed", expected, changed, changed is expected and before is not None)


def _prints(spec: Spec, step: Step, run: Run) -> Claim:
    assert run.facts
    assert run.opening
    device = str(_of(run.facts["objects"], "device", "text"))
    expected, found = prints(spec.role, step, spec, str(run.opening["torch"]["hip"]), device, run.printed)
    return Claim("prints", expected, found, expected == found)


def _number(name: str, expected: Any, measured: Any) -> Claim:
    return Claim(name, _floats(expected), measured, near(expected, measured), TOLERANCE)


def _floats(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_floats(v) for v in value]
    return float(value) if isinstance(value, Fraction) else value


def _of(objects: Facts, *path: str) -> Any:
    """The fact at `path`, or None where the way breaks off."""
    found: Any = objects
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _last(kind: Any) -> str:
    return str(kind).rsplit(".", 1)[-1]
