"""The same work, timed whole and in parts: another program that takes the processor now and then is no fault of it."""

from __future__ import annotations

import pytest

from judge.labs.cost_times import ALIKE, FEWEST, KINDS, PHASES, whole_and_parts

QUICK, SLOW = 50e-6, 5e-3  # seconds: a phase, and one during which somebody else had the processor


def holds(*slow: tuple[str, int]) -> bool:
    """Of a model whose times are right, but for these in these rounds."""
    samples = []
    for number in range(FEWEST):
        for kind in KINDS:
            seconds = SLOW if (kind, number) in slow else QUICK * (4 if kind == "training" else 1)
            samples.append({"round": number, "case": 0, "what": kind, "start": 1.0, "end": 1.0 + seconds})
    objects = {"samples": {"data": samples}}
    return whole_and_parts([{"name": "1x256"}], objects, against_itself=False).holds


@pytest.mark.parametrize(
    ("slow", "hold"),
    [
        ([], True),
        ([("training", number) for number in range(FEWEST - 1)], True),
        # never the same phase twice in a row, and one in every round: the quickest of each tell
        ([(PHASES[number % len(PHASES)], number) for number in range(FEWEST)], True),
        ([("training", number) for number in range(FEWEST)], False),
        ([("backward", number) for number in range(FEWEST)], False),
        ([("inference", number) for number in range(FEWEST)], False),
    ],
    ids=["none", "all but one", "in turn", "every whole", "one phase in every round", "every inference"],
)
def test_only_what_is_off_in_every_round_and_between_the_quickest_is_a_fault(
    slow: list[tuple[str, int]], hold: bool
) -> None:
    assert SLOW > ALIKE * 4 * QUICK
    assert holds(*slow) is hold
