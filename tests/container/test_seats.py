"""make seats on the CPU: ten learners at once, the same seats after a crash of the hub, and nothing left at the end."""

from __future__ import annotations

import signal
import stat
import sys
from collections.abc import Iterator

import psutil
import pytest

from container.engine import Contained, Lab, docker, inspect, run, wait_until
from container.interrupting import ENDS, begin
from container.seating import Room, open_room
from native.checkout import error_code
from native.running import free_port

TEN = [f"seat-{number:02}" for number in range(1, 11)]


@pytest.fixture(scope="module")
def room(seats_checkout: Contained) -> Iterator[Room]:
    """Ten seats on the CPU."""
    yield open_room(seats_checkout, 10, BACKEND="cpu")
    assert seats_checkout.make("seats-down").returncode == 0


def test_a_learner_signs_in_and_a_kernel_runs(room: Room) -> None:
    learner = room.learner("seat-01").until_settled()
    assert learner.is_in
    told = learner.execute(learner.kernel(), "import os, torch; print(torch.__version__, os.environ['LAB_BACKEND'])")
    assert told == "2.13.0+cpu cpu"


def test_the_lab_opens_in_the_readers_language(room: Room) -> None:
    learner = room.learner("seat-01").until_settled()
    home = learner.session.get(f"{room.base}/user/seat-01/", timeout=30)
    assert home.url == f"{room.base}/user/seat-01/lab/tree/01_training_flow.en.ipynb"
    assert (room.checkout.root / "work/seats/seat-01/01_training_flow.en.ipynb").is_file()


def test_ten_at_once_have_ten_seats_and_on_the_cpu_no_lease_is_given(room: Room) -> None:
    learners = room.all_at_once(TEN)
    assert [learner.seat for learner in learners if learner.is_in] == TEN
    assert room.containers() == [room.container(seat) for seat in TEN]
    assert room.leases() == {}
    assert not any(inspect(name)["HostConfig"]["Devices"] for name in room.containers())


@pytest.mark.parametrize(
    "setting",
    ["CapAdd", "CapDrop", "SecurityOpt", "ReadonlyRootfs", "Tmpfs", "ShmSize", "PidsLimit", "Init", "GroupAdd",
     "Devices", "DeviceCgroupRules", "Privileged", "PidMode", "IpcMode", "UTSMode", "UsernsMode", "CgroupnsMode"],
)  # fmt: skip
def test_a_seat_has_every_setting_of_the_labs_own_container(room: Room, lab: Lab, setting: str) -> None:
    room.learner("seat-01").until_settled()
    ours, theirs = (inspect(name)["HostConfig"][setting] for name in (room.container("seat-01"), lab.container))
    assert (ours or None) == (theirs or None)


def test_a_seat_runs_as_the_labs_user_and_has_its_own_folders_alone(room: Room, lab: Lab) -> None:
    room.learner("seat-01").until_settled()
    ours, theirs = inspect(room.container("seat-01")), inspect(lab.container)
    assert ours["Config"]["User"] == theirs["Config"]["User"]
    assert {m["Destination"]: (m["Source"], m["RW"]) for m in ours["Mounts"]} == {
        "/lab/home": (str(room.hub / "home/seat-01"), True),
        "/lab/work": (str(room.checkout.root / "work/seats/seat-01"), True),
        "/lab/labs": (str(room.checkout.root / "labs"), False),
    }


def test_a_seat_has_its_share_of_memory_and_cores_and_knows_it(room: Room) -> None:
    room.learner("seat-01").until_settled()
    limits, facts = inspect(room.container("seat-01"))["HostConfig"], room.facts()
    assert limits["Memory"] == facts["memory"]
    assert limits["CpuQuota"] == facts["cpus"] * limits["CpuPeriod"] > 0
    assert 10 * facts["memory"] < psutil.virtual_memory().total
    assert room.run("seat-01", "import os; print(os.environ['OMP_NUM_THREADS'])") == str(max(1, int(facts["cpus"])))


def test_a_second_make_seats_changes_nothing_and_prints_the_address_again(room: Room) -> None:
    before, sheet = room.processes(), (room.hub / "join-sheet.html").read_text()
    again = room.checkout.make("seats", N=10)
    assert again.returncode == 0, again.stderr
    assert "open already" in again.stdout
    assert f"address:     {room.base}/" in again.stdout
    assert "They keep their port" in again.stdout  # the default one was asked for
    assert (room.processes(), (room.hub / "join-sheet.html").read_text()) == (before, sheet)


@pytest.mark.parametrize("asked", [{"N": 9}, {"N": 10, "OVERFLOW": "cpu"}, {"N": 10, "BACKEND": "hip"}], ids=str)
def test_other_seats_than_those_that_are_open_are_refused(room: Room, asked: dict[str, object]) -> None:
    before = room.processes()
    assert error_code(room.checkout.make("seats", **asked)) == ("seats-other", 2)
    assert room.processes() == before


def test_the_join_sheet_is_the_only_place_of_the_passwords_and_nobody_else_reads_it(room: Room) -> None:
    assert sorted(room.passwords) == TEN
    assert len(set(room.passwords.values())) == 10
    for file in ("join-sheet.html", "passwords.json", "seats.json", "jupyterhub.sqlite", "cookie_secret"):
        mode = (room.hub / file).stat().st_mode
        assert file == "jupyterhub.sqlite" or stat.S_IMODE(mode) == 0o600, file
    assert stat.S_IMODE(room.hub.stat().st_mode) == 0o700
    files = [file for file in room.hub.rglob("*") if file.is_file() and file.name != "join-sheet.html"]
    for password in room.passwords.values():
        assert not [file for file in files if password.encode() in file.read_bytes()]
        assert password not in room.said


@pytest.mark.parametrize(
    ("seat", "password"), [("seat-01", "wrong"), ("seat-11", "wrong"), ("root", ""), ("admin", "")]
)
def test_a_wrong_password_and_a_name_that_no_seat_has_are_refused(room: Room, seat: str, password: str) -> None:
    refused = room.learner(seat, password)
    assert refused.page.status_code == 403
    assert "Invalid username or password" in refused.page.text
    assert refused.session.get(f"{room.base}/hub/home", timeout=30).url.startswith(f"{room.base}/hub/login")


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait_and_other_seats_do_not(room: Room) -> None:
    assert [room.learner("seat-09", "wrong").page.status_code for _ in range(6)] == [403] * 5 + [429]
    waits = room.learner("seat-09")
    assert waits.page.status_code == 429
    assert "Wait a minute" in waits.page.text
    assert "1 分ほど待って" in waits.page.text
    assert room.learner("seat-08").page.status_code == 200


def test_a_hub_that_died_comes_back_and_every_seat_is_reachable_before_and_after(room: Room) -> None:
    learners = room.all_at_once(TEN[:3])
    kernels = [learner.kernel() for learner in learners]
    for learner, kernel in zip(learners, kernels, strict=True):
        learner.execute(kernel, f"kept = {learner.seat!r}")
    before = {name: inspect(name)["Id"] for name in room.containers()}
    old = room.processes()
    psutil.Process(old["hub"]).kill()
    wait_until(lambda: not psutil.pid_exists(old["hub"]) or psutil.Process(old["hub"]).status() == "zombie", 5, "end")
    still = [(one.execute(kernel, "print(kept)")) for one, kernel in zip(learners, kernels, strict=True)]
    again = room.checkout.make("seats", N=10)
    assert again.returncode == 0, again.stderr
    assert "it is up again" in again.stdout
    after = [(one.execute(kernel, "print(kept)")) for one, kernel in zip(learners, kernels, strict=True)]
    assert still == after == TEN[:3]
    assert {name: inspect(name)["Id"] for name in room.containers()} == before
    assert (room.processes()["proxy"], room.processes()["hub"] != old["hub"]) == (old["proxy"], True)
    assert room.learner("seat-01").until_settled().is_in  # the printed password still fits


def test_a_proxy_that_died_comes_back_and_leads_to_the_same_seats(room: Room) -> None:
    learner = room.learner("seat-01").until_settled()
    before = inspect(room.container("seat-01"))["Id"]
    psutil.Process(room.processes()["proxy"]).kill()
    assert room.checkout.make("seats", N=10).returncode == 0
    page = f"{room.base}/user/seat-01/api/status"
    wait_until(lambda: learner.session.get(page, timeout=10).status_code == 200, 20, "the route to seat-01")
    assert inspect(room.container("seat-01"))["Id"] == before


def test_seats_down_leaves_the_learners_work_and_nothing_else(room: Room) -> None:
    learner = room.learner("seat-01").until_settled()
    cell = {"id": "one", "cell_type": "markdown", "metadata": {}, "source": "what I saw"}
    content = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    body = {"type": "notebook", "format": "json", "content": content}
    assert learner.ask("PUT", "/user/seat-01/api/contents/mine.ipynb", body).status_code == 201
    processes, image = room.processes().values(), room.facts()["image"]
    done = room.checkout.make("seats-down")
    assert done.returncode == 0, done.stderr
    assert "work/seats/" in done.stdout
    assert room.containers() == []
    assert docker("network", "ls", "--quiet", "--filter", f"name={room.project}").stdout == ""
    assert not [pid for pid in processes if psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie"]
    assert room.checkout.processes() == []
    assert not room.hub.exists()
    assert "what I saw" in (room.checkout.root / "work/seats/seat-01/mine.ipynb").read_text(encoding="utf-8")
    assert docker("image", "inspect", image).returncode == 0  # make clean's affair
    again = room.checkout.make("seats-down")
    assert (again.returncode, again.stdout, again.stderr) == (0, "No seats are open.\n", "")


def test_seats_down_without_an_engine_that_answers_says_so_and_can_be_run_again(room: Room) -> None:
    again = open_room(room.checkout, 1, BACKEND="cpu")
    nobody = room.checkout.environ(DOCKER_HOST="unix:///nothing/here")
    assert error_code(room.checkout.make("seats-down", nobody)) == ("engine-down", 4)
    assert room.hub.exists()
    assert docker("network", "inspect", room.project).returncode == 0
    assert room.checkout.make("seats-down").returncode == 0
    assert docker("network", "inspect", again.project).returncode == 1


def test_new_seats_have_new_passwords_and_the_learners_old_work(room: Room) -> None:
    """After seats-down: the paper of last time opens nothing."""
    again = open_room(room.checkout, 2, BACKEND="cpu")
    assert not set(again.passwords.values()) & set(room.passwords.values())
    assert again.learner("seat-01", room.passwords["seat-01"]).page.status_code == 403
    assert "what I saw" in (room.checkout.root / "work/seats/seat-01/mine.ipynb").read_text(encoding="utf-8")
    assert room.checkout.make("seats-down").returncode == 0


def test_make_clean_ends_the_seats_first_and_counts_their_work_as_the_learners(seats_checkout: Contained) -> None:
    """Its first step and its question; the verb itself would take the images of every test away."""
    room = open_room(seats_checkout, 1, BACKEND="cpu")
    assert room.learner("seat-01").until_settled().is_in
    code = "from host import clean; clean.end_labs(); print(clean.learners())"
    done = run(sys.executable, "-c", code, cwd=seats_checkout.root / "scripts", env=seats_checkout.environ())
    assert done.returncode == 0, done.stderr
    assert "'work/'" in done.stdout
    assert room.containers() == []
    assert seats_checkout.processes() == []
    assert not room.hub.exists()
    assert (seats_checkout.root / "work/seats/seat-01/01_training_flow.en.ipynb").is_file()


@pytest.mark.parametrize("end", ENDS)
def test_an_interrupted_start_leaves_nothing(seats_checkout: Contained, end: signal.Signals) -> None:
    verb = begin(seats_checkout, "seats", N=2, PORT=free_port(), BACKEND="cpu")
    verb.wait_for("Opening 2 seats")
    wait_until((seats_checkout.root / ".lab/hub/processes.json").is_file, 30, "the proxy")
    assert verb.end(end, times=2) != 0
    wait_until(lambda: seats_checkout.processes() == [], 5, "no process")
    assert not (seats_checkout.root / ".lab/hub").exists()
    project = seats_checkout.project.replace("rocm-lab", "rocm-seats")
    assert docker("network", "ls", "--quiet", "--filter", f"name={project}").stdout == ""
    assert "✗ interrupted: " in "".join(verb.said)
