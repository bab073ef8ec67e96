"""Measures what the pages claim, each figure with its peers beside it, in turn, in one run. Runs in the environment.

Prints a table and leaves JSON in runs/. Commands are timed by hyperfine; medians with the smallest and the largest of
all rounds, because machines are shared and noisy. `bench.py 20`: 20 learners at once, and nothing else.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cli.places import CHECKOUT, LABS, RUNS
from cli.settings import read_settings
from cli.speech import say
from images import image
from machine.engine import ask_engine
from machine.mode import make_plan
from machine.ports import free_port
from project import bench_clicks, bench_load, bench_workshop

ROUNDS = 2
KEPT = ("LAB_BASE_IMAGE", "LAB_WHEELHOUSE", "LAB_CA_FILE")  # the settings that name the image
TIMED = "03_training_vs_inference"  # measures for seconds, whoever runs it
# The judge on all labs but one, which is named first.
JUDGE_WITHOUT = """
import runpy, sys
sys.path.insert(0, "tests")
from judge import specs
specs.SPECS.pop(sys.argv.pop(1))
runpy.run_module("judge", run_name="__main__")
"""
# JupyterLab with its default settings, until it answers; asked every 50 ms, as make lab asks.
BARE = """
port={port}
export JUPYTER_TOKEN=bench JUPYTER_CONFIG_DIR=$(mktemp -d) JUPYTER_DATA_DIR=$(mktemp -d)
cd "$JUPYTER_DATA_DIR"
{python} -m jupyterlab --no-browser --allow-root --port=$port >/dev/null 2>&1 &
until curl --fail --silent --output /dev/null "http://127.0.0.1:$port/api/status?token=bench"; do sleep 0.05; done
kill $!
"""


def main() -> int:
    """Contests and figures, as a table and as JSON."""
    RUNS.mkdir(exist_ok=True)
    asked = bench_load.figures(int(sys.argv[1]), names_image()) if sys.argv[1:] else figures(contained=contained())
    when = datetime.now(UTC)
    kept: dict[str, Any] = {"when": f"{when:%Y-%m-%d}", "machine": machine()}
    file = RUNS / f"bench-{when:%Y-%m-%dT%H-%M-%SZ}.json"
    try:  # what was measured is told at once and kept, whatever becomes of the rest
        for title, found in asked:
            kept[title] = found
            print(f"\n{title}", *(f"  {name:<34} {figure}" for name, figure in found.items()), sep="\n", flush=True)
    finally:
        file.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
        print(f"\n{file.relative_to(CHECKOUT)}")
    return 0


def machine() -> str:
    """What was measured on."""
    cpu = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "?")
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{len(os.sched_getaffinity(0))} cores ({cpu.partition(':')[2].strip()}), {memory:.0f} GiB, no GPU"


def contained() -> bool:
    """Whether an engine answers and the image of these settings is there; says so where not."""
    if not ask_engine().problem:
        settings = read_settings()
        plan = make_plan(settings)
        if plan.container and image.find(image.reference(plan.base_image(settings), plan.rocm, plan.gfx)):
            return True
    say("bench-no-image")
    return False


def figures(*, contained: bool) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What is measured, one after the other; more where more is here."""
    yield "start to an authenticated 200", in_turn(starts(contained=contained), warm=True)
    yield "check of all but lab 03", in_turn(checks(without=TIMED))
    in_container = {"make check in a container": verb("check", "container")} if contained else {}
    yield "check of all notebooks", in_turn(checks() | in_container)
    one = f"{verb('check', 'native')} NOTEBOOK={LABS / '01_training_flow.en.ipynb'}"
    yield "make check NOTEBOOK= of lab 01, s", in_turn({"make check NOTEBOOK=": one})
    if shutil.which("chromium"):
        yield "JupyterLab in Chromium, lab 01, s", bench_clicks.measure()
    if contained:
        yield from bench_workshop.figures(names_image())


def starts(*, contained: bool) -> dict[str, str]:
    """Make lab against bare `jupyter lab` from the same environment, until it answers."""
    in_container = {"make lab in a container": f"{verb('lab', 'container')} PORT={free_port()}"}
    return {
        **(in_container if contained else {}),
        "make lab natively": f"{verb('lab', 'native')} PORT={free_port()}",
        "bare, in the lab's environment": BARE.format(port=free_port(), python=sys.executable),
    }


def checks(without: str = "") -> dict[str, str]:
    """Make check against pytest --nbmake, over the same notebooks."""
    names = [path.name for path in sorted(LABS.glob("*.ipynb")) if not (without and path.name.startswith(without))]
    judge = f"{sys.executable} -c '{JUDGE_WITHOUT}' {without} --backend cpu --language en --runs {RUNS}"
    nbmake = f"cd {LABS} && {sys.executable} -m pytest -q -p no:cacheprovider --nbmake -n 2 {' '.join(names)}"
    return {"make check": judge if without else verb("check", "native"), "pytest --nbmake -n 2": nbmake}


def verb(name: str, mode: str) -> str:
    """A verb on the CPU in this mode."""
    return f"make {name} BACKEND=cpu MODE={mode}"


def in_turn(peers: Mapping[str, str], *, warm: bool = False) -> dict[str, list[float]]:
    """Seconds of every peer, once a round, in turn; a lab that one has started is ended before the next."""
    times: dict[str, list[float]] = {name: [] for name in peers}
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "times.json"
        command = ["hyperfine", "--style", "none", "--runs", "1", "--export-json", str(found)]
        command += ["--cleanup", "make stop >/dev/null 2>&1 || true"]
        for number in range(ROUNDS):
            warmed = ["--warmup", "1", "--prepare", "make stop >/dev/null 2>&1 || true"] if warm and not number else []
            subprocess.run([*command, *warmed, *peers.values()], cwd=CHECKOUT, env=inherited(), check=True)
            for name, result in zip(peers, json.loads(found.read_text())["results"], strict=True):
                times[name].append(round(result["times"][0], 3))
    return times


def spread(times: list[float], digits: int = 1) -> list[float]:
    """Median, smallest, largest."""
    return [round(t, digits) for t in (statistics.median(times), min(times), max(times))]


def inherited() -> dict[str, str]:
    """The environment without an outer make, and without settings but those that name the image."""
    left_out = ("LAB_", "MAKE", "MFLAGS", "PYTHONPATH")
    return {k: v for k, v in os.environ.items() if k in KEPT or not k.startswith(left_out)}


def names_image() -> dict[str, str]:
    """The settings that name the image."""
    return {k: v for k, v in os.environ.items() if k in KEPT}


if __name__ == "__main__":
    sys.exit(main())
