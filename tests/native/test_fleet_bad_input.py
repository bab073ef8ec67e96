"""make fleet refuses what it cannot use before it touches a machine, or makes anything."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from native.checkout import Checkout, error_code, make_checkout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    return make_checkout(tmp_path_factory.mktemp("fleet") / "Lab ü fleet")


@pytest.mark.parametrize("verb", ["fleet", "fleet-down"])
def test_without_hosts_nothing_happens(checkout: Checkout, verb: str) -> None:
    assert error_code(checkout.make(verb)) == ("hosts-not-named", 2)


@pytest.mark.parametrize("verb", ["fleet", "fleet-down"])
def test_hosts_that_is_not_there(checkout: Checkout, verb: str) -> None:
    assert error_code(checkout.make(verb, HOSTS="no such.ini")) == ("file-missing", 2)


@pytest.mark.parametrize("verb", ["fleet", "fleet-down"])
@pytest.mark.parametrize("content", ["", " \n\n"])
def test_an_empty_list(checkout: Checkout, tmp_path: Path, verb: str, content: str) -> None:
    (tmp_path / "empty.ini").write_text(content)
    assert error_code(checkout.make(verb, HOSTS=tmp_path / "empty.ini")) == ("hosts-none", 2)


def test_without_a_bundle_of_this_checkout(checkout: Checkout) -> None:
    done = checkout.make("fleet", HOSTS="scripts/workshop/fleet/inventory.example.ini")
    assert error_code(done) == ("fleet-no-bundle", 2)
    assert "make bundle" in done.stderr


def test_a_bundle_that_is_not_there(checkout: Checkout) -> None:
    done = checkout.make("fleet", HOSTS="scripts/workshop/fleet/inventory.example.ini", BUNDLE="none")
    assert error_code(done) == ("file-missing", 2)


def test_a_program_that_is_missing_is_named(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "python3").symlink_to(Path(sys.executable).resolve())
    for name in ("make", "sh"):
        (tmp_path / name).symlink_to(shutil.which(name) or name)
    hosts = "scripts/workshop/fleet/inventory.example.ini"
    done = checkout.make("fleet", checkout.environ(PATH=str(tmp_path)), HOSTS=hosts, BUNDLE=tmp_path)
    assert error_code(done)[0] == "fleet-no-ssh"


def test_nothing_was_made(checkout: Checkout) -> None:
    assert not (checkout.root / "runs").exists()
    assert not (checkout.root / ".lab").exists()
