"""A checkout for faults alone: what they leave in runs/ and work/ is nobody else's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from native.checkout import Checkout, give_environment, make_checkout


@pytest.fixture(scope="package")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """With its environment."""
    checkout = make_checkout(tmp_path_factory.mktemp("faults") / "Lab ü faults")
    give_environment(checkout)
    yield checkout
    checkout.make("stop")
    assert checkout.processes() == []
