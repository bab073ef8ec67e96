"""What PyTorch really ran: the operators that its profiler saw, the GPU kernels behind them, and the autograd graph."""

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import torch
from torch import nn
from torch.autograd.profiler_util import FunctionEvent
from torch.profiler import ProfilerActivity, record_function

from flowlab.language import lab_language, notebook_path
from flowlab.phases import PHASES

TEXT = {
    "en": {
        "unwatched": "The profiler could not watch the GPU ({error}): what follows shows the operators, and no kernels.",
        "lost": "The profiler broke off ({error}): what follows shows nothing that ran. Restart the kernel to try again.",
        "again": "The last run did not come to the end of its profiler: this one watches the operators, and no kernels.",
        "empty": "The profiler saw no kernel of the GPU, though the step ran there: what follows shows none.",
    },
    "ja": {
        "unwatched": "プロファイラーで GPU を観察できませんでした（{error}）。この先の表示は演算子だけで、カーネルは出ません。",
        "lost": "プロファイラーが途中で止まりました（{error}）。この先の表示は空になります。カーネルを再起動して、もう一度試してください。",
        "again": "前回は、プロファイラーが終わる前に止まりました。今回の表示は演算子だけで、カーネルは出ません。",
        "empty": "計算は GPU で動きましたが、プロファイラーには GPU のカーネルが見えませんでした。この先の表示にも出ません。",
    },
}

# What a kernel's name says of where it comes from; the first that fits. rocBLAS and hipBLASLt share one generator of
# kernels (Tensile), so a name that begins with Cijk_ does not tell which of the two asked for it.
ON_HIP = (
    ("cijk_", "rocBLAS / hipBLASLt"),
    ("rocblas", "rocBLAS"),
    ("hipblaslt", "hipBLASLt"),
    ("miopen", "MIOpen"),
    ("at::", "PyTorch"),
    ("mem", "HIP"),
)
OPERATORS_ALONE = (ProfilerActivity.CPU,)
ON_CUDA = (("at::", "PyTorch"), ("gem", "cuBLAS"), ("cutlass", "cuBLAS"), ("cublas", "cuBLAS"), ("mem", "CUDA"))


class profile(torch.profiler.profile):  # noqa: N801  it stands in torch's own place
    """PyTorch's profiler; of the operators alone where the GPU cannot be watched, and it says so.

    FLOWLAB_KERNELS=0 forbids the GPU's: the judge runs a lab so whose kernel ended under it. A notebook's own kernel that
    hung or ended under it leaves a mark, and the next run of that notebook does without.
    """

    failed: str | None = None  # why the GPU could not be watched
    said: ClassVar[set[str]] = set()  # one sentence is enough for all of a lab's sessions
    lost = False  # whether it broke off, and nothing of it can be read

    def __init__(self, **options: Any) -> None:
        if os.environ.get("FLOWLAB_KERNELS") == "0":
            options["activities"] = OPERATORS_ALONE
        elif not _is_judged() and _mark().exists():
            options["activities"] = OPERATORS_ALONE
            self._tell("again")
        self._options = options
        super().__init__(**options)

    def start(self) -> None:
        """Begins; never raises for what the GPU's part of it cannot do."""
        if torch.cuda.is_available() and not _is_judged():
            _mark().touch()
        try:
            super().start()
        except (OSError, RuntimeError) as error:
            self._fail("unwatched", error)
            super().__init__(**{**self._options, "activities": OPERATORS_ALONE})
            super().start()

    def stop(self) -> None:
        """Ends; what it cannot bring back does not end the lab."""
        try:
            super().stop()
        except (OSError, RuntimeError) as error:
            if _is_judged():  # a lab that is judged is run once more without the GPU's part
                raise
            self._fail("lost", error)
            self.lost = True
        _mark().unlink(missing_ok=True)

    def events(self) -> Any:
        """All that was seen, in torch's form."""
        return [] if self.lost else super().events()  # type: ignore[no-untyped-call]

    def export_chrome_trace(self, path: str, *given: Any, **named: Any) -> None:
        """Writes what was seen, where it was not lost."""
        if not self.lost:
            super().export_chrome_trace(path, *given, **named)

    def saw_none(self) -> None:
        """Says so, where it watched a GPU on which something lay."""
        watched = self.failed is None and self._options.get("activities") != OPERATORS_ALONE
        if watched and torch.cuda.is_available() and torch.cuda.memory_allocated() > 0:
            self._tell("empty")

    def _fail(self, what: str, error: Exception) -> None:
        self.failed = f"{type(error).__name__}: {error}"[:200]
        self._tell(what, error)

    def _tell(self, what: str, error: Exception | None = None) -> None:
        if what not in self.said:
            self.said.add(what)
            print(TEXT[lab_language()][what].format(error=error), file=sys.stderr)


def _is_judged() -> bool:
    return "judge.probe" in sys.modules


def _mark() -> Path:
    """There while a profiler of this notebook watches a GPU."""
    notebook = hashlib.sha256(os.fsencode(str(notebook_path()))).hexdigest()[:12]
    return Path(tempfile.gettempdir(), f"flowlab-{os.getuid()}-{notebook}")


def warm_up(device: torch.device) -> None:
    """A step of another model under a profiler of its own: what comes first is slow and would fill the picture."""
    model = nn.Linear(3, 1, device=device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
    with profile():
        nn.MSELoss()(model(torch.ones(1, 3, device=device)), torch.ones(1, 1, device=device)).backward()
        optimizer.step()


def operators(session: torch.profiler.profile) -> list[dict[str, Any]]:
    """Rows {"phase", "operator", "count", "us"}: ATen operators by phase, with their own CPU time in microseconds."""
    return _rows((phase, event.name, event.self_cpu_time_total) for phase, event in _by_phase(session))


def kernels(session: torch.profiler.profile) -> list[dict[str, Any]]:
    """Rows {"phase", "operator" (the kernel's name), "library", "count", "us"} of GPU kernels; none on a CPU."""
    seen = ((phase, k.name, k.duration) for phase, event in _by_phase(session) for k in event.kernels)
    rows = [{**row, "library": library(row["operator"])} for row in _rows(seen)]
    if not rows and isinstance(session, profile):
        session.saw_none()
    return rows


def count(rows: list[dict[str, Any]], phase: str | None = None) -> int:
    """How many times something ran, all rows together, or those of one phase alone."""
    return sum(row["count"] for row in rows if phase in (None, row["phase"]))


def library(kernel: str) -> str:
    """The library that a kernel of this name comes from, or "?"."""
    known = ON_HIP if torch.version.hip else ON_CUDA
    return next((name for part, name in known if part in kernel.lower()), "?")


def _by_phase(session: torch.profiler.profile) -> Iterator[tuple[str, FunctionEvent]]:
    """Every ATen operator with the phase in whose time it ran: backward works in a thread of its own on a GPU."""
    # On a GPU's time line every named stretch stands a second time; kernels hang on the operators that started them.
    events = [event for event in session.events() or [] if event.device_type.name == "CPU"]
    spans = [(event.name, event.time_range) for event in events if event.name in PHASES]
    for event in events:
        for phase, span in spans:
            if event.name.startswith("aten::") and span.start <= event.time_range.start < span.end:
                yield phase, event


def _rows(seen: Iterator[tuple[str, str, float]]) -> list[dict[str, Any]]:
    rows = dict[tuple[str, str], dict[str, Any]]()
    for phase, name, us in seen:
        row = rows.setdefault((phase, name), {"phase": phase, "operator": name, "count": 0, "us": 0.0})
        row["count"] += 1
        row["us"] += us
    return sorted(rows.values(), key=lambda row: (PHASES.index(row["phase"]), -row["us"]))


def autograd_graph(result: torch.Tensor, model: nn.Module) -> list[tuple[str, str]]:
    """The way that backward walks, as (from, to); a leaf is named after its parameter."""
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    edges, waiting = list[tuple[str, str]](), [result.grad_fn]
    while waiting:
        node = waiting.pop(0)
        for following, _ in node.next_functions if node else ():
            if following is not None:
                edges.append((_label(node, names), _label(following, names)))
                waiting.append(following)
    return edges


def _label(node: Any, names: dict[int, str]) -> str:
    leaf = getattr(node, "variable", None)
    name = str(node.name()).removeprefix("torch::autograd::")
    return name if leaf is None else f"{name} {names.get(id(leaf), '?')}"


__all__ = ["autograd_graph", "count", "kernels", "library", "operators", "profile", "record_function", "warm_up"]
