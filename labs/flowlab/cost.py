"""What a model costs when it answers and when it learns: models of several sizes, their FLOPs and their memory."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.autograd.profiler import profile
from torch.utils.flop_counter import FlopCounterMode


@dataclass(frozen=True)
class Case:
    """A model with the data for one step. `x` is batch×in, `y_true` batch×out; lr is so small that nothing runs away."""

    name: str
    layers: int
    width: int
    batch: int
    model: nn.Module
    x: torch.Tensor
    y_true: torch.Tensor
    loss_fn: nn.MSELoss
    optimizer: torch.optim.SGD


Work = Callable[[Case], Any]


def lab_01_case(device: torch.device) -> Case:
    """The model of labs 01 and 02, with their numbers."""
    model = nn.Linear(3, 1)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[0.1, 0.2, 0.3]]))
        model.bias.fill_(0.5)
    x, y_true = torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([[2.5]])
    return _case("3→1", 1, model, (x, y_true), device)


def square_case(layers: int, width: int, batch: int, device: torch.device) -> Case:
    """`layers` equal layers from `width` to `width` numbers, and random data."""
    model = nn.Sequential(*(nn.Linear(width, width) for _ in range(layers)))
    x, y_true = torch.randn(2, batch, width)
    return _case(f"{layers}×{width}", layers, model, (x, y_true), device)


def _case(
    name: str, layers: int, model: nn.Module, data: tuple[torch.Tensor, torch.Tensor], device: torch.device
) -> Case:
    model, (x, y_true) = model.to(device), (part.to(device) for part in data)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
    return Case(name, layers, x.shape[1], len(x), model, x, y_true, nn.MSELoss(), optimizer)


def count_flops(work: Work, case: Case) -> int:
    """Additions and multiplications in the matrix products of `work`, counted by PyTorch as it runs."""
    with FlopCounterMode(display=False) as counter:
        work(case)
    return int(counter.get_total_flops())


def peak_memory(work: Work, case: Case) -> int:
    """Bytes that `work` needs at its peak, above what model and data take anyway."""
    case.optimizer.zero_grad()
    if case.x.is_cuda:
        before = torch.cuda.memory_allocated()
        torch.cuda.reset_peak_memory_stats()
        work(case)
        return int(torch.cuda.max_memory_allocated() - before)
    # A CPU keeps no such count: the profiler notes every block that is taken (+) and given back (-).
    with profile(use_kineto=True, profile_memory=True) as session:
        work(case)
    assert session.kineto_results
    in_use = peak = 0
    for event in session.kineto_results.events():
        if event.name() == "[memory]":
            in_use += event.nbytes()
            peak = max(peak, in_use)
    return peak
