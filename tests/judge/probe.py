"""What the judge runs inside a lab's kernel: `start` in a first cell, `finish` in a last one.

The source of this file and of describe.py is pasted into the first cell: nothing is imported from the checkout. It
publishes facts, never a judgement, as JSON under a MIME type of its own; numbers that JSON lacks become strings.
"""

import os
import sys
from typing import Any

import torch
from IPython.display import publish_display_data
from torch.autograd.profiler import profile
from torch.nn.modules.module import register_module_forward_hook
from torch.optim.optimizer import register_optimizer_step_post_hook

from judge.describe import describe, same_step_on_cpu

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
