"""The stand-in bases, checkouts that use them, and one lab that runs on the CPU for all the tests that only look."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest

from container.bundles import Packing, packing, remove_image, unpack
from container.engine import Bases, Contained, Lab, make_contained, require_engine, stand_in_bases
from container.seating import give_proxy
from container.this_machine import Machine, make_machine
from native.checkout import give_organizer
from native.running import start


@pytest.fixture(scope="session", autouse=True)
def _engine() -> None:
    require_engine()


@pytest.fixture(scope="session")
def bases(_engine: None) -> Bases:
    """References of the stand-in images."""
    return stand_in_bases()


@pytest.fixture(scope="session")
def one_card(tmp_path_factory: pytest.TempPathFactory, bases: Bases) -> Iterator[Machine]:
    """A machine with one AMD card, for those who only read it."""
    root = tmp_path_factory.mktemp("machine") / "one card"
    yield make_machine(root, bases.cpu, cards=1)
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="session")
def new_checkout(tmp_path_factory: pytest.TempPathFactory, bases: Bases) -> Iterator[Callable[..., Contained]]:
    """Makes a checkout in a folder of this name, on the CPU's base unless LAB_BASE_IMAGE says another."""
    made: list[Contained] = []

    def new(name: str = "Lab ü 3", **more: str) -> Contained:
        made.append(make_contained(tmp_path_factory.mktemp("contained") / name, bases.cpu, **more))
        return made[-1]

    yield new
    for checkout in made:
        checkout.remove()


@pytest.fixture(scope="session")
def lab(new_checkout: Callable[..., Contained]) -> Iterator[Lab]:
    """A lab that runs on the CPU. Who stops it or breaks it starts it again."""
    checkout = new_checkout("Lab ü session")
    up = start(checkout, "en", int(checkout.given["LAB_PORT"]))
    yield Lab(checkout, up.base, up.token)
    checkout.remove()


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Packing]:
    """A bundle of a small image; the image itself comes and goes."""
    made = packing(tmp_path_factory.mktemp("packed") / "Lab ü pack")
    done = made.checkout.make("bundle")
    assert done.returncode == 0, done.stdout + done.stderr
    yield made
    remove_image(made.reference)
    remove_image(made.base)  # somebody's, in some tests


@pytest.fixture(scope="session")
def there(packed: Packing, tmp_path_factory: pytest.TempPathFactory) -> Contained:
    """The checkout of the bundle, unpacked where there was none."""
    return unpack(packed.path, tmp_path_factory.mktemp("venue") / "Lab ü venue", packed.checkout.given)


@pytest.fixture
def gone(packed: Packing) -> Packing:
    """The bundle, and an engine without its image."""
    remove_image(packed.reference)
    return packed


@pytest.fixture(scope="session")
def seats_checkout(new_checkout: Callable[..., Contained]) -> Iterator[Contained]:
    """A checkout for seats, with the proxy and the organizer's environment."""
    checkout = new_checkout("Lab ü seats")
    give_proxy(checkout)
    give_organizer(checkout)
    yield checkout
    assert checkout.make("seats-down").returncode == 0
