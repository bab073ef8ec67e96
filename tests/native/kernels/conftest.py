"""One keeper for the tests of kernels."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from jupyter_client.provisioning.factory import KernelProvisionerFactory

from judge.kernels.kept import Keeper
from judge.kernels.provisioner import NAME
from native.kernels.keeping import kept


@pytest.fixture(scope="package", autouse=True)
def _registered() -> None:
    KernelProvisionerFactory.instance().default_provisioner_name = NAME


@pytest.fixture(scope="package")
def keeper() -> Iterator[Keeper]:
    with kept() as keeper:
        yield keeper
