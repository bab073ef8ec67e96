"""Seats that come and go: a hub or a proxy that died, seats-down, new seats and make clean."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import psutil
import pytest
import requests

from cli.process import born
from container.engine import Contained, docker, inspect, run, wait_until
from container.seating import Room, open_room
from native.checkout import error_code

SEATS = ["seat-01", "seat-02", "seat-03"]
STARTUP = ".lab/hub/home/seat-01/.ipython/profile_default/startup"


@pytest.fixture(scope="module")
def room(seats_checkout: Contained) -> Iterator[Room]:
    """Three seats on the CPU."""
    yield open_room(seats_checkout, 3, BACKEND="cpu")
    assert seats_checkout.make("seats-down").returncode == 0


def test_a_hub_that_died_comes_back_and_every_seat_is_reachable_before_and_after(room: Room) -> None:
    learners = room.all_at_once(SEATS)
    kernels = [learner.kernel() for learner in learners]
    for learner, kernel in zip(learners, kernels, strict=True):
        learner.execute(kernel, f"kept = {learner.seat!r}")
    before = {name: inspect(name)["Id"] for name in room.containers()}
    old = room.processes()
    psutil.Process(old["hub"]).kill()
    wait_until(lambda: born(old["hub"]) is None, 5, "end")
    still = [(one.execute(kernel, "print(kept)")) for one, kernel in zip(learners, kernels, strict=True)]
    again = room.checkout.make("seats", N=3)
    assert again.returncode == 0, again.stderr
    assert "it is up again" in again.stdout
    after = [(one.execute(kernel, "print(kept)")) for one, kernel in zip(learners, kernels, strict=True)]
    assert still == after == SEATS
    assert {name: inspect(name)["Id"] for name in room.containers()} == before
    assert not set(room.processes().values()) & set(old.values())
    assert born(old["proxy"]) is None
    assert len(room.cullers()) == 1
    assert room.learner("seat-01").until_settled().is_in  # the printed password still fits


def test_a_proxy_that_died_comes_back_by_itself_and_leads_to_the_same_seats(room: Room) -> None:
    learner = room.learner("seat-01").until_settled()
    before, hub = inspect(room.container("seat-01"))["Id"], room.processes()["hub"]
    psutil.Process(room.processes()["proxy"]).kill()
    page = f"{room.base}/user/seat-01/api/status"

    def leads_there() -> bool:
        try:
            return learner.session.get(page, timeout=10).status_code == 200
        except requests.ConnectionError:  # between two proxies
            return False

    wait_until(leads_there, 20, "the route to seat-01")
    assert inspect(room.container("seat-01"))["Id"] == before
    assert room.processes()["hub"] == hub


# What was cut in its middle, is of another version, or was never written.
CUT = ["", '{"hub": {"pid": 4', "[]", '{"version": 9}', '{"hub": {"pid": "4", "born": 7}}', "\udcff"]


def test_a_hub_that_is_written_down_nowhere_is_ended_and_its_seats_are_reachable_as_before(room: Room) -> None:
    learner = room.learner("seat-01").until_settled()
    kernel = learner.kernel()
    learner.execute(kernel, "kept = 41")
    old, before = room.processes(), {name: inspect(name)["Id"] for name in room.containers()}
    (room.hub / "processes.json").write_text(CUT[1])
    again = room.checkout.make("seats", N=3)
    assert again.returncode == 0, again.stderr
    assert "it is up again" in again.stdout
    wait_until(lambda: not [pid for pid in old.values() if born(pid)], 5, "the old hub's and its proxy's end")
    assert len(room.cullers()) == 1
    assert {name: inspect(name)["Id"] for name in room.containers()} == before
    assert learner.execute(kernel, "print(kept)") == "41"


def test_seats_down_leaves_the_learners_work_and_nothing_else(room: Room) -> None:
    learner = room.learner("seat-01").until_settled()
    cell = {"id": "one", "cell_type": "markdown", "metadata": {}, "source": "what I saw"}
    content = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    body = {"type": "notebook", "format": "json", "content": content}
    assert learner.ask("PUT", "/user/seat-01/api/contents/mine.ipynb", body).status_code == 201
    processes, image = [*room.processes().values(), *room.cullers()], room.facts()["image"]
    done = room.checkout.make("seats-down")
    assert done.returncode == 0, done.stderr
    assert "work/seats/" in done.stdout
    assert room.containers() == []
    assert docker("network", "ls", "--quiet", "--filter", f"name={room.project}").stdout == ""
    assert not [pid for pid in processes if born(pid)]
    assert room.checkout.processes() == []
    assert not room.hub.exists()
    assert "what I saw" in (room.checkout.root / "work/seats/seat-01/mine.ipynb").read_text(encoding="utf-8")
    assert docker("image", "inspect", image).returncode == 0  # make clean's affair
    again = room.checkout.make("seats-down")
    assert (again.returncode, again.stdout, again.stderr) == (0, "No seats are open.\n", "")


def test_seats_of_which_nothing_that_was_written_down_can_be_read_are_closed_like_any(room: Room) -> None:
    again = open_room(room.checkout, 1, BACKEND="cpu")
    assert again.learner("seat-01").until_settled().is_in
    processes, work = [*again.processes().values(), *again.cullers()], work_of(again)
    for cut in CUT:
        for name in ("seats.json", "processes.json"):
            (again.hub / name).write_bytes(cut.encode("utf-8", "surrogateescape"))
        assert error_code(room.checkout.make("seats")) == ("seats-number-missing", 2)
    psutil.Process(processes[0]).kill()  # the hub, which could have ended the others
    assert room.checkout.make("seats-down").returncode == 0
    assert not [pid for pid in processes if born(pid)]
    assert again.containers() == room.checkout.processes() == []
    assert not again.hub.exists()
    assert work_of(again) == work


def work_of(room: Room) -> dict[str, bytes]:
    """Every learner's notebooks."""
    return {str(file): file.read_bytes() for file in room.checkout.root.glob("work/seats/*/*.ipynb")}


@pytest.fixture(scope="module")
def anew(room: Room) -> Room:
    """Two seats, another day."""
    return open_room(room.checkout, 2, BACKEND="cpu")


def test_new_seats_have_new_passwords_and_the_learners_old_work(room: Room, anew: Room) -> None:
    """The paper of last time opens nothing."""
    assert not set(anew.passwords.values()) & set(room.passwords.values())
    assert anew.learner("seat-01", room.passwords["seat-01"]).page.status_code == 403
    assert "what I saw" in (anew.checkout.root / "work/seats/seat-01/mine.ipynb").read_text(encoding="utf-8")


def test_a_hub_does_not_come_back_to_a_network_on_which_this_machine_has_another_address(anew: Room) -> None:
    psutil.Process(anew.processes()["hub"]).kill()
    label = f"rocm-lab.seats={anew.project}"
    assert docker("network", "rm", anew.project).returncode == 0
    other = ("--subnet", "10.213.7.0/24", "--gateway", "10.213.7.1", "--label", label)
    made = docker("network", "create", *other, anew.project)
    assert made.returncode == 0, made.stderr
    assert error_code(anew.checkout.make("seats", N=2)) == ("seats-moved", 4)


def test_seats_down_without_an_engine_that_answers_says_so_and_can_be_run_again(anew: Room) -> None:
    nobody = anew.checkout.environ(DOCKER_HOST="unix:///nothing/here")
    assert error_code(anew.checkout.make("seats-down", nobody)) == ("engine-down", 4)
    assert anew.hub.exists()
    assert docker("network", "inspect", anew.project).returncode == 0
    assert anew.checkout.make("seats-down").returncode == 0
    assert docker("network", "inspect", anew.project).returncode == 1


@pytest.fixture(scope="module")
def upon_a_home(seats_checkout: Contained) -> Room:
    """One seat, where a learner's HOME is left of seats that nobody knows any more."""
    startup = seats_checkout.root / STARTUP
    startup.mkdir(parents=True)
    (startup / "theirs.py").touch()
    startup.chmod(0o555)
    return open_room(seats_checkout, 1, BACKEND="cpu")


def test_a_home_that_is_left_of_seats_nobody_knows_any_more_is_nobodys(upon_a_home: Room) -> None:
    assert (upon_a_home.hub / "home/seat-01").is_dir()
    assert not (upon_a_home.checkout.root / STARTUP).exists()


def test_make_clean_ends_the_seats_first_and_counts_their_work_as_the_learners(upon_a_home: Room) -> None:
    """Its first step and its question; the verb itself would take the images of every test away."""
    checkout = upon_a_home.checkout
    assert upon_a_home.learner("seat-01").until_settled().is_in
    code = "from workshop import clean; clean.end_labs(); print(clean.learners())"
    done = run(sys.executable, "-c", code, cwd=checkout.root / "scripts", env=checkout.environ())
    assert done.returncode == 0, done.stderr
    assert "'work/'" in done.stdout
    assert upon_a_home.containers() == []
    assert checkout.processes() == []
    assert not upon_a_home.hub.exists()
    assert (checkout.root / "work/seats/seat-01/01_training_flow.en.ipynb").is_file()
