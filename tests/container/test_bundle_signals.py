"""make load, broken off at any moment: the image is there whole, or not at all; and it works afterwards."""

from __future__ import annotations

import signal

import pytest

from container.bundles import Packing, image_id, packed_id, remove_image
from container.engine import Contained
from faults.moments import SIGNALS, survives


@pytest.mark.parametrize("end", SIGNALS, ids=lambda end: end.name)
def test_a_load_that_is_broken_off_at_any_moment_leaves_nothing(
    gone: Packing, there: Contained, end: signal.Signals
) -> None:
    def left(said: str) -> object:
        found = image_id(gone.reference)
        return there.processes() or found not in ((packed_id(gone.path),) if "Loaded: " in said else (None,))

    survives(
        there,
        "load",
        end,
        1.5,
        done="Loaded: ",
        before=lambda: remove_image(gone.reference),
        left=left,
        BUNDLE=gone.path,
    )
    if end == SIGNALS[-1]:
        assert there.make("load", BUNDLE=gone.path).returncode == 0
