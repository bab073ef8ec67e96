"""What a learner does in the running lab: executes lab 01, and installs a package beside a torch that stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from container.browser_like import execute
from container.engine import Lab, docker
from native.wheels import make_wheel

WHEELS = "/lab/work/wheels"
TORCH = "import torch; print(torch.__version__, torch.__file__)"
CONTROL = "import control; print(control.__version__, control.__file__)"

# In this order among what lab 01 prints.
PRINTED = [
    "torch.version.hip = None",
    "device = cpu",
    "model.training = True",
    "pred = tensor([[1.9000]]",
    "loss = 0.36",
    "pred.requires_grad = True",
    "weight changed = True",
    "weight.grad = tensor([[-1.2000, -2.4000, -3.6000]])",
]


def test_lab_01_gives_the_right_values_in_a_kernel(lab: Lab) -> None:
    notebook = json.loads((lab.checkout.root / "work/01_training_flow.en.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    printed = execute(lab, cells).splitlines()
    found = [line for line in printed if any(line.startswith(start) for start in PRINTED)]
    assert [line[: len(start)] for line, start in zip(found, PRINTED, strict=True)] == PRINTED


def test_the_judge_answers_in_the_notebook_and_leaves_the_record_that_make_check_leaves(lab: Lab) -> None:
    opened = "import os, flowlab\nos.environ['JPY_SESSION_NAME'] = '/lab/work/01_training_flow.ja.ipynb'\n"
    said = execute(lab, [f"{opened}flowlab.check()", 'flowlab.check("1.2")'])
    assert "ラボ PASS · HIP NOT PROVED" in said
    assert "✗ 練習問題 1.2、まだできていません。" in said
    newest = max(lab.checkout.root.glob("runs/*/record.json"))
    assert f"記録：runs/{newest.parent.name}" in said
    record = json.loads(newest.read_text())
    assert (record["labs"][0]["exercise"], record["image"]["reference"]) == ("1.2", lab.checkout.image())


@pytest.fixture(scope="module")
def wheels(lab: Lab) -> Path:
    """A folder of the learner's with a newer torch, a package that needs it, and one that needs nothing."""
    folder = lab.checkout.root / "work/wheels"
    make_wheel(folder, "torch", "99.0")
    make_wheel(folder, "greedy", "1.0", requires=["torch>=99"])
    make_wheel(folder, "control", "1.0")
    return folder


@pytest.mark.usefixtures("wheels")
@pytest.mark.parametrize(
    ("pip", "package"), [(["pip"], "torch==99.0"), (["python", "-m", "pip"], "greedy")], ids=["itself", "as a need"]
)
def test_a_package_that_would_replace_torch_is_refused_by_the_constraint(
    lab: Lab, pip: list[str], package: str
) -> None:
    before = lab.python(TORCH)
    refused = docker("exec", lab.container, *pip, "install", "--no-index", "--find-links", WHEELS, package)
    assert refused.returncode != 0
    assert f"The user requested (constraint) torch=={before.split()[0]}" in refused.stdout + refused.stderr
    assert lab.python(TORCH) == before


@pytest.mark.usefixtures("wheels")
def test_another_package_goes_into_home_and_outlives_the_container(lab: Lab) -> None:
    before = lab.python(TORCH)
    lab.run("pip", "install", "--no-index", "--find-links", WHEELS, "control")
    (module,) = (lab.checkout.root / ".lab/home/.local/lib").glob("python3.*/site-packages/control.py")
    inside = f"/lab/home/{module.relative_to(lab.checkout.root / '.lab/home')}"
    assert lab.python(CONTROL) == f"1.0 {inside}"
    old = lab.id
    lab.restart()
    assert lab.id != old
    assert lab.python(CONTROL) == f"1.0 {inside}"
    assert execute(lab, [CONTROL]).strip() == f"1.0 {inside}"
    assert lab.python(TORCH) == before
