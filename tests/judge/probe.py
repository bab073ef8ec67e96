"""What the judge runs inside a lab's kernel: `start` in a first cell, `finish` in a last one.

The source of this file, and of those it imports from judge, is pasted into the first cell: nothing is imported from
the checkout. It publishes facts, never a judgement, as JSON under a MIME type of its own; numbers that JSON lacks
become strings.
"""

import ast
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from typing import Any
from unittest import mock

import torch
from IPython import get_ipython
from IPython.display import publish_display_data
from torch.autograd.profiler import profile

from judge import watch, witness
from judge.describe import answers_on_cpu, data, describe, same_step_on_cpu, step_profiled

state: dict[str, Any] = {"events": [], "pictures": {}, "fits": None}


def start(nonce: str, mime: str, observed: str, pictures: dict[str, tuple[str, str]], profiled: bool) -> None:
    """Publishes what this PyTorch is before the lab can touch it, and begins to watch.

    `pictures`: by the source of a cell of this copy, the name and the source of the lab's own cell, which draws.

    `observed`: "all" (hooks and a profiler over the whole lab), "self" (the lab opens a profiler of its own, and there
    can be but one), "clock" (the lab takes times: nothing slow may run while it does).

    `profiled`: whether the profiler may be opened at all; a kernel that it took along is run once more without.
    """
    state["mime"], state["observed"] = mime, observed
    publish_display_data({mime: {"nonce": nonce, "torch": torch_facts()}})
    shell = get_ipython()
    assert shell
    shell.events.register("post_run_cell", lambda result: after_cell(shell, pictures.get(result.info.raw_cell)))
    if observed == "clock":
        from judge import clock

        clock.watch(lambda: before_the_clock(shell.user_ns))
    else:
        watch.watch(end_session)
    on_gpu = "cuda" if torch.cuda.is_available() else None
    # Without a GPU there are no kernels to see, and a lab that takes times counts its memory by a profiler.
    if on_gpu and profiled and observed in ("all", "clock"):
        begin_session(on_gpu)


def finish(nonce: str, names: list[str], namespace: dict[str, Any]) -> None:
    """Publishes what the lab's names are bound to and what ran."""
    end_session()
    flowlab = getattr(sys.modules.get("flowlab"), "__file__", None)
    clock = sys.modules.get("judge.clock")
    watched = watch.watched_facts(namespace)
    facts = {
        "nonce": nonce,
        "torch_at_end": torch_facts(),
        "flowlab": flowlab and os.path.realpath(flowlab),
        "objects": {name: describe(namespace[name]) for name in names if name in namespace},
        "watched": watched,
        "readings": clock.readings_facts(namespace.get("cases")) if clock else [],
        "witness": witness.witness_facts([namespace[name] for name in names if name in namespace]),
        "kernels": kernel_counts(own_events(namespace)),
        "profiler": state.get("profiler") or getattr(namespace.get("training_profile"), "failed", None),
        "answers": answers_on_cpu(namespace),
        "same_step_on_cpu": same_step_on_cpu(namespace, watched["rates"]),
        "reference": step_profiled(namespace) if state["observed"] == "self" else None,
        "deterministic": torch.are_deterministic_algorithms_enabled(),
        "fingerprint": fingerprint([namespace[name] for name in names if name in namespace]),
    }
    facts["pictures"], facts["fits"] = state["pictures"], state["fits"]
    if workers := sys.modules.get("flowlab.workers"):  # what they told, before the lab had it in its hands
        facts["workers"] = [data(json.loads(told)) for told in workers.came]
    if clock:  # last: nothing that counts is still to come
        from judge import again

        facts["page_model"] = state.get("page_model")
        facts["again"] = again.again_facts(namespace)
    publish_display_data({state["mime"]: facts})


def before_the_clock(namespace: dict[str, Any]) -> None:
    """The lab takes its first time: what its first model now is; and whatever is slow ends."""
    end_session()
    cases = namespace.get("cases")
    state["page_model"] = describe(getattr(cases[0], "model", None)) if isinstance(cases, list | tuple) else None


def after_cell(shell: Any, picture: tuple[str, str] | None) -> None:
    """Ends the kernel where a cell said exit(), not a few cells later; draws again what a cell drew."""
    if shell.exit_now:
        os._exit(0)
    if picture:
        from matplotlib.figure import Figure

        with mock.patch.object(Figure, "savefig"):  # nobody looks at it: no PNG is made
            state["pictures"][picture[0]] = drawn(picture[1], shell.user_ns)
        if "fits" in shell.user_ns:
            state["fits"] = watch.fits_facts(shell.user_ns)


def drawn(source: str, namespace: dict[str, Any]) -> str:
    """What a cell of the lab draws of what its names are bound to now: a hash over it, or the kind of error."""
    *before, last = ast.parse(source).body
    names = {"flowlab": sys.modules.get("flowlab"), **namespace}
    try:
        exec(compile(ast.Module(before, []), "picture", "exec"), names)
        assert isinstance(last, ast.Expr)
        picture = eval(compile(ast.Expression(last.value), "picture", "eval"), names)
        return hashlib.sha256(json.dumps(picture.drawn, sort_keys=True).encode()).hexdigest()
    except Exception as error:
        return type(error).__name__


def own_events(namespace: dict[str, Any]) -> Any:
    """What the session saw; of a lab with a profiler of its own, what that one saw of its training step."""
    own = namespace.get("training_profile")
    return own.events() or [] if isinstance(own, torch.profiler.profile) else state["events"]


def begin_session(device: str) -> None:
    """Opens the profiler. Where that fails the lab goes on without it, and condition 4 will say why it saw nothing."""
    # The low-level session: torch.profiler.profile costs 1.5 s more to open and sees the same kernels.
    os.environ.setdefault("KINETO_LOG_LEVEL", "99")  # else it writes two lines into the lab's first output
    try:
        session = profile(use_kineto=True, use_device=device)
        session.__enter__()
    except Exception as error:
        state["profiler"] = f"{type(error).__name__}: {error}"[:200]
    else:
        state["profile"] = session


def end_session() -> None:
    """Keeps the profiler's events; none if a profiler of the lab's own has ended the session."""
    session = state.pop("profile", None)
    if session is None:
        return
    try:
        session.__exit__(None, None, None)
        state["events"] = session.function_events or []
    except (AssertionError, RuntimeError) as error:
        state["events"], state["profiler"] = [], f"{type(error).__name__}: {error}"[:200]


def fingerprint(objects: list[Any]) -> str:
    """A hash over every bit of every parameter in these objects (models, or what holds one, in lists or not)."""
    found = hashlib.sha256()
    for model in models(objects):
        for name, parameter in model.named_parameters():
            found.update(f"{name} {tuple(parameter.shape)} {parameter.dtype}".encode())
            found.update(parameter.detach().cpu().flatten().view(torch.uint8).numpy().tobytes())
    return found.hexdigest()


def models(thing: Any) -> Iterator[torch.nn.Module]:
    if isinstance(thing, list | tuple):
        for part in thing:
            yield from models(part)
    elif isinstance(thing, torch.nn.Module):
        yield thing
    elif isinstance(getattr(thing, "model", None), torch.nn.Module):
        yield thing.model


def torch_facts() -> dict[str, Any]:
    """The build, the devices and the settings that decide which of them is used."""
    available = torch.cuda.is_available()
    return {
        "executable": sys.executable,
        "version": torch.__version__,
        "hip": torch.version.hip,
        "cuda": torch.version.cuda,
        "available": available,
        "devices": device_facts() if available else [],
        "arch_list": torch.cuda.get_arch_list() if available else [],
        "hsa_override": os.environ.get("HSA_OVERRIDE_GFX_VERSION"),
    }


def device_facts() -> list[dict[str, str]]:
    """Name and architecture of every GPU, in PyTorch's order."""
    try:
        every = [torch.cuda.get_device_properties(i) for i in range(torch.cuda.device_count())]
    except (AssertionError, RuntimeError):  # a lab that overwrote is_available: its facts differ from the first ones
        return []
    return [
        {"name": p.name, "arch": str(p.gcnArchName) if torch.version.hip else f"sm_{p.major}{p.minor}"} for p in every
    ]


def kernel_counts(events: Any) -> dict[str, int]:
    """How many GPU kernels each phase started, by the profiler."""
    kernels: dict[str, int] = {}
    for event in events:
        # A stretch with a name of its own shows up as a "kernel" of that name.
        own = sum(kernel.name != event.name for kernel in event.kernels)
        if own and (phase := phase_of(event)):
            kernels[phase] = kernels.get(phase, 0) + own
    return kernels


def phase_of(event: Any) -> str | None:
    """The phase that an operator belongs to, by the operators it was called from."""
    while event is not None:
        if event.name.startswith("Optimizer.step#"):
            return "update"
        if event.name.startswith("autograd::engine::evaluate_function"):
            return "backward"
        if event.name == "aten::linear":
            return "forward"
        if event.name == "aten::mse_loss":
            return "loss"
        event = event.cpu_parent
    return None
