"""What lab 04 stands on: the same program gives the same numbers."""

from __future__ import annotations

import subprocess
import sys

import torch

from flowlab import repeatable

TWO_RUNS = """
import sys, torch
from flowlab import repeatable
repeatable(seed=4)
net = torch.nn.Sequential(torch.nn.Linear(8, 64), torch.nn.Tanh(), torch.nn.Linear(64, 1))
x, y = torch.randn(500, 8), torch.randn(500, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(50):
    optimizer.zero_grad()
    torch.nn.functional.mse_loss(net(x), y).backward()
    optimizer.step()
print(b"".join(p.detach().numpy().tobytes() for p in net.parameters()).hex())
"""


def test_two_runs_give_the_same_weights_to_the_bit() -> None:
    runs = [subprocess.run([sys.executable, "-c", TWO_RUNS], capture_output=True, text=True) for _ in range(2)]
    assert runs[0].stdout == runs[1].stdout
    assert len(runs[0].stdout) > 5_000


def test_repeatable_asks_for_deterministic_algorithms() -> None:
    try:
        repeatable(seed=1)
        assert torch.are_deterministic_algorithms_enabled()
        assert torch.initial_seed() == 1
    finally:
        torch.use_deterministic_algorithms(mode=False)
