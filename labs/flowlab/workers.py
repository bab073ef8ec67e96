"""Many workers, one step: starts them as torchrun does, and brings home what each of them did."""

import inspect
import json
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NoReturn

import torch

from flowlab import worker
from flowlab.language import lab_language
from flowlab.worker import stumble

TEXT = {
    "en": {
        "failed": "Worker {rank} stopped ({reason}), and a step needs all of them: the round has no result.",
        "unknown": "The workers could not be started: {reason}",
        "unsent": "What {name} uses cannot be sent to the workers: {reason}",
        "left_out": "torchrun has started {world} workers here: what needs {count} is left out.",
    },
    "ja": {
        "failed": "ワーカー {rank} が止まりました（{reason}）。ステップには全員が必要なので、結果はありません。",
        "unknown": "ワーカーを起動できませんでした：{reason}",
        "unsent": "{name} が使っているものを、ワーカーに渡せません：{reason}",
        "left_out": "ここで torchrun が起動したワーカーは {world} 個です。{count} 個が必要なところは飛ばします。",
    },
}
LABS = Path(__file__).resolve().parents[1]
Facts = dict[str, Any]

launcher: list[subprocess.Popen[str]] = []  # flowlab.launch, once it is needed
came: list[str] = []  # what came home from each round, as JSON: a lab can change its own copy of it, and not this

if worker.under_torchrun() and torch.cuda.is_available():  # before the lab puts anything on a card
    worker.take_card("cuda")
if worker.under_torchrun() and os.environ["RANK"] != "0":
    sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115  to the end: one voice is enough


class WorkerFailed(RuntimeError):
    """A worker did not come to its end. A notebook shows the sentence alone, without a traceback."""

    def _render_traceback_(self) -> list[str]:  # IPython's protocol
        return [str(self)]


def run(count: int, work: Callable[..., Any], device: torch.device, restarts: int = 0) -> list[Facts]:
    """What each of `count` workers did in work(rank, count), rank by rank, as hooks saw it (worker.Seen).

    `restarts`: how often all of them may start again after one has died. Raises WorkerFailed in a notebook; ends a
    script with status 1.
    """
    return _together(work, {"task": "step", "counts": [count], "restarts": restarts, "device": device.type})


def measure(
    counts: Sequence[int], sizes: Sequence[tuple[int, int]], rounds: int, step: Callable[..., Any], device: torch.device
) -> list[Facts]:
    """Raw times of step(case, count, timed) for every size and count, from every worker; see worker.measured."""
    job = {"task": "measure", "counts": list(counts), "sizes": list(sizes), "rounds": rounds}
    return _together(step, {**job, "restarts": 0, "device": device.type})


def _together(work: Callable[..., Any], job: Facts) -> list[Facts]:
    if worker.under_torchrun():
        world = int(os.environ["WORLD_SIZE"])
        for count in [count for count in job["counts"] if count > world]:
            print(TEXT[lab_language()]["left_out"].format(world=world, count=count))
        told = json.dumps(worker.together(job, work, worker.met_by_torchrun()))
    else:
        told = json.dumps(_launched(work, job))
    came.append(told)
    facts: list[Facts] = json.loads(told)
    return facts


def _launched(work: Callable[..., Any], job: Facts) -> list[Facts]:
    """In processes of their own, which get the source of `work` and of all that it names."""
    named = dict(_named(work))
    sources = [textwrap.dedent(inspect.getsource(f)) for f in (work, *named.values()) if _is_own(f)]
    modules = {name: thing.__name__ for name, thing in named.items() if isinstance(thing, ModuleType)}
    objects = {n: thing for n, thing in named.items() if not (isinstance(thing, ModuleType) or _is_own(thing))}
    with tempfile.TemporaryDirectory(prefix="flowlab-") as folder:
        asked = {**job, "work": work.__name__, "sources": sources, "modules": modules}
        Path(folder, worker.JOB).write_text(json.dumps(asked), encoding="utf-8")
        try:
            torch.save(objects, Path(folder, worker.OBJECTS))
        except Exception as error:  # pickle has a kind of error for every kind of thing
            _stop("unsent", name=work.__name__, reason=str(error))
        _launch(folder)
        try:
            print(Path(folder, worker.PRINTED).read_text(encoding="utf-8"), end="")  # what a worker printed
            answer: Facts = json.loads(Path(folder, worker.ANSWER).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            log = Path(folder, worker.LOG)
            said = log.read_text(encoding="utf-8").strip() if log.is_file() else f"status {launcher[0].poll()}"
            _stop("unknown", reason=said.rpartition("\n")[2])
    if "failed" in answer:
        _stop("failed", **answer["failed"])
    facts: list[Facts] = answer["facts"]
    return facts


def _launch(folder: str) -> None:
    """Has the round of this folder made by flowlab.launch, in a process that serves this one to its end."""
    if not launcher or launcher[0].poll() is not None:
        # One thread each, so that two workers are twice one; and no address but this machine's own.
        settings = {
            "OMP_NUM_THREADS": "1",
            "GLOO_SOCKET_IFNAME": "lo",
            "NCCL_SOCKET_IFNAME": "lo",
            "TORCH_DISABLE_SHARE_RDZV_TCP_STORE": "1",
        }
        paths = os.pathsep.join(filter(None, (str(LABS), os.environ.get("PYTHONPATH"))))
        environ, pipe = {**os.environ, **settings, "PYTHONPATH": paths}, subprocess.PIPE
        command = [sys.executable, "-m", "flowlab.launch"]
        # A session of its own: Ctrl-C is for this process, which then ends all of them.
        launcher[:] = [
            subprocess.Popen(command, env=environ, stdin=pipe, stdout=pipe, text=True, start_new_session=True)
        ]
    to, back = launcher[0].stdin, launcher[0].stdout
    assert to
    assert back
    try:
        to.write(f"{folder}\n")
        to.flush()
        back.readline()
    except BaseException:
        os.killpg(launcher[0].pid, signal.SIGKILL)
        launcher[0].wait()
        raise


def _named(work: Any, found: dict[str, Any] | None = None) -> Iterator[tuple[str, Any]]:
    """Whatever of the notebook's own names the function's code says, and the functions among them say."""
    found = {work.__name__: work} if found is None else found
    for name in _names(work.__code__):
        if name not in found and name in work.__globals__:
            found[name] = thing = work.__globals__[name]
            yield name, thing
            if _is_own(thing):
                yield from _named(thing, found)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _names(part)


def _is_own(thing: Any) -> bool:
    return isinstance(thing, FunctionType) and thing.__module__ == "__main__"


def _stop(key: str, **values: Any) -> NoReturn:
    message = TEXT[lab_language()][key].format(**values)
    if "ipykernel" in sys.modules:
        raise WorkerFailed(message)
    print(message, file=sys.stderr)
    raise SystemExit(1)


__all__ = ["came", "measure", "run", "stumble"]
