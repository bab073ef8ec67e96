"""What the card tells without a profiler: events between the phases, and the memory that the lab holds there.

A second witness beside the kernels that a profiler saw: it stands in the record and decides nothing. Pasted before
watch.py, which tells it when a phase is over. An event is no kernel, and costs microseconds.
"""

from collections.abc import Iterable
from contextlib import suppress
from itertools import pairwise
from typing import Any

import torch

MOST = 64  # events: the first steps tell as much as a million

events: list[tuple[str, Any]] = []  # (the phase that is over, the event behind it)


def saw(phase: str) -> None:
    """Leaves an event behind a phase, where the lab itself has begun to use the card."""
    if len(events) < MOST and torch.cuda.is_initialized():
        with suppress(RuntimeError):  # a card that fails will tell the lab itself
            event = torch.cuda.Event(enable_timing=True)
            event.record()
            events.append((phase, event))


def witness_facts(things: Iterable[Any]) -> dict[str, Any] | None:
    """Milliseconds on the card from phase to phase, and bytes: what PyTorch holds there, and what of `things` does.

    None without a card; {"error"} where the card does not answer.
    """
    if not torch.cuda.is_initialized():
        return None
    try:
        torch.cuda.synchronize()
        spans = [(phase, before.elapsed_time(after)) for (_, before), (phase, after) in pairwise(events)]
        allocated, own = int(torch.cuda.memory_allocated()), _on_card(things)
    except Exception as error:  # whatever a lab made of its names, and of the card: a fact like any other
        return {"error": str(error)[:200]}
    phases = dict.fromkeys(phase for phase, _ in spans)
    milliseconds = {phase: round(sum(ms for name, ms in spans if name == phase), 3) for phase in phases}
    return {"milliseconds": milliseconds, "allocated": allocated, "own": own}


def _on_card(things: Iterable[Any]) -> int:
    """Bytes of the tensors among them, and of their parameters, that lie on a GPU; what two share counts once."""
    found: dict[int, int] = {}
    for thing in things:
        tensors = thing.parameters() if isinstance(thing, torch.nn.Module) else [thing]
        for tensor in tensors:
            if isinstance(tensor, torch.Tensor) and tensor.is_cuda:
                found[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
    return sum(found.values())
