"""What doctor reads: device nodes, ports, disks, certificates, interpreters, the engine; all for real."""

from __future__ import annotations

import errno
import os
import socket
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cli.files import container_user
from cli.settings import parse
from machine import look as module
from machine.devices import Node, may_open, read_node
from machine.engine import Engine
from machine.gpus import TOPOLOGY, Topology, topology
from machine.look import look
from unit.machine.doctor.hosts import Host


@pytest.mark.parametrize(
    ("mode", "owner", "group", "uid", "groups", "may"),
    [
        (0o660, 0, 992, 1000, (1000, 992), True),
        (0o660, 0, 992, 1000, (1000,), False),
        (0o666, 0, 0, 1000, (1000,), True),
        (0o606, 0, 992, 1000, (992,), False),  # the group's class decides, not the others'
        (0o640, 0, 992, 1000, (992,), False),
        (0o620, 0, 992, 1000, (992,), False),
        (0o600, 1000, 0, 1000, (), True),
        (0o000, 0, 0, 0, (), True),
    ],
)
def test_the_first_class_that_fits_decides(
    mode: int, owner: int, group: int, uid: int, groups: tuple[int, ...], may: bool
) -> None:
    assert may_open(Node("/dev/kfd", True, owner, group, mode), uid, groups) is may


def test_a_node_is_read_and_opened(host: Host) -> None:
    host.node("dev/kfd", mode=0o640, gid=104)
    assert read_node(host.root, "/dev/kfd") == Node("/dev/kfd", True, 0, 104, 0o640, opened=0)


def test_a_node_behind_a_file_cannot_be_told(host: Host) -> None:
    host.remove("dev/dri")
    host.write("dev/dri", "no folder")
    node = read_node(host.root, "/dev/dri/renderD128")
    assert (node.there, node.reason) == (None, os.strerror(errno.ENOTDIR))


@pytest.mark.parametrize(
    ("caller", "owns", "expected"),
    [((1001, 100), 0, (1001, 100)), ((0, 0), 1002, (1002, 1002)), ((0, 0), 0, (1000, 1000))],
)
def test_the_container_runs_as_the_caller_the_owner_or_the_first_user(
    caller: tuple[int, int],
    owns: int,
    expected: tuple[int, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if os.geteuid() != 0:
        pytest.skip("giving a folder away needs root")
    os.chown(tmp_path, owns, owns)
    monkeypatch.setattr("cli.files.os.getuid", lambda: caller[0])
    monkeypatch.setattr("cli.files.os.getgid", lambda: caller[1])
    assert container_user(tmp_path) == expected


def test_root_is_answered_for_the_owner_and_told_so(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root is answered for somebody else")
    monkeypatch.setattr(module, "CHECKOUT", host.root)
    os.chown(host.root, 1234, 1235)
    del host.facts["user"]
    assert host.findings()["user"].lines("en")[0].startswith("you are root; the container runs as 1234:1235")
    host.node("dev/kfd", mode=0o600)
    assert host.findings()["kfd"].code == "kfd-closed"
    os.chown(host.root, 0, 0)
    assert host.findings()["user"].code == "user-root-owned"
    host.asked["MODE"] = "native"  # where it is root who opens it
    assert host.findings()["kfd"].code is None


@pytest.mark.parametrize(("ids", "code"), [("0 100000 65536", "user-mapped"), ("0 0 4294967295", None)])
def test_in_a_user_namespace_ids_tell_nothing(ids: str, code: str | None, host: Host) -> None:
    ordinary = host.facts.pop("user")
    host.write("proc/self/uid_map", ids)
    host.facts["user"] = replace(ordinary, mapped=host.machine().user.mapped)
    assert host.findings()["user"].code == code


def test_a_port_is_free_taken_or_ours(host: Host) -> None:
    del host.facts["port"]
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        host.asked["PORT"] = str(port)
        assert host.findings()["port"].code == "port-in-use"
        settings = parse({"LAB_PORT": str(port), "LAB_HOST_ROOT": str(host.root)})
        assert look(settings, None, our_port=port, environ={}).port.ours
    assert host.findings()["port"].code is None


def test_a_port_that_cannot_be_asked_for_is_not_called_taken(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    bind = socket.socket.bind

    def refuse(self: socket.socket, address: tuple[str, int]) -> None:
        if address[1]:
            raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")
        bind(self, address)

    del host.facts["port"]
    monkeypatch.setattr(socket.socket, "bind", refuse)
    assert host.findings()["port"].code == "port-unknown"


def test_the_disk_of_a_folder_that_is_not_there_yet_is_that_of_the_nearest_above(host: Host, tmp_path: Path) -> None:
    del host.facts["engine_disk"]
    host.engine = Engine("26.1", "2.26.1", tmp_path / "not/there/yet")
    here = os.statvfs(tmp_path)
    found = host.machine().engine_disk
    assert found.path.endswith("not/there/yet")
    assert found.free == pytest.approx(here.f_bavail * here.f_frsize, rel=0.05)


@pytest.mark.parametrize(
    ("answer", "here"),
    [
        ((0, "sha256:1"), True),
        ((1, "sha256:1\nError response: No such image: rocm/pytorch"), True),  # one of the two
        ((1, "Error response: No such image: rocm/pytorch"), False),
        ((1, "?"), None),
        ((124, "no answer in 0.4 s"), None),
    ],
)
def test_the_engine_is_asked_for_the_pinned_image(
    answer: tuple[int, str], here: bool | None, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []

    def docker(_seconds: float, *arguments: str) -> tuple[int, str]:
        asked.append(arguments)
        return answer

    monkeypatch.setattr(module, "ask", docker)
    del host.facts["image_here"]
    assert host.machine().image_here is here
    assert asked[0][:2] == ("image", "inspect")
    assert asked[0][-2].startswith("rocm/pytorch:rocm10.0")
    assert asked[0][-1].startswith("rocm-lab:")


def test_the_engine_is_not_asked_in_native_mode(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ask", lambda *_: pytest.fail("the engine was asked"))
    del host.facts["image_here"]
    host.asked["MODE"] = "native"
    host.environ["https_proxy"] = "http://proxy.example"
    assert host.machine().image_here is None


@pytest.mark.parametrize(
    ("answer", "code"), [((0, ""), "proxy-engine"), ((0, "http://p"), None), ((1, "no"), "proxy-unknown")]
)
def test_the_engines_own_proxy_is_asked_for(
    answer: tuple[int, str], code: str | None, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ask", lambda *_: answer)
    host.environ["https_proxy"] = "http://proxy.example"
    assert host.findings()["proxy"].code == code


def test_this_python_is_asked_for_what_native_mode_needs(host: Host) -> None:
    del host.facts["python"]
    host.asked["MODE"] = "native"
    found = host.machine().python
    assert found.version == sys.version_info[:2]


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (None, "python-unusable"),
        ("#!/bin/sh\necho 3 9\n", "python-too-old"),
        ("#!/bin/sh\necho 3 12 ensurepip pip\n", "no-venv"),
        ("#!/bin/sh\necho hello\n", "python-unknown"),
        ("#!/bin/sh\nexec sleep 20\n", "python-unknown"),
        ("#!/bin/sh\necho 3 12\n", None),
    ],
)
def test_a_named_python_is_asked(script: str | None, code: str | None, host: Host) -> None:
    python = host.root / "python"
    if script:
        python.write_text(script)
        python.chmod(0o755)
    del host.facts["python"]
    host.asked["PYTHON"] = str(python)
    assert host.findings()["python"].code == code


def test_a_card_that_a_cgroup_hides_is_counted(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.read_text

    def refuse(self: Path, **how: str) -> str:
        if self.parent == host.root / TOPOLOGY / "1":
            raise PermissionError(errno.EPERM, "Operation not permitted")
        return read(self, **how)

    monkeypatch.setattr(Path, "read_text", refuse)
    assert topology(host.root) == Topology(hidden=1)
    assert host.findings()["cards"].code == "cards-hidden"
