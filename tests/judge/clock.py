"""The clock of a lab that times itself: every reading of it, and what ran before the next one. Pasted before probe.py.

PyTorch's own timer waits for the GPU before it reads the clock. A time that the lab hands over must lie between two
readings of it; what ran in between must be what the time is said to be of.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch.nn.modules.module import register_module_forward_hook
from torch.optim.optimizer import register_optimizer_step_post_hook
from torch.utils import benchmark

readings: list[tuple[float, dict[tuple[str, int, int], int]]] = []
watched: dict[int, torch.nn.Parameter] = {}  # kept alive: an id that is free again would be another's


def watch(at_first_reading: Callable[[], Any]) -> None:
    """Begins; these hooks do as little as they can, because they run inside what is timed."""
    timer = benchmark.timer

    def noted() -> float:
        if not readings:
            at_first_reading()
        now = timer()
        readings.append((now, {}))
        return now

    benchmark.timer = noted
    register_module_forward_hook(saw_forward, with_kwargs=True)
    register_optimizer_step_post_hook(saw_step)


def saw_forward(module: torch.nn.Module, positional: Any, named: dict[str, Any], _output: Any) -> None:
    """A module answered, with its history kept or not."""
    inputs = (*positional, *named.values())
    if not readings:  # before the first time is taken there is time to look round
        for parameter in module.parameters(recurse=False):
            if id(parameter) not in watched and parameter.requires_grad:
                watched[id(parameter)] = parameter
                parameter.register_post_accumulate_grad_hook(lambda p: note("backward", p))
        return
    note("forward" if torch.is_grad_enabled() else "answer", module, len(inputs[0]) if inputs else 0)


def saw_step(optimizer: torch.optim.Optimizer, _args: Any, _kwargs: Any) -> None:
    """An optimizer made its step."""
    note("update", optimizer)


def note(what: str, whose: object, samples: int = 0) -> None:
    """Notes what ran since the last reading, and over how many samples, where that can be told."""
    if readings:
        ran, key = readings[-1][1], (what, id(whose), samples)
        ran[key] = ran.get(key, 0) + 1


def readings_facts(cases: Any) -> list[list[Any]]:
    """[time, what ran before the next reading] for each reading; "forward 2" is that of the third of `cases`."""
    names = dict[tuple[str, int, int], str]()
    for number, case in enumerate(cases if isinstance(cases, list | tuple) else []):
        samples = len(case.x)
        names |= {(what, id(case.model), samples): f"{what} {number}" for what in ("forward", "answer")}
        names[("forward", id(case.loss_fn), samples)] = f"loss {number}"
        names[("update", id(case.optimizer), 0)] = f"update {number}"
        names |= {("backward", id(p), 0): f"backward {number}" for p in case.model.parameters()}
    return [[at, counted(names, ran)] for at, ran in readings]


def counted(names: dict[tuple[str, int, int], str], ran: dict[tuple[str, int, int], int]) -> list[str]:
    """What ran, each once; "answer 0 × 5" where it ran more often."""
    most = dict[str, int]()
    for seen, times in ran.items():
        if seen in names:
            most[names[seen]] = max(most.get(names[seen], 0), times)
    return [name if times == 1 else f"{name} × {times}" for name, times in most.items()]
