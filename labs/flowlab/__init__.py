"""What the labs import: everything that would distract from the one idea of a cell."""

import os
import sys

# Else PyTorch's profiler writes a line to the terminal whenever it starts and stops; it asks when it first starts.
os.environ.setdefault("KINETO_LOG_LEVEL", "99")

from flowlab import pictures
from flowlab.check import check, watch_cells
from flowlab.device import BackendNotFound, choose_device
from flowlab.repeat import repeatable

if "judge.probe" not in sys.modules:
    watch_cells()

__all__ = ["BackendNotFound", "check", "choose_device", "pictures", "repeatable"]
