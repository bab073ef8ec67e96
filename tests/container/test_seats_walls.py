"""From inside seat-01: what it reaches of seat-02's API, work and device, and of the hub and its proxy."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

import pytest
import requests

from container.engine import Bases, Contained, docker, inspect
from container.seating import Learner, Room, open_room
from container.this_machine import make_machine

# What a request or a connection comes to, tried from within: an HTTP status, or what was in the way.
REACH = """
import socket, sys, urllib.error, urllib.request
host, port, path, token = sys.argv[1:]
try:
    socket.create_connection((host, int(port)), timeout=3).close()
    request = urllib.request.Request(f"http://{host}:{port}{path}", headers={"Authorization": f"token {token}"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    print(opener.open(request, timeout=10).status)
except urllib.error.HTTPError as error:
    print(error.code)
except OSError as error:
    print(type(error).__name__)
"""
NOT_REACHED = ("TimeoutError", "ConnectionRefusedError", "OSError")


@pytest.fixture(scope="module")
def room(seats_checkout: Contained, bases: Bases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """Two seats with one card each, both open."""
    root = tmp_path_factory.mktemp("machine") / "two"
    machine = make_machine(root, bases.cpu)
    opened = open_room(seats_checkout, 2, HOST_ROOT=machine.root, BASE_IMAGE=bases.rocm)
    assert all(learner.is_in for learner in opened.all_at_once(["seat-01", "seat-02"]))
    yield opened
    assert seats_checkout.make("seats-down").returncode == 0
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="module")
def first(room: Room) -> Learner:
    return room.learner("seat-01").until_settled()


def environ(room: Room, seat: str) -> dict[str, str]:
    return dict(entry.split("=", 1) for entry in inspect(room.container(seat))["Config"]["Env"])


def address(room: Room, seat: str) -> str:
    return str(inspect(room.container(seat))["NetworkSettings"]["Networks"][room.project]["IPAddress"])


def from_first(room: Room, host: str, port: int, path: str = "/", token: str = "-") -> str:
    """What seat-01 gets there."""
    container = room.container("seat-01")
    done = docker("exec", container, "python", "-c", REACH, host, str(port), path, token)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_seat_reaches_the_hubs_api_and_only_what_is_its_own_there(room: Room) -> None:
    facts = room.facts()
    hub = facts["gateway"], facts["hub_port"]
    token = environ(room, "seat-01")["JUPYTERHUB_API_TOKEN"]
    assert from_first(room, *hub, "/hub/api/user", token) == "200"  # without this the rest would prove nothing
    assert from_first(room, *hub, "/hub/api/users/seat-02", token) in ("403", "404")
    assert from_first(room, *hub, "/hub/api/users", token) == "403"
    assert from_first(room, *hub, "/hub/api/proxy", token) == "403"


def test_a_seats_server_does_not_reach_another_seats_server(room: Room) -> None:
    theirs = address(room, "seat-02")
    token = environ(room, "seat-02")["JUPYTERHUB_API_TOKEN"]  # not even with what it could not know
    assert from_first(room, address(room, "seat-01"), 8888, "/user/seat-01/api") == "200"
    assert from_first(room, theirs, 8888, "/user/seat-02/api", token) in NOT_REACHED


def test_a_seat_does_not_reach_the_proxys_api(room: Room) -> None:
    facts = room.facts()
    for host in (facts["gateway"], "127.0.0.1"):
        assert from_first(room, host, facts["api_port"], "/api/routes") in NOT_REACHED
    refused = requests.get(f"http://127.0.0.1:{facts['api_port']}/api/routes", timeout=5)
    assert refused.status_code == 403  # and from this machine not without its token


def test_the_hub_listens_on_the_seats_network_alone(room: Room) -> None:
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.1:{room.facts()['hub_port']}/hub/health", timeout=5)


def test_signed_in_at_one_seat_another_does_not_open(room: Room, first: Learner) -> None:
    assert first.ask("GET", "/user/seat-01/api/contents").status_code == 200
    theirs = first.session.get(f"{room.base}/user/seat-02/api/contents", timeout=30)
    assert theirs.status_code in (403, 404)
    assert "01_training_flow" not in theirs.text
    assert first.ask("POST", "/hub/api/users/seat-02/server", {}).status_code in (403, 404)
    assert first.ask("DELETE", "/hub/api/users/seat-02/server").status_code in (403, 404)


def test_a_token_of_one_seat_opens_no_other(room: Room, first: Learner) -> None:
    headers = {"Authorization": f"token {first.token()}"}
    mine, theirs = (
        requests.get(f"{room.base}/user/{seat}/api/contents", headers=headers, timeout=30)
        for seat in ("seat-01", "seat-02")
    )
    assert mine.status_code == 200
    assert theirs.status_code in (403, 404)


def test_a_learner_is_no_administrator(first: Learner) -> None:
    assert first.ask("GET", "/hub/api/users").status_code == 403
    assert first.ask("POST", "/hub/api/shutdown", {}).status_code == 403
    assert first.ask("POST", "/hub/api/users/seat-99", {}).status_code == 403


def test_a_seat_sees_no_file_of_another(room: Room) -> None:
    (room.checkout.root / "work/seats/seat-02/secret-02.txt").write_text("mine alone")
    look = "import pathlib; print([str(p) for p in pathlib.Path('/lab').rglob('secret-02*')])"
    assert room.run("seat-02", look) == "['/lab/work/secret-02.txt']"
    assert room.run("seat-01", look) == "[]"
    mounts = room.run("seat-01", "print(open('/proc/mounts').read())")
    assert "docker.sock" not in mounts
    assert room.run("seat-01", "import os; print(sorted(os.listdir('/lab/work/..')))") == str(
        ["docker", "home", "labs", "runs", "tests", "work"]
    )


def test_a_seat_has_no_node_of_anothers_card_and_cannot_make_one(room: Room) -> None:
    leases = room.leases()
    listed = "import os; print(os.listdir('/dev/dri'))"
    for seat in ("seat-01", "seat-02"):
        assert room.run(seat, listed) == str([leases[seat].rpartition("/")[2]])
    assert leases["seat-01"] != leases["seat-02"]
    make = "import os; os.mknod('/tmp/node', 0o20666, os.makedev(1, 7))"
    refused = docker("exec", "--user", "0", room.container("seat-01"), "python", "-c", make)  # not even as root
    assert "PermissionError" in refused.stderr
    status = room.run("seat-01", "print(open('/proc/1/status').read())")
    assert "CapEff:\t0000000000000000" in status
    assert "CapBnd:\t0000000000000000" in status


def test_torch_is_the_bases_own_and_what_the_hub_needs_is_beside_the_labs_packages(room: Room) -> None:
    code = "import json, torch, jupyterhub; print(json.dumps([torch.__version__, torch.__file__, jupyterhub.__file__]))"
    version, torch, hub = json.loads(room.run("seat-01", code))
    lab = docker(
        "run",
        "--rm",
        room.facts()["service"]["image"],
        "python",
        "-c",
        code.replace(", jupyterhub; ", "; ").replace(", jupyterhub.__file__", ""),
    )
    assert [version, torch] == json.loads(lab.stdout.splitlines()[-1])
    assert hub.startswith("/opt/lab/")
