"""What live objects of a lab are, as JSON can hold it. Pasted into the lab's kernel in front of probe.py."""

import math
from typing import Any

import torch


def describe(thing: Any) -> dict[str, Any]:
    """The facts of one live object, by its kind; of an odd one (a meta tensor, say) its kind alone."""
    kind = f"{type(thing).__module__}.{type(thing).__qualname__}"
    try:
        return kind_facts(kind, thing)
    except Exception as error:
        return {"kind": kind, "error": str(type(error))}


def kind_facts(kind: str, thing: Any) -> dict[str, Any]:
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
        "storage": tensor.untyped_storage().data_ptr(),
    }


def plain(value: Any) -> Any:
    """`value` as JSON can hold it."""
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, bool | int | float | str | None) else str(value)


def same_step_on_cpu(namespace: dict[str, Any]) -> dict[str, Any] | None:
    """The lab's own inputs through the same step on the CPU; results under the names of the judge's claims."""
    try:
        with torch.inference_mode(False), torch.enable_grad():
            return step_on_cpu(namespace)
    except Exception:  # names, shapes or types that do not fit: the judge says which, by their own facts
        return None


def step_on_cpu(namespace: dict[str, Any]) -> dict[str, Any]:
    named = (namespace[name] for name in ("weight_before", "bias_before", "x"))
    weight, bias, x = (t.detach().cpu().clone().requires_grad_() for t in named)
    pred = torch.nn.functional.linear(x, weight, bias)
    result = {"pred": plain(pred.tolist())}
    if "optimizer" in namespace:
        loss = torch.nn.functional.mse_loss(pred, namespace["y_true"].detach().cpu())
        grads = torch.autograd.grad(loss, (weight, bias))
        lr = float(namespace["optimizer"].param_groups[0]["lr"])
        result["loss"] = plain(loss.item())
        for name, before, grad in (("weight", weight, grads[0]), ("bias", bias, grads[1])):
            result[f"{name}.grad"] = plain(grad.tolist())
            result[f"{name} after"] = plain((before - lr * grad).tolist())
    return result
