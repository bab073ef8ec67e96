"""Which demands the judge refuses before anything runs."""

from __future__ import annotations

from typing import Any

import pytest

from judge.demand import is_met

CPU, ROCM, CUDA = ({"hip": h, "cuda": c} for h, c in ((None, None), ("7.15.1", None), (None, "13.0")))


@pytest.mark.parametrize(
    ("backend", "build", "available", "met"),
    [
        ("auto", CPU, False, True),
        ("cpu", ROCM, True, True),
        ("hip", CPU, False, False),
        ("hip", ROCM, False, False),
        ("hip", ROCM, True, True),
        ("hip", CUDA, True, False),
        ("hip", ROCM | {"cuda": "13.0"}, True, False),
        ("cuda", CUDA, True, True),
        ("cuda", CUDA, False, False),
        ("cuda", ROCM, True, False),
    ],
)
def test_a_demand_is_met_where_a_lab_would_start(
    backend: str, build: dict[str, Any], available: bool, met: bool
) -> None:
    assert is_met(backend, {**build, "available": available}) is met


def test_a_torch_that_cannot_say_what_it_is_is_left_to_the_labs() -> None:
    assert is_met("hip", None)
