"""Measures what the project claims, each figure with its peers beside it, in turn, in one run.

Runs inside the environment. Prints a table and leaves JSON in runs/. Seconds by a monotonic clock; medians with the
smallest and the largest of all rounds, because machines are shared and noisy.
"""

import json
import os
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from host import server
from host.environment import clean_environ
from host.places import CHECKOUT, LABS, RUNS

CHECK_ROUNDS, START_ROUNDS = 3, 10
NOTEBOOKS = sorted(notebook.name for notebook in LABS.glob("*.ipynb"))

Contest = dict[str, Callable[[], float]]


def main() -> int:
    """Both contests, as a table and as JSON."""
    if server.running():
        print("bench: the lab is running; end it first with: make stop", file=sys.stderr)
        return 2
    RUNS.mkdir(exist_ok=True)
    seconds = {
        "check of all notebooks": contest(check_contest(), CHECK_ROUNDS),
        "start to an authenticated 200": contest(start_contest(), START_ROUNDS),
    }
    for title, rounds in seconds.items():
        print(f"\n{title}: seconds, median (smallest to largest) of {len(next(iter(rounds.values())))} rounds in turn")
        for name, times in rounds.items():
            print(f"  {name:<34} {statistics.median(times):6.2f}  ({min(times):.2f} to {max(times):.2f})")
    file = RUNS / f"bench-{datetime.now(UTC):%Y-%m-%dT%H-%M-%SZ}.json"
    file.write_text(json.dumps(seconds, indent=1) + "\n")
    print(f"\n{file.relative_to(CHECKOUT)}")
    return 0


def contest(peers: Contest, rounds: int) -> dict[str, list[float]]:
    """Every peer once a round, in turn; before that, each once unmeasured (caches)."""
    for peer in peers.values():
        peer()
    times: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(rounds):
        for name, peer in peers.items():
            times[name].append(round(peer(), 3))
    return times


def check_contest() -> Contest:
    """Make check against pytest --nbmake over the same notebooks."""
    nbmake = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbmake", *NOTEBOOKS]
    return {
        "make check (two at a time)": lambda: run(["make", "check", "BACKEND=cpu"], CHECKOUT),
        "pytest --nbmake, one by one": lambda: run(nbmake, LABS),
        "pytest --nbmake -n 2": lambda: run([*nbmake, "-n", "2"], LABS),
    }


def start_contest() -> Contest:
    """Make lab against bare `jupyter lab` from the same environment."""
    return {"make lab": start_make_lab, "bare jupyter lab": start_bare}


def start_make_lab() -> float:
    """`make lab` waits for the authenticated answer itself."""
    took = run(["make", "lab", f"PORT={free_port()}"], CHECKOUT)
    run(["make", "stop"], CHECKOUT)
    return took


def start_bare() -> float:
    """JupyterLab with its default settings, asked every 50 ms, as make lab asks."""
    token, port, folder = secrets.token_hex(16), free_port(), tempfile.mkdtemp()
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
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("LAB_", "MAKE", "MFLAGS", "PYTHONPATH"))}
    started = time.monotonic()
    subprocess.run(command, cwd=folder, env=inherited, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
