"""What the judge runs inside a lab's kernel: `start` in a first cell, `finish` in a last one.

The source of this file is pasted into the first cell, so it imports nothing of the project. It publishes facts,
never a judgement, as JSON under a MIME type of its own; numbers that JSON lacks (NaN) become strings.
"""

import math
import os
import sys
from typing import Any

import torch
from IPython.display import publish_display_data
from torch.autograd.profiler import profile

state: dict[str, Any] = {}


def start(nonce: str, mime: str) -> None:
    """Publishes what this PyTorch is before the lab can touch it, and opens the profiler session."""
    state["mime"] = mime
    publish_display_data({mime: {"nonce": nonce, "torch": torch_facts()}})
    # The low-level session: torch.profiler.profile costs 1.5 s more to open and sees the same events.
    on_gpu = "cuda" if torch.cuda.is_available() else None
    state["profile"] = profile(use_kineto=True, use_device=on_gpu)
    state["profile"].__enter__()


def finish(nonce: str, names: list[str], namespace: dict[str, Any]) -> None:
    """Closes the session and publishes what the lab's names are bound to and what ran."""
    state["profile"].__exit__(None, None, None)
    objects = {name: describe(namespace[name]) for name in names if name in namespace}
    facts = {
        "nonce": nonce,
        "torch_at_end": torch_facts(),
        "objects": objects,
        "profile": profile_facts(state["profile"].function_events),
        "same_step_on_cpu": same_step_on_cpu(namespace),
    }
    publish_display_data({state["mime"]: facts})


def torch_facts() -> dict[str, Any]:
    """The build, the device and the settings that decide which of them is used."""
    available = torch.cuda.is_available()
    try:
        properties = torch.cuda.get_device_properties(0) if available else None
    except (AssertionError, RuntimeError):  # a lab that overwrote is_available: its facts differ from the first ones
        properties = None
    if properties is None:
        arch = None
    elif torch.version.hip:
        arch = properties.gcnArchName
    else:
        arch = f"sm_{properties.major}{properties.minor}"
    return {
        "executable": sys.executable,
        "version": torch.__version__,
        "hip": torch.version.hip,
        "cuda": torch.version.cuda,
        "available": available,
        "device_name": properties.name if properties else None,
        "arch": arch,
        "arch_list": torch.cuda.get_arch_list() if available else [],
        "hsa_override": os.environ.get("HSA_OVERRIDE_GFX_VERSION"),
    }


def describe(thing: Any) -> dict[str, Any]:
    """The facts of one live object, by its kind."""
    kind = f"{type(thing).__module__}.{type(thing).__qualname__}"
    if isinstance(thing, torch.Tensor):
        return {"kind": "tensor", **(tensor_facts(thing) or {})}
    if isinstance(thing, torch.nn.Linear):
        tensors = {"weight": thing.weight, "bias": thing.bias}
        return {
            "kind": kind,
            "training": thing.training,
            **{name: tensor_facts(t) for name, t in tensors.items()},
            **{f"{name}_grad": tensor_facts(None if t is None else t.grad) for name, t in tensors.items()},
        }
    if isinstance(thing, torch.optim.Optimizer):
        groups = [{k: plain(v) for k, v in group.items() if k != "params"} for group in thing.param_groups]
        return {"kind": kind, "groups": groups, "params": [id(p) for g in thing.param_groups for p in g["params"]]}
    if isinstance(thing, torch.nn.Module):
        return {"kind": kind, "reduction": getattr(thing, "reduction", None)}
    return {"kind": kind, "text": str(thing)[:200]}


def tensor_facts(tensor: torch.Tensor | None) -> dict[str, Any] | None:
    """Values (nested lists), shape, type, place and whether gradients are tracked; None for no tensor."""
    if tensor is None:
        return None
    return {
        "values": plain(tensor.detach().cpu().tolist()),
        "shape": list(tensor.shape),
        "dtype": str(tensor.dtype),
        "device": str(tensor.device),
        "requires_grad": tensor.requires_grad,
        "id": id(tensor),
    }


def plain(value: Any) -> Any:
    """`value` as JSON can hold it."""
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, bool | int | float | str | None) else str(value)


def profile_facts(events: Any) -> dict[str, Any]:
    """How often each phase ran, in which order they began, and the GPU kernels each started."""
    first: dict[str, float] = {}
    kernels: dict[str, int] = {}
    for event in events:
        phase = phase_of(event)
        if phase:
            first[phase] = min(first.get(phase, math.inf), event.time_range.start)
            kernels[phase] = kernels.get(phase, 0) + len(event.kernels)
    names = [event.name for event in events]
    backwards = [n for n in names if n.startswith("autograd::engine::evaluate_function: ") and "Backward" in n]
    return {
        "order": sorted(first, key=lambda phase: first[phase]),
        "kernels": kernels,
        "backward_runs": max((backwards.count(n) for n in set(backwards)), default=0),
        "step_runs": sum(n.startswith("Optimizer.step#") for n in names),
    }


def phase_of(event: Any) -> str | None:
    """The phase that an operator belongs to, by the operators it was called from."""
    while event is not None:
        if event.name.startswith("Optimizer.step#"):
            return "update"
        if event.name.startswith("autograd::engine::evaluate_function"):
            return "backward"
        if event.name == "aten::linear":
            return "forward"
        if event.name == "aten::mse_loss":
            return "loss"
        event = event.cpu_parent
    return None


def same_step_on_cpu(namespace: dict[str, Any]) -> dict[str, Any] | None:
    """The lab's own inputs through the same step on the CPU; results under the names of the judge's claims."""
    named = [namespace.get(n) for n in ("weight_before", "bias_before", "x")]
    needed = [t.detach().cpu().clone().requires_grad_() for t in named if isinstance(t, torch.Tensor)]
    if len(needed) != len(named):
        return None
    try:
        weight, bias, x = needed
        pred = torch.nn.functional.linear(x, weight, bias)
        result = {"pred": plain(pred.tolist())}
        y, optimizer = namespace.get("y_true"), namespace.get("optimizer")
        if isinstance(y, torch.Tensor) and isinstance(optimizer, torch.optim.Optimizer):
            loss = torch.nn.functional.mse_loss(pred, y.detach().cpu())
            grads = torch.autograd.grad(loss, (weight, bias))
            lr = float(optimizer.param_groups[0]["lr"])
            result["loss"] = plain(loss.item())
            for name, before, grad in (("weight", weight, grads[0]), ("bias", bias, grads[1])):
                result[f"{name}.grad"] = plain(grad.tolist())
                result[f"{name} after"] = plain((before - lr * grad).tolist())
        return result
    except (RuntimeError, TypeError):  # shapes or types that do not fit: the judge says which, by their facts
        return None
