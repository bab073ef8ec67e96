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
from torch.nn.modules.module import register_module_forward_hook
from torch.optim.optimizer import register_optimizer_step_post_hook

state: dict[str, Any] = {}
forwards: dict[int, dict[str, Any]] = {}  # by the id of what came out
moments: list[tuple[str, int]] = []  # ("forward", id of the module), ("backward" or "update", id of the parameter)
watched: dict[int, torch.Tensor] = {}
MOMENTS_KEPT = 10_000  # a lab may ask its model a million times


def start(nonce: str, mime: str) -> None:
    """Publishes what this PyTorch is before the lab can touch it, and begins to watch."""
    state["mime"] = mime
    publish_display_data({mime: {"nonce": nonce, "torch": torch_facts()}})
    # Hooks see order and modes; they compute nothing, so that no kernel of theirs is taken for the lab's.
    register_module_forward_hook(saw_forward)
    register_optimizer_step_post_hook(saw_step)
    # The low-level session: torch.profiler.profile costs 1.5 s more to open and sees the same kernels.
    on_gpu = "cuda" if torch.cuda.is_available() else None
    state["profile"] = profile(use_kineto=True, use_device=on_gpu)
    state["profile"].__enter__()


def finish(nonce: str, names: list[str], namespace: dict[str, Any]) -> None:
    """Publishes what the lab's names are bound to and what ran."""
    events = end_of_session()
    flowlab = getattr(sys.modules.get("flowlab"), "__file__", None)
    facts = {
        "nonce": nonce,
        "torch_at_end": torch_facts(),
        "flowlab": flowlab and os.path.realpath(flowlab),
        "objects": {name: describe(namespace[name]) for name in names if name in namespace},
        "watched": watched_facts(namespace),
        "kernels": kernel_counts(events),
        "same_step_on_cpu": same_step_on_cpu(namespace),
    }
    publish_display_data({state["mime"]: facts})


def saw_forward(module: torch.nn.Module, _inputs: Any, output: Any) -> None:
    """A module answered: in which mode, and with which versions of its parameters."""
    for parameter in module.parameters(recurse=False):
        if id(parameter) not in watched and parameter.requires_grad:
            watched[id(parameter)] = parameter
            parameter.register_post_accumulate_grad_hook(lambda p: remember("backward", id(p)))
    parameters = {id(p): version(p) for p in module.parameters(recurse=False)}
    seen = {"training": module.training, "tracked": torch.is_grad_enabled(), "versions": parameters}
    forwards[id(output)] = seen
    forwards.setdefault(id(module), seen)  # its first: for a prediction that was reshaped or cut off afterwards
    remember("forward", id(module))


def saw_step(optimizer: torch.optim.Optimizer, _args: Any, _kwargs: Any) -> None:
    """An optimizer made its step: on which parameters."""
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            remember("update", id(parameter))


def version(parameter: torch.Tensor) -> int:
    """How often it was changed in place; a tensor made in inference mode does not count."""
    return 0 if parameter.is_inference() else int(parameter._version)


def remember(what: str, whose: int) -> None:
    if len(moments) < MOMENTS_KEPT:
        moments.append((what, whose))


def watched_facts(namespace: dict[str, Any]) -> dict[str, Any]:
    """Of the lab's own model: the forward that made `pred`, the order of the phases, how often each of two ran."""
    model, loss_fn, pred = (namespace.get(name) for name in ("model", "loss_fn", "pred"))
    own = list(model.parameters()) if isinstance(model, torch.nn.Module) else []
    phases = {("forward", id(model)): "forward", ("forward", id(loss_fn)): "loss"}
    phases |= {(what, id(p)): what for p in own for what in ("backward", "update")}
    order = dict.fromkeys(phases[moment] for moment in moments if moment in phases)
    made_pred = forwards.get(id(pred)) or forwards.get(id(model)) or {}
    runs = {what: max((moments.count((what, id(p))) for p in own), default=0) for what in ("backward", "update")}
    versions = made_pred.get("versions", {})
    return {
        "training": made_pred.get("training"),
        "tracked": made_pred.get("tracked"),
        "changes_since": sum(version(p) - versions.get(id(p), -1) for p in own),
        "order": list(order),
        "backward_runs": runs["backward"],
        "step_runs": runs["update"],
    }


def end_of_session() -> Any:
    """The profiler's events; none if a profiler of the lab's own has ended the session."""
    try:
        state["profile"].__exit__(None, None, None)
        return state["profile"].function_events or []
    except (AssertionError, RuntimeError):
        return []


def torch_facts() -> dict[str, Any]:
    """The build, the devices and the settings that decide which of them is used."""
    available = torch.cuda.is_available()
    return {
        "executable": sys.executable,
        "version": torch.__version__,
        "hip": torch.version.hip,
        "cuda": torch.version.cuda,
        "available": available,
        "devices": device_facts() if available else [],
        "arch_list": torch.cuda.get_arch_list() if available else [],
        "hsa_override": os.environ.get("HSA_OVERRIDE_GFX_VERSION"),
    }


def device_facts() -> list[dict[str, str]]:
    """Name and architecture of every GPU, in PyTorch's order."""
    try:
        every = [torch.cuda.get_device_properties(i) for i in range(torch.cuda.device_count())]
    except (AssertionError, RuntimeError):  # a lab that overwrote is_available: its facts differ from the first ones
        return []
    return [
        {"name": p.name, "arch": str(p.gcnArchName) if torch.version.hip else f"sm_{p.major}{p.minor}"} for p in every
    ]


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


def kernel_counts(events: Any) -> dict[str, int]:
    """How many GPU kernels each phase started, by the profiler."""
    kernels: dict[str, int] = {}
    for event in events:
        if event.kernels and (phase := phase_of(event)):
            kernels[phase] = kernels.get(phase, 0) + len(event.kernels)
    return kernels


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
