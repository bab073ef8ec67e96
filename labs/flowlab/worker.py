"""One worker, in its own process: meets the others, does its part, and tells what hooks saw of it."""

import hashlib
import json
import os
import signal
import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch.distributed.rendezvous import rendezvous
from torch.nn.modules.module import register_module_forward_hook
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook
from torch.utils import benchmark

from flowlab import cost

JOB, OBJECTS, ANSWER, FAILED = "job.json", "objects.pt", "answer.json", "failed-"
PRINTED, LOG = "stdout", "stderr"
PATIENCE = timedelta(seconds=20)  # for the others' part of an all-reduce
AT_WORK = timedelta(seconds=120)  # until another team has done all of its work
RECEIVED = struct.Struct("128xQ")  # tcpi_bytes_received in <linux/tcp.h>

Facts = dict[str, Any]
met = [0]  # how often: each round has names of its own in the store


def under_torchrun() -> bool:
    """Whether torchrun itself has started this process, from the lab as a script."""
    return "TORCHELASTIC_RUN_ID" in os.environ


def met_by_torchrun() -> Any:
    """The store in which all that torchrun started find each other."""
    if os.environ["GROUP_WORLD_SIZE"] == "1":  # one machine
        os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    return next(rendezvous("env://"))[0]


def launched(folder: str) -> list[Facts]:
    """What flowlab.launch starts in each process."""
    job = json.loads(Path(folder, JOB).read_text(encoding="utf-8"))
    attempt, world = os.environ["TORCHELASTIC_RESTART_COUNT"], int(os.environ["WORLD_SIZE"])
    store = dist.FileStore(f"{folder}/store-{attempt}", world)  # type: ignore[attr-defined]
    del os.environ["TORCHELASTIC_RUN_ID"]  # under_torchrun means the lab as a script
    try:
        objects = torch.load(Path(folder, OBJECTS), take_card(job["device"]), weights_only=False)
        names = {**objects, **{name: import_module(module) for name, module in job["modules"].items()}}
        for source in job["sources"]:
            exec(source, names)
        return together(job, names[job["work"]], store)
    except Exception as error:  # a learner's code can fail in any way
        told = f"{type(error).__name__}: {error}"[:300]
        Path(folder, f"{FAILED}{os.environ['RANK']}").write_text(told, encoding="utf-8")
        if isinstance(error, dist.DistError) or "gloo" in told:
            time.sleep(2)  # another has failed before: the agent is to see that one first
        raise SystemExit(1) from error


def together(job: Facts, work: Callable[..., Any], store: Any) -> list[Facts]:
    """What every worker of every team told; a team is the first `count` of all workers, and the others wait for it."""
    rank, world = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
    torch.set_num_threads(1)
    device = take_card(job["device"])
    met[0] += 1
    facts = list[Facts]()
    for count in (count for count in job["counts"] if count <= world):
        own = dist.PrefixStore(f"{met[0]}/{count}", store)  # type: ignore[attr-defined]
        own.set_timeout(AT_WORK)
        if rank < count:
            # PyTorch calls RCCL "nccl", as it calls ROCm "cuda". It wants a card for each worker.
            enough = device.type == "cuda" and torch.cuda.device_count() >= int(os.environ["LOCAL_WORLD_SIZE"])
            dist.init_process_group(
                "nccl" if enough else "gloo", timeout=PATIENCE, world_size=count, rank=rank, store=own
            )
            dist.barrier()  # all are there: one who needs nobody may be gone before the last has come
            told = TASKS[job["task"]](job, work, device)
            about = {"rank": rank, "count": count, "engine": dist.get_backend(), "device": str(device)}
            own.set(f"told by {rank}", json.dumps([{**about, **one} for one in told]))
            dist.destroy_process_group()
        facts += [one for other in range(count) for one in json.loads(own.get(f"told by {other}"))]
    return facts


def step_facts(_job: Facts, work: Callable[..., Any], _device: torch.device) -> list[Facts]:
    """One step of the page's model: what it was shown, and its numbers at the start, in between and after."""
    seen = Seen()
    work(dist.get_rank(), dist.get_world_size())
    return [{**seen.facts(), "restarts": int(os.environ["TORCHELASTIC_RESTART_COUNT"])}]


class Seen:
    """What hooks see of the first model that is asked, as it happens: a worker's code tells nothing of itself.

    Of weight and bias each: `start`, `own` (the gradient as backward left it), `used` (the gradient that the step
    took, or what is there at the end), `after`. And `x`, what the model was asked; `steps`, how often one was made.
    """

    def __init__(self) -> None:
        self.model: torch.nn.Module | None = None
        self.found: Facts = {"x": None, "start": {}, "own": {}, "used": {}, "steps": 0}
        self.hooks: list[Any] = [
            register_module_forward_hook(self._asked),
            register_optimizer_step_pre_hook(lambda *_: self.found.update(used=self._gradients())),
            register_optimizer_step_post_hook(lambda *_: self.found.update(steps=self.found["steps"] + 1)),
        ]

    def _asked(self, module: torch.nn.Module, inputs: tuple[Any, ...], _output: Any) -> None:
        if self.model is None and list(module.parameters()):
            self.model = module
            self.found |= {"x": inputs[0].tolist(), "start": self._numbers()}
            for name, parameter in module.named_parameters():
                self.hooks.append(parameter.register_post_accumulate_grad_hook(partial(self._walked_back, name)))

    def _walked_back(self, name: str, parameter: torch.Tensor) -> None:
        assert parameter.grad is not None
        self.found["own"][name] = parameter.grad.tolist()

    def _numbers(self) -> Facts:
        return {name: parameter.tolist() for name, parameter in self.model.named_parameters()} if self.model else {}

    def _gradients(self) -> Facts:
        named = self.model.named_parameters() if self.model else ()
        return {name: parameter.grad.tolist() for name, parameter in named if parameter.grad is not None}

    def facts(self) -> Facts:
        """All of it, and an end to the watching."""
        for hook in self.hooks:
            hook.remove()
        return {**self.found, "used": self.found["used"] or self._gradients(), "after": self._numbers()}


def measured(job: Facts, step: Callable[..., Any], device: torch.device) -> list[Facts]:
    """For each size a row: raw samples of step(case, count, timed) in seconds, and bytes.

    `gradients` are the bytes of all gradients, `received` what came in for one step, by the count of the system's own
    TCP: all of it, and the little that a barrier takes. `places`: how many workers this machine can really run at once.
    `batch`: the samples that the model was asked in each round; 0 where it was asked otherwise.
    """
    count, rows = dist.get_world_size(), list[Facts]()
    places = torch.cuda.device_count() if device.type == "cuda" else cores()
    widths = [width for width, _ in job["sizes"]]
    for width, batch in job["sizes"]:
        torch.manual_seed(0)  # one model for all
        case = cost.square_case(4, width, batch // count, device)
        case.x.add_(dist.get_rank())  # and other samples for each
        began, asked = digest(case.model), list[int]()
        case.model.register_forward_hook(lambda _model, inputs, _output, asked=asked: asked.append(len(inputs[0])))
        step(case, count, lambda _what, part, *given: part(*given))  # unmeasured: what comes first is slow
        before, samples = received(), list[Facts]()
        for number in range(job["rounds"]):
            dist.barrier()
            step(case, count, partial(_timed, samples, number))
        came = received() - before
        dist.barrier()  # who leaves closes connections: not before all have counted
        once = asked == asked[:1] * (1 + job["rounds"])
        rows.append({
            "name": case.name if widths.count(width) == 1 else f"{case.name} of {batch}", "places": places,
            "batch": asked[0] if once else 0, "samples": samples, "began": began, "weights": digest(case.model),
            "gradients": sum(p.nbytes for p in case.model.parameters()),
            "received": came // job["rounds"],
        })  # fmt: skip
    return rows


def digest(model: torch.nn.Module) -> str:
    """Of all its numbers, to the bit."""
    return hashlib.sha256(b"".join(p.detach().cpu().numpy().tobytes() for p in model.parameters())).hexdigest()


def cores() -> int:
    """How many this process may use, by the kernel's mask and by a container's limit (rounded up)."""
    mine = len(os.sched_getaffinity(0))
    with suppress(OSError, ValueError):  # "max 100000" where there is no limit
        quota, period = map(int, Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split())
        mine = min(mine, max(1, -(-quota // period)))
    return mine


def _timed(samples: list[Facts], number: int, what: str, part: Callable[..., Any], *given: Any) -> Any:
    start = benchmark.timer()  # PyTorch's own, which waits for a GPU
    result = part(*given)
    samples.append({"round": number, "what": what, "start": start, "end": benchmark.timer()})
    return result


def received() -> int:
    """Bytes that have come in over this process's connections, as the kernel counts them; a GPU's own ways are none."""
    total = 0
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # one that is closed meanwhile, or no TCP
            if entry.is_socket():
                with socket.socket(fileno=os.dup(int(entry.name))) as one:
                    total += RECEIVED.unpack(one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, RECEIVED.size))[0]
    return total


def stumble(rank: int) -> None:
    """Kills worker 1, as the system would, in the first try alone."""
    if rank == 1 and os.environ["TORCHELASTIC_RESTART_COUNT"] == "0":
        os.kill(os.getpid(), signal.SIGKILL)


def take_card(kind: str) -> torch.device:
    """The device of this worker: each takes the next card."""
    if kind == "cuda":
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]) % torch.cuda.device_count())
        return torch.device("cuda", torch.cuda.current_device())
    return torch.device(kind)


TASKS = {"step": step_facts, "measure": measured}
