"""What the container may not do, and that it comes back when its server dies."""

from __future__ import annotations

import psutil
import pytest

from container.engine import Lab, docker, inspect, wait_until
from native.running import status

NO_CAPABILITIES = "0000000000000000"

# Puts as many threads to sleep as it may, and says how many.
THREADS = """
import threading
end = threading.Event()
started = 0
try:
    while started < 4096:
        threading.Thread(target=end.wait, daemon=True).start()
        started += 1
except RuntimeError:
    pass
end.set()
print(started)
"""
FIND_SERVER = """
import pathlib
for entry in pathlib.Path("/proc").glob("[0-9]*"):
    words = (entry / "cmdline").read_bytes().split(b"\\0")
    if words[1:3] == [b"-m", b"jupyterlab"]:
        print(entry.name)
"""


@pytest.fixture(scope="module")
def standing(lab: Lab) -> dict[str, str]:
    """What the kernel says of the container's first process."""
    lines = lab.run("cat", "/proc/1/status").splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def test_nothing_in_it_runs_as_root(lab: Lab) -> None:
    assert lab.run("id", "-u") != "0"
    first = psutil.Process(inspect(lab.container)["State"]["Pid"])
    for process in (first, *first.children(recursive=True)):
        assert 0 not in process.uids()
        assert 0 not in process.gids()


@pytest.mark.parametrize("kind", ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"])
def test_it_has_no_capability(standing: dict[str, str], kind: str) -> None:
    assert standing[kind] == NO_CAPABILITIES


def test_it_can_gain_no_privilege_and_its_calls_are_filtered(standing: dict[str, str]) -> None:
    assert standing["NoNewPrivs"] == "1"
    assert standing["Seccomp"] == "2"


def test_it_shares_nothing_of_the_host(lab: Lab) -> None:
    facts = inspect(lab.container)
    host = facts["HostConfig"]
    assert host["Privileged"] is False
    assert "host" not in (host["PidMode"], host["IpcMode"], host["NetworkMode"], host["UTSMode"], host["UsernsMode"])
    assert not [mount for mount in facts["Mounts"] if mount["Source"].endswith("docker.sock")]
    assert {mount["Destination"] for mount in facts["Mounts"] if mount["RW"]} == {"/lab/home", "/lab/runs", "/lab/work"}


def test_its_root_is_read_only(lab: Lab) -> None:
    """Here the image's own rights let anybody write."""
    refused = docker("exec", lab.container, "touch", "/var/tmp/mark")
    assert "Read-only file system" in refused.stderr


@pytest.mark.parametrize("folder", ["/tmp", "/lab/home", "/lab/runs", "/lab/work"])
def test_its_user_can_write_where_a_learner_has_to(lab: Lab, folder: str) -> None:
    assert lab.run("sh", "-c", f"echo here >{folder}/mark && cat {folder}/mark && rm {folder}/mark") == "here"


def test_compiled_code_runs_from_tmp(lab: Lab) -> None:
    assert lab.run("sh", "-c", "cp /bin/echo /tmp/mark && /tmp/mark it runs && rm /tmp/mark") == "it runs"


def test_it_cannot_start_more_processes_than_its_limit(lab: Lab) -> None:
    assert inspect(lab.container)["HostConfig"]["PidsLimit"] == 2048
    assert 1500 < int(lab.python(THREADS)) < 2048


def test_it_cannot_take_more_memory_than_its_limit(lab: Lab) -> None:
    found = lab.run(
        "sh", "-c", "cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>&1 || true"
    )
    assert str(16 * 2**30) in found.splitlines()


def test_shared_memory_is_enough_for_data_loaders(lab: Lab) -> None:
    assert lab.run("df", "--output=size", "--block-size=1G", "/dev/shm").split()[-1] == "8"


def test_labs_are_read_only_and_a_saved_change_is_there_at_once(lab: Lab) -> None:
    refused = docker("exec", lab.container, "touch", "/lab/labs/mark")
    assert "Read-only file system" in refused.stderr
    source = lab.checkout.root / "labs/01_training_flow.py"
    old = source.read_text(encoding="utf-8")
    # An editor that saves puts another file in the old one's place.
    (source.parent / "saved").write_text(old + "# a saved change\n", encoding="utf-8")
    (source.parent / "saved").replace(source)
    try:
        assert lab.run("tail", "-n", "1", "/lab/labs/01_training_flow.py") == "# a saved change"
    finally:
        source.write_text(old, encoding="utf-8")


def test_a_server_that_is_killed_comes_back_healthy_with_the_same_token(lab: Lab) -> None:
    started = inspect(lab.container)["State"]["StartedAt"]
    server = lab.python(FIND_SERVER)
    assert server.isdecimal()
    docker("exec", lab.container, "sh", "-c", f"kill -9 {server}")
    wait_until(lambda: inspect(lab.container)["State"]["StartedAt"] != started, 20, "a new start")
    wait_until(lambda: inspect(lab.container)["State"]["Health"]["Status"] == "healthy", 30, "healthy")
    assert status(f"{lab.base}/api/status", Authorization=f"token {lab.token}") == 200
