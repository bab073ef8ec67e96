"""What a second `make seats` may ask of seats that are open: the same, said or not, and nothing else."""

from __future__ import annotations

from typing import cast

import pytest

from cli.settings import Settings, parse
from cli.speech import LabError
from workshop.seats.demands import Door, in_force, require_same
from workshop.seats.state import Seats


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
