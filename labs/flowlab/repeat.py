"""The same numbers in every run: seeds, and algorithms that always add in the same order."""

import os

import torch

# cuBLAS promises equal results only with this, and reads it when the first computation on a GPU begins.
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")


def repeatable(seed: int) -> None:
    """From here on, a second run on this machine gives the same numbers, to the bit.

    A learner's own operation that PyTorch has no repeatable version of still runs, with a warning.
    """
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(mode=True, warn_only=True)
