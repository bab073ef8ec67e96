"""A checkout for faults alone: what they leave in runs/ and work/ is nobody else's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from native.checkout import Checkout, with_environment


@pytest.fixture(scope="package")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """With its environment."""
    with with_environment(tmp_path_factory.mktemp("faults") / "Lab ü faults") as checkout:
        yield checkout
