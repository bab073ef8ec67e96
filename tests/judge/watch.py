"""Hooks on every module and optimizer of a lab: what ran, in which order and mode. Pasted in front of probe.py.

They compute nothing, so that no kernel of theirs is taken for the lab's.
"""

import ctypes
from collections import deque
from collections.abc import Callable
from typing import Any
from weakref import WeakValueDictionary

import torch
from torch.nn.modules.module import register_module_forward_hook
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from judge import witness
from judge.describe import plain

MOMENTS_KEPT = 100_000  # a lab may ask its model a million times
SMALL = 64  # bytes of a parameter that are compared at every look: those of the page's model
MOMENTS_PROFILED = 5_000  # kernels were seen by then if there are any; more events only take longer to read

ANSWER_KEPT = 5_000  # numbers in it: of the page's model, and of what a network answers, not of its layers
BYTES_KEPT = 2**27  # of answers and their questions, the newest

forwards: deque[dict[str, Any]] = deque()  # what was asked, what came out, and what the module then was
# ("forward", id of the module), ("loss", where it lies), ("backward" or "update", id of the parameter)
moments: dict[tuple[str, int], int] = {}
watched: dict[int, torch.Tensor] = {}
taught: dict[int, torch.Tensor] = {}  # the right answers of every mse_loss that was walked back
shown: dict[tuple[int, int], torch.Tensor] = {}  # by module: the questions of every answer that was walked back
losses: list[tuple[torch.Tensor, list[torch.Tensor]]] = []  # whatever mse_loss said, and of what
small = WeakValueDictionary[int, torch.nn.Module]()  # modules of a few numbers, as the page's
kept_bytes, moments_seen = [0], [0]
looks: dict[int, list[tuple[int, int, bytes]]] = {}  # their parameters when they were last seen
silent: dict[int, int] = {}  # how often they had changed since, and no version told of it
rates: dict[int, float] = {}  # by the id of a parameter: the one that its last step used
updates: dict[tuple[Any, ...], int] = {}  # (kind of optimizer, lr, ids of its parameters): how often


at_enough: list[Callable[[], None]] = []  # what to call after so many moments


def watch(at_enough_moments: Callable[[], None]) -> None:
    """Begins."""
    at_enough.append(at_enough_moments)
    register_module_forward_hook(saw_forward, with_kwargs=True)
    torch.nn.functional.mse_loss = seen_loss(torch.nn.functional.mse_loss)  # MSELoss calls it, too
    register_optimizer_step_pre_hook(lambda *_: look())
    register_optimizer_step_post_hook(saw_step)


def saw_forward(module: torch.nn.Module, positional: Any, named: dict[str, Any], output: Any) -> None:
    """A module answered."""
    inputs = (*positional, *named.values())
    for parameter in module.parameters(recurse=False):
        if id(parameter) not in watched and parameter.requires_grad:
            watched[id(parameter)] = parameter
            parameter.register_post_accumulate_grad_hook(saw_backward)
    if all(isinstance(thing, torch.Tensor) for thing in (*inputs[:1], output)) and inputs:
        saw_answer(module, inputs[0], output)
    remember("forward", id(module))
    own = list(module.parameters(recurse=False))
    if own and all(p.nbytes <= SMALL for p in own):
        small.setdefault(id(module), module)
    look()


def saw_answer(module: torch.nn.Module, question: torch.Tensor, answer: torch.Tensor) -> None:
    """A tensor came out of a module for a tensor; `data`, for detach() would be an operator that profilers see."""
    if answer.requires_grad and not question.requires_grad and len(shown) < MOMENTS_KEPT:
        answer.register_hook(lambda _gradient: shown.__setitem__((id(module), id(question)), question))
    if answer.numel() > ANSWER_KEPT:
        return
    forwards.append({
        "module": id(module),
        "training": module.training,
        "tracked": torch.is_grad_enabled(),
        "profiled": torch.autograd.profiler._is_profiler_enabled,
        "versions": {id(p): version(p) for p in module.parameters(recurse=False)},
        "steps": moments.get(("update", id(next(module.parameters(), None))), 0),
        "question": question.data,
        "answer": answer.data,
    })  # fmt: skip
    kept_bytes[0] += bytes_of(forwards[-1])
    while kept_bytes[0] > BYTES_KEPT and len(forwards) > 1:
        kept_bytes[0] -= bytes_of(forwards.popleft())


def bytes_of(seen: dict[str, Any]) -> int:
    return int(seen["question"].nbytes + seen["answer"].nbytes)


def made(thing: Any, module: Any) -> dict[str, Any]:
    """When `module` gave this answer, or (of a copy of it) first gave one of the same bits; {} for never."""
    if not isinstance(thing, torch.Tensor):
        return {}
    own = [seen for seen in forwards if seen["module"] == id(module)]
    place, bits_now = thing.untyped_storage().data_ptr(), thing.detach().flatten()
    itself = (seen for seen in own if seen["answer"].untyped_storage().data_ptr() == place)
    return next(itself, None) or next((seen for seen in own if same(seen["answer"], bits_now)), {})


def same(one: torch.Tensor, bits_now: torch.Tensor) -> bool:
    """Whether a tensor holds these very numbers, wherever it lies."""
    return one.numel() == len(bits_now) and torch.equal(one.flatten().cpu(), bits_now.cpu())


def look(*, since_the_last: bool = True) -> None:
    """Counts changes of small modules that leave no version: `.data` edited, another parameter in one's place."""
    for whose, module in list(small.items()):
        now = [(id(p), version(p), bits(p)) for p in module.parameters(recurse=False)]
        before = looks.get(whose, now)
        changed = len(before) != len(now) or any(
            was[0] != this[0] or (was[1] == this[1] and was[2] != this[2])
            for was, this in zip(before, now, strict=True)
        )
        silent[whose] = silent.get(whose, 0) + (changed and since_the_last)
        looks[whose] = now


def bits(parameter: torch.Tensor) -> bytes:
    """Its own bytes, read without an operator; those on a GPU must be fetched, which a lab's own profiler would see."""
    if parameter.device.type == "cpu" and parameter.is_contiguous():
        return ctypes.string_at(parameter.data_ptr(), parameter.nbytes)
    if parameter.is_cuda and not torch.autograd.profiler._is_profiler_enabled:
        return bytes(parameter.detach().cpu().flatten().view(torch.uint8).numpy())
    return b""


def seen_loss(mse_loss: Callable[..., torch.Tensor]) -> Callable[..., torch.Tensor]:
    """The function, noted at each call: once its loss is walked back, a model learned from what it was told."""

    def noted(*positional: Any, **named: Any) -> torch.Tensor:
        loss = mse_loss(*positional, **named)
        of = [thing for thing in (*positional, *named.values()) if isinstance(thing, torch.Tensor)]
        remember("loss", loss.data_ptr())
        if len(losses) < MOMENTS_KEPT:
            losses.append((loss.data, [thing.data for thing in of]))
        if loss.requires_grad:
            loss.register_hook(lambda _gradient: learned_from(of))
        return loss

    return noted


def saw_backward(parameter: torch.Tensor) -> None:
    """A parameter has its gradient."""
    remember("backward", id(parameter))
    look()


def saw_step(optimizer: torch.optim.Optimizer, _args: Any, _kwargs: Any) -> None:
    """An optimizer made its step: which, how long, on which parameters."""
    look(since_the_last=False)  # a fused step leaves no version, either
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            remember("update", id(parameter))
            rates[id(parameter)] = float(group["lr"])
    first = optimizer.param_groups[0]
    own = [id(parameter) for group in optimizer.param_groups for parameter in group["params"]]
    made = (type(optimizer).__name__, plain(float(first["lr"])), tuple(own))
    updates[made] = updates.get(made, 0) + 1


def learned_from(told: list[torch.Tensor]) -> None:
    """Notes right answers, which are no result of a model's; None, so that the gradient stays as it is."""
    for thing in told:
        if not thing.requires_grad and len(taught) < MOMENTS_KEPT:
            taught[id(thing)] = thing


def version(parameter: torch.Tensor) -> int:
    """How often it was changed in place; a tensor made in inference mode does not count."""
    return 0 if parameter.is_inference() else int(parameter._version)


def remember(what: str, whose: int) -> None:
    """Notes a moment."""
    witness.saw(what)
    moments[what, whose] = moments.get((what, whose), 0) + 1
    moments_seen[0] += 1
    if at_enough and moments_seen[0] >= MOMENTS_PROFILED:
        at_enough.pop()()


def watched_facts(namespace: dict[str, Any]) -> dict[str, Any]:
    """Of the lab's own model: the forward that made `pred`, the order of the phases, how often each of two ran."""
    model, loss_fn, pred = (namespace.get(name) for name in ("model", "loss_fn", "pred"))
    own = list(model.parameters()) if isinstance(model, torch.nn.Module) else []
    phases = {("forward", id(model)): "forward", ("forward", id(loss_fn)): "loss"}
    if isinstance(loss := namespace.get("loss"), torch.Tensor) and ("loss", loss.data_ptr()) in moments:
        phases = {("forward", id(model)): "forward", ("loss", loss.data_ptr()): "loss"}  # by module or function
    phases |= {(what, id(p)): what for p in own for what in ("backward", "update")}
    order = dict.fromkeys(phases[moment] for moment in moments if moment in phases)
    made_pred, made_answer = made(pred, model), made(namespace.get("answer"), model)
    runs = {what: max((moments.get((what, id(p)), 0) for p in own), default=0) for what in ("backward", "update")}
    versions = made_pred.get("versions", {})
    return {
        "answered": bool(made_pred),
        "training": made_pred.get("training"),
        "profiled": made_pred.get("profiled"),
        "tracked": made_pred.get("tracked"),
        "changes_since": sum(version(p) - versions.get(id(p), -1) for p in own),
        "silent_changes": silent.get(id(model), 0),
        "rates": sorted({plain(rates[id(p)]) for p in own if id(p) in rates}, key=str),
        "order": list(order),
        "backward_runs": runs["backward"],
        "step_runs": runs["update"],
        "answer": [made_answer.get(what) for what in ("training", "tracked", "profiled")],
        "losses": losses_facts(namespace.get("y_test")),
        "updates": [[kind, lr, list(own), count] for (kind, lr, own), count in updates.items()],
        "taught": numbers_in(taught),
        "shown": numbers_in({key: x for key, x in shown.items() if key[0] == id(namespace.get("net"))}),
    }


def losses_facts(held_out: Any) -> list[list[Any]]:
    """[loss, whether it is that of all that was held out] for each."""
    bits_now = held_out.flatten() if isinstance(held_out, torch.Tensor) else torch.empty(0)
    return [
        [plain(loss.item()), any(same(thing, bits_now) for thing in of)] for loss, of in losses if loss.numel() == 1
    ]


def numbers_in(tensors: dict[Any, torch.Tensor]) -> Any:
    """Every number in these, once."""
    return plain(sorted({v for t in tensors.values() for v in t.detach().cpu().flatten().tolist()}))


def fits_facts(namespace: dict[str, Any]) -> list[list[Any]] | None:
    """[epoch, steps that the network had made when it gave this answer to the grid; None: it never did]."""
    net, grid, fits = (namespace.get(name) for name in ("net", "grid", "fits"))
    if not (isinstance(fits, dict) and isinstance(grid, torch.Tensor)):
        return None
    answers = [(epoch, made(fit, net)) for epoch, fit in fits.items()]
    return [[plain(e), seen["steps"] if seen and same(seen["question"], grid.flatten()) else None]
            for e, seen in answers]  # fmt: skip
