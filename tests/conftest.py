"""Which tests run on one worker, in their order: those that share what is slow to make; and one whole check."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from native.checkout import Checkout, with_environment
from native.running import Up, free_port, start

# Where a test lies, and its group; the slowest groups first, so that nobody waits for them in the end. Tests of no
# group run file by file; mutants, which share nothing, one by one.
GROUPS = {
    "tests/container/fleet/": "fleet",
    "tests/container/test_container_wheels": "fleet",  # beside a fleet's engines its image takes the disk for itself
    "tests/container/test_seats": "seats",
    "tests/native/kernels/": "kernels",
    "tests/native/": "ready",
    "tests/attacks/": "ready",
    "tests/browser/": "ready",  # the pages are those of its whole check
    "tests/faults/": "faults",
    "tests/container/test_bundle": "bundle",
    "tests/container/test_container_faults": "bundle",
    "tests/container/test_container_access": "lab",
    "tests/container/test_container_learner": "lab",
    "tests/container/test_container_walls": "lab",
    "tests/container/test_life": "lab",
}
# It takes away every image of the lab that no container uses just then: nobody else may need one by its name.
LAST = "tests/container/test_clean"
ALONE = ("tests/mutants/", "tests/native/test_lock", "tests/labs/")

# What is left out where its setting is not there: a chart that is not ours to keep here, and what takes an hour.
ASKED_FOR = {"unit/workshop/test_kubernetes_chart.py": "Z2JH_CHART", "container/test_soak.py": "SOAK"}
collect_ignore = [place for place, name in ASKED_FOR.items() if not os.environ.get(name)]


def pytest_report_header() -> list[str]:
    """Says what is left out, so that nobody takes it for done."""
    return [f"not run: tests/{place}, without {ASKED_FOR[place]}" for place in collect_ignore]


def group(nodeid: str) -> str:
    """The name of what runs on one worker."""
    if nodeid.startswith(ALONE):
        return nodeid
    return next((name for place, name in GROUPS.items() if nodeid.startswith(place)), nodeid.partition("::")[0])


class Grouped(LoadScopeScheduling):  # type: ignore[misc]  # untyped
    """xdist's scheduler with our groups. (Its own, by marks, does not see them with this pytest.)"""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Grouped:
    """Called by xdist, for -n."""
    return Grouped(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The groups in their order, then all others."""
    order = list(dict.fromkeys(GROUPS.values()))

    def place(item: pytest.Item) -> int:
        name = group(item.nodeid)
        return order.index(name) if name in order else len(order) + item.nodeid.startswith(LAST)

    items.sort(key=place)


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """A clone with its environment; tests/setup makes one from nothing."""
    with with_environment(tmp_path_factory.mktemp("ready") / "Lab ü 1") as checkout:
        yield checkout


@pytest.fixture(scope="module")
def up(ready: Checkout) -> Iterator[Up]:
    """A native lab for the tests of one file."""
    yield start(ready, "en", free_port())
    assert ready.make("stop").returncode == 0


@pytest.fixture(scope="session")
def checked(ready: Checkout) -> subprocess.CompletedProcess[str]:
    """The plain `make check` of this machine, on the CPU, in a clone that has its one commit."""
    git = ["git", "-c", "user.name=me", "-c", "user.email=me@localhost"]
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "cloned"]):
        subprocess.run([*git, *arguments], cwd=ready.root, check=True)
    done = ready.make("check", BACKEND="cpu")
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="session")
def whole(ready: Checkout, checked: subprocess.CompletedProcess[str]) -> Path:
    """The folder that this check left."""
    found = ready.root / next(line for line in checked.stdout.splitlines() if line.startswith("Record: "))[8:]
    assert (found / "record.json").is_file()
    return found
