"""The five conditions, on machines as tables of facts: none of those with an AMD card was at hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import pytest

from judge import probe
from judge.backend import Evidence, Layer, conditions, first_unmet
from judge.describe import event_facts, own_events
from judge.probe import kernel_counts

KERNELS = {"forward": 2, "backward": 5, "update": 1}
RIGHT = (1.9000000954, 1.9, 1.9000000954)
ROCM_LIST = ("gfx90a", "gfx942", "gfx1100", "gfx1201")

MI300X = Evidence(
    hip="7.15.26333",
    available=True,
    arch="gfx942:sramecc+:xnack-",
    arch_list=ROCM_LIST,
    places=("cuda",),
    kernels=KERNELS,
    numbers=(RIGHT,),
)
H200 = replace(MI300X, hip=None, cuda="13.0", arch="sm_90", arch_list=("sm_80", "sm_90", "sm_100"))
CPU = Evidence(places=("cpu",), numbers=(RIGHT,))


@dataclass(frozen=True)
class Machine:
    name: str
    evidence: Evidence
    unmet: int | None  # the number of the first condition of HIP that it does not meet
    layer: Layer = "hip"


MACHINES = [
    Machine("CPU build", CPU, 1),
    Machine("CUDA build on an NVIDIA H200", H200, 1),
    Machine("HIP build and no GPU", replace(CPU, hip="7.15.26333"), 2),
    Machine("HIP on gfx942", MI300X, None),
    Machine("HIP on gfx1100", replace(MI300X, arch="gfx1100"), None),
    Machine("HIP on gfx1201", replace(MI300X, arch="gfx1201"), None),
    Machine("arch list with features", replace(MI300X, arch="gfx90a:xnack-", arch_list=("gfx90a:xnack+",)), None),
    Machine("architecture not in the list", replace(MI300X, arch="gfx1151"), 2),
    Machine("empty arch list", replace(MI300X, arch_list=()), 2),
    Machine("override in force, architecture known", replace(MI300X, arch="gfx1100", hsa_override="11.0.0"), None),
    Machine("override in force, architecture not known", replace(MI300X, arch="gfx1036", hsa_override="10.3.6"), 2),
    Machine("override set but empty hides the card", replace(CPU, hip="7.15.26333", hsa_override=""), 2),
    Machine("HIP and CUDA versions at once", replace(MI300X, cuda="13.0"), 1),
    Machine("a HIP version that is none", replace(MI300X, hip="yes"), 1),
    Machine("an empty HIP version", replace(MI300X, hip=""), 1),
    Machine("a GPU whose name is no gfx target", replace(MI300X, arch="sm_90", arch_list=("sm_90",)), 2),
    Machine("no architecture reported", replace(MI300X, arch=None), 2),
    Machine("tensors left on the CPU", replace(MI300X, places=("cpu",)), 3),
    Machine("one tensor left on the CPU", replace(MI300X, places=("cpu", "cuda")), 3),
    Machine("nothing seen of the tensors", replace(MI300X, places=()), 3),
    Machine("no kernels seen", replace(MI300X, kernels={}), 4),
    Machine("a profiler that would not open", replace(MI300X, kernels={}, profiler="RuntimeError: no"), 4),
    Machine("kernels in forward alone", replace(MI300X, kernels={"forward": 2, "backward": 0}), 4),
    Machine("no kernels in update", replace(MI300X, kernels={**KERNELS, "update": 0}), 4),
    Machine("inference needs forward alone", replace(MI300X, phases=("forward",), kernels={"forward": 2}), None),
    Machine("no phases asked for", replace(MI300X, phases=()), 4),
    Machine("results off by more than the tolerance", replace(MI300X, numbers=((1.90001, 1.9, 1.90001),)), 5),
    Machine("results right by the oracle, not by the CPU", replace(MI300X, numbers=((1.9, 1.9, 1.8),)), 5),
    Machine("NaN", replace(MI300X, numbers=(("nan", 1.9, "nan"),)), 5),
    Machine("a result missing", replace(MI300X, numbers=((None, 1.9, None),)), 5),
    Machine("no results", replace(MI300X, numbers=()), 5),
    Machine("nothing known at all", Evidence(), 1),
    Machine("CUDA on an H200, asked for CUDA", H200, None, "cuda"),
    Machine("CUDA on sm_89, built for sm_86", replace(H200, arch="sm_89", arch_list=("sm_86",)), None, "cuda"),
    Machine("CUDA on sm_80, built for sm_86", replace(H200, arch="sm_80", arch_list=("sm_86",)), 2, "cuda"),
    Machine("HIP on gfx942, asked for CUDA", MI300X, 1, "cuda"),
]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_a_machine_meets_what_it_meets(machine: Machine) -> None:
    unmet = first_unmet(conditions(machine.evidence, machine.layer))
    assert (unmet and unmet.number) == machine.unmet


def test_an_override_is_reported_whether_or_not_it_helps() -> None:
    for machine in MACHINES:
        if machine.evidence.hsa_override is not None:
            found = conditions(machine.evidence)[1].found
            assert f"HSA_OVERRIDE_GFX_VERSION={machine.evidence.hsa_override!r}" in found


def test_where_the_profiler_failed_condition_4_says_so_and_the_others_hold() -> None:
    found = conditions(replace(MI300X, kernels={}, profiler="RuntimeError: no session"))
    assert [condition.holds for condition in found] == [True, True, True, False, True]
    assert found[3].found.endswith("update 0; the profiler failed: RuntimeError: no session")


class Broken:
    """A profiler of which one step fails."""

    function_events: tuple[object, ...] = ()

    def __init__(self, at: str) -> None:
        self.at = at

    def __call__(self, **_: object) -> Broken:
        return self

    def __enter__(self) -> None:
        if self.at == "open":
            raise OSError("no counters")

    def __exit__(self, *_: object) -> None:
        if self.at == "close":
            raise RuntimeError("nothing came back")


@pytest.mark.parametrize(
    ("at", "said"), [("open", "OSError: no counters"), ("close", "RuntimeError: nothing came back"), ("-", None)]
)
def test_a_profiler_that_fails_does_not_fail_the_lab(
    at: str, said: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "profile", Broken(at))
    monkeypatch.setattr(probe, "state", {"events": []})
    probe.begin_session("cuda")
    probe.end_session()
    assert (probe.state.get("profiler"), list(probe.state["events"])) == (said, [])


def event(name: str, *kernels: str, device: str = "CPU", parent: Any = None) -> SimpleNamespace:
    made = [SimpleNamespace(name=kernel, duration=2.0) for kernel in kernels]
    return SimpleNamespace(
        name=name,
        kernels=made,
        cpu_parent=parent,
        device_type=SimpleNamespace(name=device),
        time_range=SimpleNamespace(start=1.0, end=2.0),
        self_cpu_time_total=1.0,
        input_shapes=[],
    )


def test_on_a_gpu_a_stretch_with_a_name_is_no_kernel_and_stands_there_but_once() -> None:
    """The GPU's own time line repeats every name that was put on a stretch."""
    step = event("Optimizer.step#SGD.step", "Optimizer.step#SGD.step")
    seen = [step, event("aten::add_", "multi_tensor_apply", parent=step), event(step.name, device="CUDA")]
    assert kernel_counts(seen) == {"update": 1}
    assert [e["name"] for e in map(event_facts, own_events(SimpleNamespace(events=lambda: seen)))] == [
        "Optimizer.step#SGD.step",
        "aten::add_",
    ]
