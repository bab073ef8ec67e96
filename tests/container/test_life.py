"""make lab, url and stop in a container: two checkouts side by side, the same verb twice, a busy kernel, Ctrl-C."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator

import pytest

from container.engine import Contained, Lab, docker, inspect, wait_until
from container.interrupting import ENDS, begin, nothing_runs
from container.learner import answers, begin_cell, save
from native.checkout import error_code
from native.running import free_port, start, status


@pytest.fixture(scope="module")
def other(new_checkout: Callable[..., Contained]) -> Iterator[Contained]:
    """A second checkout on the same machine."""
    checkout = new_checkout("Lab ü 2")
    yield checkout
    assert checkout.make("stop").returncode in (0, 2)


def up(checkout: Contained) -> Lab:
    found = start(checkout, "en", int(checkout.given["LAB_PORT"]))
    return Lab(checkout, found.base, found.token)


def identity(name: str) -> tuple[str, str, int]:
    """Which container it is, since when it runs, and how often it was started again."""
    facts = inspect(name)
    return facts["Id"], facts["State"]["StartedAt"], facts["RestartCount"]


def test_two_checkouts_are_up_at_once_and_stopping_one_leaves_the_other(lab: Lab, other: Contained) -> None:
    before = identity(lab.container)
    second = up(other)
    assert (other.project, second.base, second.token) != (lab.checkout.project, lab.base, lab.token)
    assert second.token not in lab.checkout.make("url").stdout
    for one, another in ((lab, second), (second, lab)):
        assert answers(one)
        assert status(f"{one.base}/api/status", Authorization=f"token {another.token}") == 403
    assert other.make("stop").returncode == 0
    assert other.containers() == []
    assert identity(lab.container) == before
    assert answers(lab)


def test_a_second_make_lab_changes_nothing(lab: Lab) -> None:
    before = identity(lab.container)
    again = lab.checkout.make("lab")
    assert again.returncode == 0, again.stderr
    assert "already up" in again.stdout
    assert f"token={lab.token}" in again.stdout
    assert identity(lab.container) == before
    assert (lab.checkout.root / ".lab/token").read_text() == lab.token


def test_asked_for_another_port_it_says_on_which_it_is(lab: Lab) -> None:
    asked, kept = free_port(), lab.base.rsplit(":", 1)[1]
    done = lab.checkout.make("lab", PORT=asked)
    assert done.returncode == 0
    assert f"It keeps its port, {kept}" in done.stdout
    assert str(asked) not in done.stdout


def test_a_lab_that_is_up_on_the_cpu_does_not_meet_a_demand_for_hip(lab: Lab) -> None:
    before = identity(lab.container)
    assert error_code(lab.checkout.make("lab", BACKEND="hip")) == ("lab-on-other", 3)
    assert identity(lab.container) == before


@pytest.mark.parametrize("verb", ["url", "stop"])
def test_a_lab_behind_an_engine_that_does_not_answer_is_not_called_stopped(lab: Lab, verb: str) -> None:
    nobody = lab.checkout.environ(DOCKER_HOST="unix:///nothing/here")
    assert error_code(lab.checkout.make(verb, nobody)) == ("engine-down", 4)
    assert answers(lab)


def test_make_url_prints_the_address_and_nothing_else(lab: Lab) -> None:
    assert lab.checkout.make("url").stdout == f"{lab.base}/start/en?token={lab.token}\n"


def test_stop_ends_a_busy_kernel_without_waiting_for_it_and_loses_no_saved_file(other: Contained) -> None:
    lab = up(other)
    begin_cell(lab, "while True: pass")
    save(lab, "mine ü.ipynb", "saved a moment before")
    started = time.monotonic()
    done = other.make("stop")
    took = time.monotonic() - started
    assert done.returncode == 0, done.stderr
    assert took < 10  # after which Docker would kill it
    assert nothing_runs(other)()
    assert "saved a moment before" in (other.root / "work/mine ü.ipynb").read_text(encoding="utf-8")
    assert error_code(other.make("stop")) == ("not-running", 2)
    assert error_code(other.make("url")) == ("not-running", 2)


@pytest.mark.parametrize("moment", [0.3, 1.2])
@pytest.mark.parametrize("end", ENDS)
def test_an_interrupted_start_leaves_nothing_running(other: Contained, end: signal.Signals, moment: float) -> None:
    """First in `docker compose up`, then while JupyterLab starts; the impatient press twice."""
    starting = begin(other, "lab")
    starting.wait_for("Starting JupyterLab")
    time.sleep(moment)
    assert starting.end(end, times=2) != 0
    wait_until(nothing_runs(other), 2, "nothing left")
    assert "✗ interrupted: " in "".join(starting.said)
    assert "Traceback" not in "".join(starting.said)


def test_after_an_interrupted_start_the_next_one_works(other: Contained) -> None:
    lab = up(other)
    assert answers(lab)
    assert other.make("stop").returncode == 0


def test_a_container_that_somebody_took_away_is_not_taken_for_a_running_lab(other: Contained) -> None:
    up(other)
    docker("rm", "--force", other.container)
    assert error_code(other.make("url")) == ("not-running", 2)
    again = up(other)
    assert answers(again)
    assert other.make("stop").returncode == 0
