"""What the labs import: everything that would distract from the one idea of a cell."""

import os

# Else PyTorch's profiler writes a line to the terminal whenever it starts and stops; it asks when it first starts.
os.environ.setdefault("KINETO_LOG_LEVEL", "99")

from flowlab import pictures
from flowlab.device import BackendNotFound, choose_device
from flowlab.repeat import repeatable

__all__ = ["BackendNotFound", "choose_device", "pictures", "repeatable"]
