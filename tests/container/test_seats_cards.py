"""One GPU a seat, with stand-ins for three cards: who gets which, who is refused, and when a card is free again."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from container.engine import Bases, Contained, docker, inspect, run, wait_until
from container.seating import Room, open_room
from container.test_container_devices import LOOK
from container.this_machine import FIRST, KFD, MINORS, SECOND, THIRD, Machine, make_machine
from native.checkout import error_code

CARDS = {FIRST, SECOND, THIRD}
FOUR = ["seat-01", "seat-02", "seat-03", "seat-04"]
CYCLES, BACK_SECONDS = 4, 15  # cycles of three seats each; the hub asks every 3 s


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory, bases: Bases) -> Iterator[Machine]:
    root = tmp_path_factory.mktemp("machine") / "three cards"
    yield make_machine(root, bases.cpu, cards=3)
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="module")
def open_seats(seats_checkout: Contained, machine: Machine, bases: Bases) -> Iterator[Room]:
    """Four seats, three cards."""
    yield open_room(seats_checkout, 4, HOST_ROOT=machine.root, BASE_IMAGE=bases.rocm)
    assert seats_checkout.make("seats-down").returncode == 0


@pytest.fixture
def room(open_seats: Room) -> Iterator[Room]:
    """The same with nobody in it, before and after."""
    yield open_seats
    open_seats.all_leave(open_seats.all_at_once(list(open_seats.leases())))
    wait_until(lambda: open_seats.leases() == {} and open_seats.containers() == [], 30, "everybody gone")


def nodes(room: Room, seat: str) -> dict[str, list[object]]:
    """The device nodes of the cards inside a seat: major and minor number, and whether it may open them."""
    found: dict[str, list[object]] = json.loads(room.run(seat, LOOK))
    return found


def test_four_at_once_on_three_cards_three_get_one_each_and_the_fourth_is_told_why_not(room: Room) -> None:
    learners = room.all_at_once(FOUR)
    seated = [learner.seat for learner in learners if learner.is_in]
    assert len(seated) == 3
    leases = room.leases()
    assert set(leases) == set(seated)
    assert set(leases.values()) == CARDS
    for seat, card in leases.items():
        assert nodes(room, seat) == {KFD: [1, MINORS[KFD], True], card: [1, MINORS[card], True]}
        assert room.run(seat, "import os; print(os.environ['LAB_BACKEND'])") == "hip"
    refused = next(learner for learner in learners if not learner.is_in)
    assert refused.page.status_code == 409
    assert "Every GPU of this machine is in use (GPUs here: 3, one a seat)" in refused.page.text
    assert "GPU（3 台）は、すべて使用中です" in refused.page.text
    assert room.container(refused.seat) not in room.containers()


def test_the_organizer_is_told_that_one_seat_has_no_card(room: Room) -> None:
    assert "Seats: 4, GPUs: 3." in room.said
    assert "OVERFLOW=cpu" in room.said


def test_a_seat_that_is_stopped_killed_or_removed_gives_its_card_to_the_next(room: Room) -> None:
    learners = {learner.seat: learner for learner in room.all_at_once(FOUR[:3])}
    ends: dict[str, Callable[[], object]] = {
        "seat-01": learners["seat-01"].stop,
        "seat-02": lambda: psutil.Process(inspect(room.container("seat-02"))["State"]["Pid"]).kill(),
        "seat-03": lambda: docker("rm", "--force", room.container("seat-03")),
    }
    for (seat, end), following in zip(ends.items(), ("seat-04", "seat-01", "seat-02"), strict=True):
        card = room.leases()[seat]
        end()
        wait_until(lambda gone=seat: gone not in room.leases(), BACK_SECONDS, f"the card of {seat} is free")
        assert room.container(seat) not in room.containers()
        assert room.learner(following).until_settled().is_in
        assert room.leases()[following] == card


def test_a_card_that_an_ended_seat_never_gave_back_is_found_before_anybody_is_refused(room: Room) -> None:
    room.all_at_once(FOUR[:2])
    (left,) = CARDS - set(room.leases().values())
    with closing(sqlite3.connect(room.hub / "leases.sqlite")) as table, table:
        table.execute("INSERT INTO lease VALUES (?, 'seat-03')", (left,))
    assert room.learner("seat-04").until_settled().is_in
    assert room.leases()["seat-04"] == left
    assert "seat-03" not in room.leases()


# A card must not be free because the engine is ill: its own answers, as docker-py raises them.
ILL = """
import asyncio, sys, types
import docker.errors, requests
from workshop.seats.hub.seat_spawner import SeatSpawner
answer = requests.Response()
answer.status_code = int(sys.argv[1])
async def docker_says(*_):
    raise docker.errors.APIError("no", response=answer)
seat = types.SimpleNamespace(docker=docker_says, object_name="seat-01", object_id="known", object_id_key="Id")
try:
    print(asyncio.run(SeatSpawner.get_object(seat)))
except docker.errors.APIError:
    print("raised")
"""


@pytest.mark.parametrize(("status", "says"), [(404, "None"), (500, "raised"), (409, "raised")])
def test_a_seat_is_gone_only_where_the_engine_says_so(room: Room, status: int, says: str) -> None:
    root = room.checkout.root
    environ = {**room.checkout.environ(), "PYTHONPATH": f"{root}/scripts/workshop/seats/hub:{root}/scripts"}
    done = run(f"{root}/.lab/organizer/bin/python", "-c", ILL, str(status), cwd=root, env=environ)
    assert done.stdout.strip() == says, done.stderr


def test_a_seat_that_died_while_the_hub_was_down_has_given_its_card_back_when_it_is_up(room: Room) -> None:
    room.all_at_once(FOUR[:2])
    psutil.Process(room.processes()["hub"]).kill()
    docker("rm", "--force", room.container("seat-01"))
    assert room.checkout.make("seats", N=4).returncode == 0
    assert set(room.leases()) == {"seat-02"}
    assert room.learner("seat-02").until_settled().is_in


def test_a_seat_that_cannot_start_gives_its_card_back(room: Room, machine: Machine) -> None:
    node = machine.root / FIRST.lstrip("/")
    node.rename(node.with_name("away"))
    try:
        failed = room.learner("seat-01").until_settled()
        assert failed.page.status_code == 500
        assert room.leases() == {}
        assert room.containers() == []
    finally:
        node.with_name("away").rename(node)
    failed.start()
    assert failed.is_in


def test_a_dozen_starts_and_stops_leave_no_container_no_lease_and_no_open_file(room: Room) -> None:
    """One file that each start left open would be twelve. A hub that is fresh still grows in the second round."""
    for _ in range(2):
        learners = room.all_at_once(FOUR[:3])  # the last are kept, as those below are: their browsers hold connections
        room.all_leave(learners)
        _settle(room)
    hub = psutil.Process(room.processes()["hub"])
    proxy = psutil.Process(room.processes()["proxy"])
    files, memory = (hub.num_fds(), proxy.num_fds()), hub.memory_info().rss
    for _ in range(CYCLES):
        learners = room.all_at_once(FOUR[:3])
        assert all(learner.is_in for learner in learners)
        room.all_leave(learners)
        _settle(room)
    assert room.containers() == []
    assert room.leases() == {}
    assert hub.num_fds() - files[0] <= 5
    assert proxy.num_fds() - files[1] <= 5
    assert hub.memory_info().rss - memory < 20 * 2**20


def _settle(room: Room) -> None:
    wait_until(lambda: room.leases() == {} and room.containers() == [], 30, "all stopped")
    time.sleep(0.5)  # for the hub to close what it asked with


def test_with_overflow_cpu_of_ten_at_once_three_have_a_card_each_and_nobody_takes_the_others_for_a_gpu(
    open_seats: Room, machine: Machine, bases: Bases
) -> None:
    checkout = open_seats.checkout
    assert error_code(checkout.make("seats", N=4, OVERFLOW="cpu")) == ("seats-other", 2)
    assert checkout.make("seats-down").returncode == 0
    ten = [f"seat-{number:02}" for number in range(1, 11)]
    room = open_room(checkout, 10, HOST_ROOT=machine.root, BASE_IMAGE=bases.rocm, OVERFLOW="cpu")
    try:
        assert "NOT on a GPU" in room.said
        assert error_code(checkout.make("seats", N=10, OVERFLOW="refuse")) == ("seats-other", 2)
        assert all(learner.is_in for learner in room.all_at_once(ten))
        leases = room.leases()
        assert (len(leases), set(leases.values())) == (3, CARDS)
        for seat in set(ten) - set(leases):
            host = inspect(room.container(seat))["HostConfig"]
            assert not host["Devices"]
            assert not host["GroupAdd"]
            assert room.run(seat, "import os; print(os.environ['LAB_BACKEND'])") == "cpu"
    finally:
        assert checkout.make("seats-down").returncode == 0


def test_hip_without_a_card_is_refused_before_anything_is_touched(seats_checkout: Contained, tmp_path: Path) -> None:
    (tmp_path / "sys").mkdir()
    assert seats_checkout.make("seats-down").returncode == 0
    refused = seats_checkout.make("seats", N=2, BACKEND="hip", HOST_ROOT=tmp_path)
    assert error_code(refused) == ("no-amd-gpu", 3)
    assert not (seats_checkout.root / ".lab/hub").exists()
