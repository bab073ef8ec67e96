"""What seats ask of a machine, a share of it and an address; and of seats that are open: the same, said or not."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from cli.settings import Settings, parse
from cli.speech import LabError
from workshop.seats.demands import Door, Share, in_force, require_same, share
from workshop.seats.state import Seats

GIB = 2**30


def call(**typed: str) -> Settings:
    return parse({f"LAB_{name}": value for name, value in {"N": "4", **typed}.items()})


def opened(overflow: str = "refuse", *, rocm: bool = True, **typed: str) -> Seats:
    """Seats that this call opened; only what was asked for is looked at."""
    settings = call(**typed)
    door = Door(settings.bind or "127.0.0.1", settings.port, None, None)
    asked = in_force(settings, door, overflow, rocm=rocm)
    return cast("Seats", type("Opened", (), {"asked": asked}))


@pytest.mark.parametrize(
    ("seats", "typed"),
    [
        (opened(), {}),
        (opened(), {"OVERFLOW": "refuse", "BIND": "127.0.0.1", "BACKEND": "hip", "GPU": "all"}),
        (opened("cpu"), {}),
        (opened("cpu"), {"OVERFLOW": "cpu"}),
        (opened(rocm=False), {"BACKEND": "cpu"}),
        (opened(rocm=False), {"BACKEND": "auto"}),
        (opened(GPU="1"), {"GPU": "1"}),
        (opened(), {"DEVICES": "nodes"}),
        (opened(DEVICES="cdi"), {"DEVICES": "cdi"}),
        (opened(DEVICES="cdi"), {}),
    ],
)
def test_the_same_again_is_no_other_request(seats: Seats, typed: dict[str, str]) -> None:
    require_same(call(**typed), seats)


@pytest.mark.parametrize(
    ("seats", "typed", "found"),
    [
        (opened(), {"N": "5"}, "N=4"),
        (opened(), {"OVERFLOW": "cpu"}, "OVERFLOW=refuse"),
        (opened("cpu"), {"OVERFLOW": "refuse"}, "OVERFLOW=cpu"),
        (opened(), {"BIND": "0.0.0.0"}, "BIND=127.0.0.1"),
        (opened(), {"BACKEND": "cpu"}, "BACKEND=hip"),
        (opened(rocm=False), {"BACKEND": "hip"}, "BACKEND=cpu"),
        (opened(), {"GPU": "1"}, "GPU=-"),
        (opened(), {"DEVICES": "cdi"}, "DEVICES=nodes"),
        (opened(DEVICES="cdi"), {"DEVICES": "nodes"}, "DEVICES=cdi"),
        (opened(), {"CERT": "c", "KEY": "k"}, "CERT=-, KEY=-"),
    ],
)
def test_another_request_is_refused_and_names_what_there_is(seats: Seats, typed: dict[str, str], found: str) -> None:
    with pytest.raises(LabError) as refused:
        require_same(call(**typed), seats)
    assert refused.value.code == "seats-other"
    assert f"open here with {found};" in refused.value.text("en")


@pytest.mark.parametrize(
    ("total", "cores", "seats", "expected"),
    [
        (66 * GIB, 16, 8, Share(8 * GIB, 2.0)),
        (66 * GIB, 16, 1, Share(16 * GIB, 16.0)),  # never more than compose.yaml allows
        (24 * GIB, 2, 10, Share(2252 * 2**20, 1.0)),  # more seats than cores: they take turns
        (4 * GIB, 2, 1, Share(2 * GIB, 2.0)),
    ],
)
def test_a_seat_gets_its_share(total: int, cores: int, seats: int, expected: Share) -> None:
    assert share(total, cores, seats, 16 * GIB) == expected


FITTING = [(24 * GIB, 23, 22), (4 * GIB, 3, 2), (3 * GIB - 1, 1, 0), (GIB, 1, 0)]


@pytest.mark.parametrize(("total", "seats", "fit"), FITTING)
def test_seats_that_do_not_fit_are_refused_and_it_says_how_many_do(total: int, seats: int, fit: int) -> None:
    with pytest.raises(LabError) as refused:
        share(total, 8, seats, 16 * GIB)
    assert refused.value.code == "seats-too-many"
    assert f" {fit} do, " in refused.value.text("en")
    assert f"、{fit} 席まで" in refused.value.text("ja")


@pytest.mark.parametrize(
    ("bind", "cert", "host", "address", "room"),
    [
        ("127.0.0.1", None, None, "http://127.0.0.1:8888/", False),
        ("192.0.2.5", None, None, "http://192.0.2.5:8888/", True),
        ("192.0.2.5", Path("c"), "lab.example", "https://lab.example:8888/", True),
        ("::1", None, None, "http://[::1]:8888/", False),
    ],
)
def test_the_address_is_what_a_browser_takes(
    bind: str, cert: Path | None, host: str | None, address: str, room: bool
) -> None:
    door = Door(bind, 8888, cert, cert)
    assert (door.address(host), door.open_to_the_room) == (address, room)
