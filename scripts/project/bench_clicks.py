"""What a learner waits for in JupyterLab: lab 01 opened, run, and run again, by fork and as ever. Used by bench.py.

Natively, in Chromium, by the browser tests' own clicks. In seconds; and what an idle lab takes of memory.
"""

import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from browser.learning import NOTEBOOK, RUN, choose, open_lab, printed_address, run_again, wait_for_all
from browser.watching import fresh_page, started
from native.checkout import Checkout, give_environment, make_checkout
from native.running import free_port, start

ROUNDS = 2
READY = 8  # seconds after which the keeper has imported everything
# A server that thinks it is a seat's starts kernels as ever (docker/jupyter_server_config.py).
WAYS = {"by fork": {}, "as ever": {"JUPYTERHUB_API_URL": "none"}}


def available() -> bool:
    """Whether there is a browser."""
    return shutil.which("chromium") is not None


def measure() -> dict[str, Any]:
    """Every figure, the two ways in turn: medians (smallest to largest)."""
    found: dict[str, dict[str, list[float]]] = {way: {} for way in WAYS}
    with tempfile.TemporaryDirectory() as folder, started() as browser:
        checkout = make_checkout(Path(folder) / "checkout")
        give_environment(checkout)
        for _ in range(ROUNDS):
            for way, given in WAYS.items():
                address = open_one(checkout, given)
                idle = memory(checkout)
                with fresh_page(browser) as (page, _seen):
                    times = {**clicks(page, address), "MiB of an idle lab": idle, "MiB with lab 01": memory(checkout)}
                checkout.make("stop")
                for name, value in times.items():
                    found[way].setdefault(name, []).append(value)
    return {
        f"{name}, {way}": [round(v, 2) for v in (statistics.median(values), min(values), max(values))]
        for way, each in found.items()
        for name, values in each.items()
    }


def open_one(checkout: Checkout, given: dict[str, str]) -> str:
    """The address of a lab that has been up for a while, with this environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in given.items():
            patch.setenv(name, value)
        up = start(checkout, "en", free_port())
    time.sleep(READY)
    return printed_address(up)


def clicks(page: Page, address: str) -> dict[str, float]:
    """Seconds from the first click on the address to the first output of "Run all", to the last; and of a restart."""
    began = time.monotonic()
    open_lab(page, address, "01_training_flow.en.ipynb")
    opened = time.monotonic()
    choose(page, "runmenu:run-all")
    page.locator(f"{NOTEBOOK} .jp-OutputArea-output").first.wait_for(timeout=RUN)
    first = time.monotonic()
    wait_for_all(page)
    last = time.monotonic()
    again = run_again(page)
    return {
        "opened": opened - began,
        "first output": first - began,
        "all outputs": last - began,
        "run all": last - opened,
        "restart and run all": again,
    }


def memory(checkout: Checkout) -> float:
    """MiB of everything that the lab started; what several share is counted once."""
    return sum(process.memory_full_info().pss for process in checkout.processes()) / 2**20
