"""What live objects of a lab are, as JSON can hold it. Pasted into the lab's kernel in front of probe.py."""

import copy
import math
from collections.abc import Callable
from typing import Any

import torch

VALUES_KEPT = 20_000  # of a larger tensor, the shape says enough; a learner's own network fits


def describe(thing: Any) -> dict[str, Any]:
    """The facts of one live object, by its kind; of an odd one (a meta tensor, say) its kind alone."""
    kind = f"{type(thing).__module__}.{type(thing).__qualname__}"
    try:
        return kind_facts(kind, thing)
    except Exception as error:
        return {"kind": kind, "error": str(type(error))}


def kind_facts(kind: str, thing: Any) -> dict[str, Any]:
    for types, facts in KINDS.items():
        if isinstance(thing, types):
            return {"kind": kind, **facts(thing)}
    return {"kind": kind, "text": str(thing)[:200]}


def linear_facts(layer: torch.nn.Linear) -> dict[str, Any]:
    tensors = {"weight": layer.weight, "bias": layer.bias}
    return {
        "training": layer.training,
        **{name: tensor_facts(t) for name, t in tensors.items()},
        **{f"{name}_grad": tensor_facts(None if t is None else t.grad) for name, t in tensors.items()},
    }


def optimizer_facts(optimizer: torch.optim.Optimizer) -> dict[str, Any]:
    groups = [{k: one(v) for k, v in group.items() if k != "params"} for group in optimizer.param_groups]
    return {"groups": groups, "params": [id(p) for g in optimizer.param_groups for p in g["params"]]}


def one(setting: Any) -> Any:
    """An optimizer's setting: a rate may be a tensor."""
    return plain(setting.item() if isinstance(setting, torch.Tensor) and setting.numel() == 1 else setting)


def data(thing: Any) -> Any:
    """A lab's own data: numbers and text in lists and dicts, live objects among them, and whatever holds such."""
    if isinstance(thing, bool | int | float | str | None):
        return plain(thing)
    if isinstance(thing, list | tuple):
        return [data(v) for v in thing]
    if isinstance(thing, dict):
        return {str(k): data(v) for k, v in thing.items()}
    if isinstance(thing, torch.Tensor | torch.nn.Module | torch.optim.Optimizer):
        return describe(thing)
    return {name: data(value) for name, value in vars(thing).items()} if hasattr(thing, "__dict__") else str(thing)


def own_events(session: Any) -> list[Any]:
    """What ran on the CPU, with its kernels; a GPU's time line has every named stretch a second time."""
    return [event for event in session.events() or [] if event.device_type.name == "CPU"]


def event_facts(event: Any) -> dict[str, Any]:
    """One operator that a profiler saw; microseconds since the session began."""
    return {
        "name": event.name,
        "start": event.time_range.start,
        "end": event.time_range.end,
        "self_us": event.self_cpu_time_total,
        "shapes": plain(event.input_shapes),
        "kernels": [{"name": kernel.name, "us": kernel.duration} for kernel in event.kernels],
    }


def tensor_facts(tensor: torch.Tensor | None) -> dict[str, Any] | None:
    """Values (nested lists), shape, type, place and whether gradients are tracked; None for no tensor."""
    if tensor is None:
        return None
    return {
        "values": plain(tensor.detach().cpu().tolist()) if tensor.numel() <= VALUES_KEPT else None,
        "shape": list(tensor.shape),
        "dtype": str(tensor.dtype),
        "device": str(tensor.device),
        "requires_grad": tensor.requires_grad,
        "id": id(tensor),
        "storage": tensor.untyped_storage().data_ptr(),
    }


def plain(value: Any) -> Any:
    """`value` as JSON can hold it."""
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, bool | int | float | str | None) else str(value)


KINDS: dict[Any, Callable[[Any], dict[str, Any]]] = {
    torch.Tensor: lambda tensor: {**(tensor_facts(tensor) or {}), "kind": "tensor"},
    torch.nn.Linear: linear_facts,
    torch.optim.Optimizer: optimizer_facts,
    torch.nn.Sequential: lambda net: {"layers": [describe(layer) for layer in net]},
    torch.nn.Module: lambda module: {
        "reduction": getattr(module, "reduction", None),
        "parameters": [tensor_facts(parameter) for parameter in module.parameters()],
    },
    torch.profiler.profile: lambda session: {"events": [event_facts(event) for event in own_events(session)]},
    # As pairs: a key may be a number, and JSON's are all text.
    dict: lambda pairs: {"data": [[data(k), data(v)] for k, v in pairs.items()]},
    (list, tuple, int, float): lambda thing: {"data": data(thing)},
}


def answers_on_cpu(namespace: dict[str, Any]) -> list[Any] | None:
    """What the lab's network says of what was held out, in double precision; None where there is no such network."""
    try:
        net, asked = copy.deepcopy(namespace["net"]).cpu().double(), namespace["x_test"].cpu().double()
        with torch.no_grad():
            return [plain(answer) for answer in net(asked).flatten().tolist()]
    except Exception:
        return None


def step_profiled(namespace: dict[str, Any]) -> dict[str, Any] | None:
    """What a profiler sees of the lab's step, made by the judge on copies; None where there is no such step."""
    try:
        with torch.inference_mode(False), torch.enable_grad(), torch.autograd.set_detect_anomaly(mode=False):
            return own_step(namespace)
    except Exception:
        return None


def own_step(namespace: dict[str, Any]) -> dict[str, Any]:
    model, loss_fn, theirs = (namespace[name] for name in ("model", "loss_fn", "optimizer"))
    model = copy.deepcopy(model).train()
    optimizer = type(theirs)(model.parameters(), **theirs.defaults)
    optimizer.zero_grad()
    named = torch.profiler.record_function
    # Operators are counted, no kernels: of a GPU's profiler nothing is needed, and it may be what fails.
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as session:
        with named("forward"):
            pred = model(namespace["x"])
        with named("loss"):
            loss = loss_fn(pred, namespace["y_true"])
        with named("backward"):
            loss.backward()
        with named("update"):
            optimizer.step()
    return {"events": [event_facts(event) for event in own_events(session)]}


def same_step_on_cpu(namespace: dict[str, Any], rates: list[float]) -> dict[str, Any] | None:
    """The lab's own inputs through the same step on the CPU; results under the names of the judge's claims."""
    try:
        with torch.inference_mode(False), torch.enable_grad():
            return step_on_cpu(namespace, rates)
    except Exception:  # names, shapes or types that do not fit: the judge says which, by their own facts
        return None


def step_on_cpu(namespace: dict[str, Any], rates: list[float]) -> dict[str, Any]:
    named = (namespace[name] for name in ("weight_before", "bias_before", "x"))
    weight, bias, x = (t.detach().cpu().clone().requires_grad_() for t in named)
    pred = torch.nn.functional.linear(x, weight, bias)
    result = {"pred": plain(pred.tolist())}
    if "optimizer" in namespace:
        loss = torch.nn.functional.mse_loss(pred, namespace["y_true"].detach().cpu())
        grads = torch.autograd.grad(loss, (weight, bias))
        lr = rates[0] if rates else float(namespace["optimizer"].param_groups[0]["lr"])
        result["loss"] = plain(loss.item())
        for name, before, grad in (("weight", weight, grads[0]), ("bias", bias, grads[1])):
            result[f"{name}.grad"] = plain(grad.tolist())
            result[f"{name} after"] = plain((before - lr * grad).tolist())
    return result
