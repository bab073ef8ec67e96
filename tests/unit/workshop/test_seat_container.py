"""A seat's container: what it takes over from compose.yaml, and what is its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from workshop.seats.engine import without_card
from workshop.seats.hub.seat_container import create_options, environment, host_options, stop_seconds

SERVICE: dict[str, Any] = {
    "image": "rocm-lab:1", "user": "1000:1000", "working_dir": "/lab/work", "init": True, "read_only": True,
    "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"], "pids_limit": 2048, "shm_size": "8589934592",
    "tmpfs": ["/tmp:exec"], "group_add": ["109", "1000"], "mem_limit": "17179869184", "stop_grace_period": "2s",
    "environment": {"LANG": "C.UTF-8", "LAB_BACKEND": "hip", "JUPYTER_TOKEN_FILE": "/run/secrets/token"},
    "devices": [{"source": "/dev/kfd", "target": "/dev/kfd", "permissions": "rwm"}],
    "volumes": [
        {"type": "bind", "source": "/x/.lab/home", "target": "/lab/home", "bind": {"selinux": "z"}},
        {"type": "bind", "source": "/x/work", "target": "/lab/work", "bind": {"selinux": "z"}},
        {"type": "bind", "source": "/x/labs", "target": "/lab/labs", "read_only": True, "bind": {"selinux": "z"}},
    ],
}  # fmt: skip


def test_a_seat_takes_over_what_compose_says_and_has_its_own_folders() -> None:
    created = create_options(SERVICE, "seat-01", "rocm-lab.seats=p")
    host = host_options(SERVICE, Path("/w/seat-01"), Path("/h/seat-01"))
    assert created["user"] == "1000:1000"
    assert created["labels"] == {"rocm-lab.seats": "p", "rocm-lab.seat": "seat-01"}
    for setting in ("init", "read_only", "cap_drop", "security_opt", "pids_limit", "tmpfs", "group_add"):
        assert host[setting] == SERVICE[setting]
    assert host["shm_size"] == 8 * 2**30
    assert host["devices"] == ["/dev/kfd:/dev/kfd:rwm"]
    assert host["binds"] == ["/h/seat-01:/lab/home:rw,z", "/w/seat-01:/lab/work:rw,z", "/x/labs:/lab/labs:ro,z"]
    assert stop_seconds(SERVICE) == 2


def test_a_seat_s_card_by_its_name_is_asked_of_the_engine_and_is_no_node() -> None:
    name = {"source": "amd.com/gpu=1", "target": "amd.com/gpu=1", "permissions": "rwm"}
    host = host_options({**SERVICE, "devices": [name]}, Path("/w"), Path("/h"))
    assert host["devices"] == []
    assert host["device_requests"] == [{"Driver": "cdi", "DeviceIDs": ["amd.com/gpu=1"]}]
    assert host_options(SERVICE, Path("/w"), Path("/h"))["device_requests"] == []


def test_a_setting_that_compose_gained_is_not_lost_in_silence() -> None:
    with pytest.raises(ValueError, match="userns_mode"):
        create_options({**SERVICE, "userns_mode": "host"}, "seat-01", "a=b")


def test_a_seat_has_no_token_file_and_as_many_threads_as_cores() -> None:
    lab = {"LANG": "C.UTF-8", "LAB_BACKEND": "hip"}
    assert environment(SERVICE, 2.5, 1.8e9) == {**lab, "OMP_NUM_THREADS": "2", "SEAT_ENDS": "1800000000"}
    assert environment(SERVICE, 0.5, 1.8e9)["OMP_NUM_THREADS"] == "1"


def test_a_seat_without_a_card_has_no_node_and_no_group_of_one_and_says_cpu() -> None:
    alone = without_card(SERVICE)
    assert "devices" not in alone
    assert "group_add" not in alone
    assert alone["environment"]["LAB_BACKEND"] == "cpu"
    assert SERVICE["environment"]["LAB_BACKEND"] == "hip"
