"""What containers cost, measured beside what they are compared with: used by bench.py.

Every figure is of the image that this machine's settings name (BASE_IMAGE …), so say which it was.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from host import container, image
from host.engine import ask_engine
from host.mode import make_plan
from host.places import CHECKOUT
from host.settings import read_settings

STEP_ROUNDS = 2
# One training step of the lab's model, many times over: seconds a step, by the median.
STEP = """
import statistics, time, torch
torch.set_num_threads(1)
model, x, y = torch.nn.Linear(3, 1), torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([[2.5]])
loss_fn, optimizer = torch.nn.MSELoss(), torch.optim.SGD(model.parameters(), lr=0.01)
def step():
    optimizer.zero_grad()
    loss_fn(model(x), y).backward()
    optimizer.step()
times = []
for i in range(3000):
    start = time.perf_counter()
    step()
    times.append(time.perf_counter() - start)
print(statistics.median(times[500:]))
"""


def available() -> bool:
    """Whether an engine answers and the image of these settings is there."""
    if ask_engine().problem:
        return False
    settings = read_settings()
    plan = make_plan(settings)
    return plan.container and image.find(image.reference(plan.base_image(settings), plan.rocm)) is not None


def measure(make: Any) -> dict[str, Any]:
    """Every figure that is no contest of seconds; `make` runs a verb."""
    settings = read_settings()
    plan = make_plan(settings)
    base = plan.base_image(settings)
    make("lab")
    try:
        steps, memory = steps_in_turn(), idle_memory()
    finally:
        make("stop")
    return {"base": base, "image": added(base, plan.rocm), **steps, **memory, "rebuilt after": rebuilds()}


def steps_in_turn() -> dict[str, Any]:
    """The same training step in the container and natively, in turn: microseconds, and the ratio of each round."""
    inside = ["docker", "exec", container.NAME, container.PYTHON, "-c", STEP]
    rounds = [(seconds(inside), seconds([sys.executable, "-c", STEP])) for _ in range(STEP_ROUNDS)]
    ratios = sorted(a / b for a, b in rounds)
    return {
        "step in the container, µs": round(statistics.median(a for a, _ in rounds) * 1e6, 1),
        "step natively, µs": round(statistics.median(b for _, b in rounds) * 1e6, 1),
        "ratio, median (smallest to largest)": [
            round(r, 3) for r in (statistics.median(ratios), ratios[0], ratios[-1])
        ],
    }


def seconds(command: list[str]) -> float:
    """The number that the command prints last."""
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1])


def idle_memory() -> dict[str, str]:
    """What the container of a lab without kernels uses, as the engine counts it."""
    command = ["docker", "stats", "--no-stream", "--format", "{{.MemUsage}}", container.NAME]
    return {"memory of an idle lab": subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()}


def added(base: str, rocm: bool) -> dict[str, float]:
    """Megabytes and layers that the image adds to its base."""
    lab, below = image.find(image.reference(base, rocm)), image.find(base)
    assert lab
    assert below
    return {"added MB": round((lab.size - below.size) / 1e6, 1), "added layers": lab.layers - below.layers}


def rebuilds() -> dict[str, Any]:
    """Seconds and new layers of a build after one file changed, in a copy of the checkout."""
    changes = {
        "nothing": None,
        "a lab": "labs/01_training_flow.py",
        "the judge": "tests/judge/oracle.py",
        "a script": "scripts/lab.py",
        "the lock": "docker/requirements.lock",
    }
    folder = Path(tempfile.mkdtemp()) / "checkout"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(CHECKOUT / name, folder / name)
    build_in(folder)
    found = {}
    for what, changed in changes.items():
        before = build_in(folder)[1]
        if changed:
            with (folder / changed).open("a") as file:
                file.write("# changed\n")
        took, layers = build_in(folder)
        found[what] = {"seconds": took, "new layers": len(set(layers) - set(before))}
    shutil.rmtree(folder.parent)
    return found


def build_in(folder: Path) -> tuple[float, list[str]]:
    """`make image` there: seconds, and the layers of what came out."""
    started = time.monotonic()
    out = subprocess.run(
        ["make", "image", "MODE=container"], cwd=folder, capture_output=True, text=True, check=True
    ).stdout
    took = round(time.monotonic() - started, 1)
    name = next(line.split()[0] for line in out.splitlines() if line.startswith(f"{image.NAME}:"))
    inspected = subprocess.run(["docker", "image", "inspect", name], capture_output=True, text=True, check=True).stdout
    return took, json.loads(inspected)[0]["RootFS"]["Layers"]
