"""Whether the kernel of this machine ended a process for want of memory, and how much there was to be had."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import psutil

OUT_OF_MEMORY = "out of memory:"  # in what a run's detail says
# Of this container, by cgroup v2 and v1; natively there is none, or a number beyond all memory.
LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
COUNTS = Path("/proc/vmstat")


def kills() -> int:
    """How often it has done so since the machine was started, in whatever container."""
    with suppress(OSError, StopIteration):
        return int(next(line.split()[1] for line in COUNTS.read_text().splitlines() if line.startswith("oom_kill ")))
    return 0


def limit() -> int:
    """Bytes that all here may have at most."""
    told = (int(file.read_text()) for file in LIMITS if file.is_file() and file.read_text().strip().isdigit())
    return min(psutil.virtual_memory().total, *told)
