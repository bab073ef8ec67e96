"""Measures what the project claims, each figure with its peers beside it, in turn, in one run.

Runs inside the environment. Prints a table and leaves JSON in runs/. Seconds by a monotonic clock; medians with the
smallest and the largest of all rounds, because machines are shared and noisy.
"""

import json
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from host import server
from host.environment import clean_environ
from host.places import CHECKOUT, LABS, RUNS
from inside import bench_bundle, bench_clicks, bench_containers, bench_fleet, bench_seats, bench_series

START_ROUNDS, CHECK_ROUNDS = 3, 2
KEPT = ("LAB_BASE_IMAGE", "LAB_WHEELHOUSE", "LAB_CA_FILE")  # the settings that name the image
NOTEBOOKS = sorted(notebook.name for notebook in LABS.glob("*.ipynb"))
TIMED = "03_training_vs_inference"  # measures for seconds, whoever runs it
# The judge on all labs but one, which is named first.
JUDGE_WITHOUT = """
import runpy, sys
sys.path.insert(0, "tests")
from judge import specs
specs.SPECS.pop(sys.argv.pop(1))
runpy.run_module("judge", run_name="__main__")
"""

Contest = dict[str, Callable[[], float]]


def main() -> int:
    """Contests and figures, as a table and as JSON."""
    if server.running():
        print("bench: the lab is running; end it first with: make stop", file=sys.stderr)
        return 2
    RUNS.mkdir(exist_ok=True)
    contained = bench_containers.available()
    if not contained:
        print("bench: no engine with the lab's image (make image): containers are left out")
    starts = start_contest(contained=contained)
    contest(starts, 1)  # unmeasured: caches
    when = datetime.now(UTC)
    kept: dict[str, Any] = {"when": f"{when:%Y-%m-%d}", "machine": machine()}
    file = RUNS / f"bench-{when:%Y-%m-%dT%H-%M-%SZ}.json"
    try:  # what was measured is told at once and kept, whatever becomes of the rest
        for title, rounds, peers in contests(starts, contained=contained):
            kept[title] = times = contest(peers, rounds)
            told(title, rounds, times)
        for title, found in figures(contained=contained):
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


def told(title: str, rounds: int, times: dict[str, list[float]]) -> None:
    """A contest as a table."""
    print(f"\n{title}: seconds, median (smallest to largest) of {rounds} in turn")
    for name, each in times.items():
        print(f"  {name:<34} {statistics.median(each):6.2f}  ({min(each):.2f} to {max(each):.2f})", flush=True)


def contests(starts: Contest, *, contained: bool) -> Iterator[tuple[str, int, Contest]]:
    """What is measured side by side: its name, how often, and the peers."""
    yield "start to an authenticated 200", START_ROUNDS, starts
    # Long enough that caches do not matter; what is loaded for the first time, the starts have loaded.
    yield "check of all but lab 03", CHECK_ROUNDS, check_contest(without=TIMED)
    in_container = {"make check in a container": lambda: run(verb_command("check", "container"), CHECKOUT)}
    yield "check of all notebooks", CHECK_ROUNDS, {**check_contest(), **(in_container if contained else {})}
    yield "others over the Japanese notebooks", 1, other_runners()


def figures(*, contained: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is no contest, one after the other; with an engine more, and more still where more is here."""
    yield "check", bench_series.newest_check()
    yield "lab 03", bench_series.races()
    yield "make check NOTEBOOK= of lab 01, s", {"median, smallest, largest": one_notebook()}
    if bench_clicks.available():
        yield "JupyterLab in Chromium, lab 01, s", bench_clicks.measure()
    else:
        print("bench: no chromium: JupyterLab in a browser is left out")
    if not contained:
        return
    named = {k: v for k, v in inherited().items() if k in KEPT}
    if bench_seats.available():
        yield "seats on the CPU", bench_seats.measure(named)
    else:
        print("bench: no proxy (npm ci --prefix scripts/hub), or seats are open: they are left out")
    yield "containers", bench_containers.measure(lambda verb: run(verb_command(verb, "container"), CHECKOUT))
    yield "bundle", bench_bundle.measure()
    if bench_fleet.available():
        yield "a machine of a fleet, on the CPU", bench_fleet.measure(named)
    else:
        print("bench: no mmdebstrap, with which a fleet's machines are made: the fleet is left out")


def contest(peers: Contest, rounds: int) -> dict[str, list[float]]:
    """Every peer once a round, in turn."""
    times: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(rounds):
        for name, peer in peers.items():
            times[name].append(round(peer(), 3))
    return times


def check_contest(without: str = "") -> Contest:
    """Make check against pytest --nbmake, over the same notebooks."""
    names = [name for name in NOTEBOOKS if not (without and name.startswith(without))]
    nbmake = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbmake", "-n", "2", *names]
    judge = [sys.executable, "-c", JUDGE_WITHOUT, without, "--backend", "cpu", "--language", "en", "--runs", str(RUNS)]
    return {
        "make check": lambda: run(judge if without else verb_command("check", "native"), CHECKOUT),
        "pytest --nbmake -n 2": lambda: run(nbmake, LABS),
    }


def other_runners() -> Contest:
    """What else runs notebooks, over one language's."""
    names = [name for name in NOTEBOOKS if name.endswith(".ja.ipynb")]
    each = 'for notebook; do "$0" -m %s "$notebook" %s >/dev/null 2>&1; done'
    papermill, execute = (
        ["bash", "-c", each % how, sys.executable, *names]
        for how in (("papermill --no-progress-bar", "/dev/null"), ("jupyter execute", ""))
    )
    nbmake = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbmake", *names]
    return {
        "pytest --nbmake, one by one": lambda: run(nbmake, LABS),
        "papermill, one by one": lambda: run(papermill, LABS),
        "jupyter execute, one by one": lambda: run(execute, LABS),
    }


def one_notebook() -> list[float]:
    """Seconds from the command to the verdict."""
    command = [*verb_command("check", "native"), f"NOTEBOOK={LABS / '01_training_flow.en.ipynb'}"]
    return spread([run(command, CHECKOUT) for _ in range(CHECK_ROUNDS)])


def spread(times: list[float]) -> list[float]:
    """Median, smallest, largest."""
    return [round(t, 1) for t in (statistics.median(times), min(times), max(times))]


def start_contest(*, contained: bool) -> Contest:
    """Make lab against bare `jupyter lab` from the same environment."""
    in_container = {
        "make lab in a container": lambda: start_make_lab("container"),
    }
    peers = {
        "make lab natively": lambda: start_make_lab("native"),
        "bare, in the lab's environment": start_bare,
    }
    return {**(in_container if contained else {}), **peers}


def start_make_lab(mode: str) -> float:
    """From `make lab` to an answer to a request with its fresh token, asked from outside every 50 ms."""
    port = server.free_port()
    server.TOKEN.unlink(missing_ok=True)
    started = time.monotonic()
    with subprocess.Popen(
        [*verb_command("lab", mode), f"PORT={port}"], cwd=CHECKOUT, env=inherited(), stdout=subprocess.DEVNULL
    ) as verb:
        while not (server.TOKEN.exists() and server.answers(port)):
            time.sleep(0.05)
        took = time.monotonic() - started
        verb.wait()
    run(verb_command("stop", mode), CHECKOUT)
    return took


def verb_command(verb: str, mode: str) -> list[str]:
    """A verb on the CPU in this mode."""
    return ["make", verb, "BACKEND=cpu", f"MODE={mode}"]


def start_bare() -> float:
    """JupyterLab with its default settings, asked every 50 ms, as make lab asks."""
    token, port, folder = secrets.token_hex(16), server.free_port(), tempfile.mkdtemp()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/status", headers={"Authorization": f"token {token}"})
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
    environ = {**clean_environ(None), "JUPYTER_TOKEN": token, "JUPYTER_CONFIG_DIR": folder, "JUPYTER_DATA_DIR": folder}
    started = time.monotonic()
    with subprocess.Popen(
        command, cwd=folder, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while not answered(request):
            time.sleep(0.05)
        took = time.monotonic() - started
        process.terminate()
    shutil.rmtree(folder)
    return took


def answered(request: urllib.request.Request) -> bool:
    """Whether the server answers with 200 by now."""
    try:
        with server.LOCAL.open(request, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def run(command: list[str], folder: Path) -> float:
    """Seconds that `command` takes; it must end well."""
    started = time.monotonic()
    subprocess.run(command, cwd=folder, env=inherited(), check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def inherited() -> dict[str, str]:
    """The environment without an outer make, and without settings but those that name the image."""
    left_out = ("LAB_", "MAKE", "MFLAGS", "PYTHONPATH")
    return {k: v for k, v in os.environ.items() if k in KEPT or not k.startswith(left_out)}


if __name__ == "__main__":
    sys.exit(main())
