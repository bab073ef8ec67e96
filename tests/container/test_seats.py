"""make seats on the CPU: ten learners at once, the lab's own settings and limits, passwords that nobody else has."""

from __future__ import annotations

import stat
from collections.abc import Iterator

import psutil
import pytest

from container.engine import Contained, Lab, inspect
from container.seating import Room, open_room
from native.checkout import error_code

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


def test_the_judge_answers_in_a_seat_and_keeps_its_record_in_that_seat(room: Room) -> None:
    learner = room.learner("seat-01").until_settled()
    opened = "import os, flowlab; os.environ['JPY_SESSION_NAME'] = '/lab/work/01_training_flow.en.ipynb'"
    said = learner.execute(learner.kernel(), f"{opened}\nflowlab.check()")
    assert "labs PASS · HIP NOT PROVED" in said
    assert room.run("seat-01", "import pathlib; print(len([*pathlib.Path.home().glob('runs/*/record.json')]))") == "1"


def test_the_lab_opens_in_the_readers_language(room: Room) -> None:
    learner = room.learner("seat-01").until_settled()
    home = learner.session.get(f"{room.base}/user/seat-01/", timeout=30)
    assert home.url == f"{room.base}/user/seat-01/start/en"
    assert 'href="/user/seat-01/lab/tree/01_training_flow.en.ipynb"' in home.text
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
    tries = [
        room.learner("seat-09", "wrong", X_Real_Ip=f"192.0.2.{n}", X_Forwarded_For=f"192.0.2.{n}") for n in range(6)
    ]
    assert [one.page.status_code for one in tries] == [403] * 5 + [429]  # whatever a browser says of its address
    waits = room.learner("seat-09")
    assert waits.page.status_code == 429
    assert "Wait a minute" in waits.page.text
    assert "1 分ほど待って" in waits.page.text
    assert room.learner("seat-08").page.status_code == 200
