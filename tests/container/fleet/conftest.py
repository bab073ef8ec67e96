"""Three Debian machines, reached by real ssh, and the runs of `make fleet` over them; all gone after the last test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from container.engine import Contained, docker, leave_one_lab
from container.fleet_machines import machine_images, machines, write_inventory
from container.fleet_organizer import GPU_NODES, Fleet, Said, commit
from native.checkout import give_organizer


@pytest.fixture(scope="session")
def images() -> dict[str, str]:
    """Made first of all, while another worker makes the lab's bases."""
    return machine_images()


@pytest.fixture(scope="package")
def fleet(
    images: dict[str, str], new_checkout: Callable[..., Contained], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fleet]:
    """The machines as an installer left them; one lab in the checkout, so that each check takes seconds."""
    checkout = new_checkout("Lab ü fleet")
    leave_one_lab(checkout)
    give_organizer(checkout)
    commit(checkout.root)
    bundled = checkout.make("bundle")
    assert bundled.returncode == 0, bundled.stdout + bundled.stderr
    folder = tmp_path_factory.mktemp("fleet")
    with machines(images, folder) as made:
        made["bare"].says(GPU_NODES)
        made["ready"].says("systemctl disable --quiet --now docker.service")  # its socket would wake it
        yield Fleet(checkout, made, write_inventory(folder / "inventory.ini", made))
    for bundle in (checkout.root / "runs").glob("rocm-lab-*"):
        docker("image", "rm", bundle.name.replace("rocm-lab-", "rocm-lab:"))


@pytest.fixture(scope="package")
def shown(fleet: Fleet) -> tuple[Said, dict[str, str], dict[str, str]]:
    """CHECK=1 on machines where nothing is installed yet; what they were before and after."""
    before = {name: machine.state() for name, machine in fleet.machines.items()}
    done = fleet.make("fleet", CHECK=1)
    return done, before, {name: machine.state() for name, machine in fleet.machines.items()}


@pytest.fixture(scope="package")
def first(fleet: Fleet, shown: object) -> Said:  # noqa: ARG001  after it
    return fleet.make("fleet")


@pytest.fixture(scope="package")
def second(fleet: Fleet, first: object) -> Said:  # noqa: ARG001  after it
    return fleet.make("fleet")
