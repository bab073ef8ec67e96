"""Whose files they are: the learner's, whoever calls, whoever owns the checkout, whatever the umask."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from container.engine import Bases, Lab
from container.learner import save
from container.people import USER, Own, Person, at_home
from native.running import start

# (who types and whose checkout it is, whose the files have to be)
PEOPLE = [
    pytest.param((Person(umask=0o077), 1000), id="root, in a checkout of root's, umask 077"),
    pytest.param((Person(owner=USER), USER), id="root, in a checkout of an ordinary user's"),
    pytest.param((Person(USER, USER, 0o077), USER), id="an ordinary user in the engine's group, umask 077"),
]


@dataclass
class Home:
    """A checkout in which a lab is up, and the user whose files there have to be."""

    checkout: Own
    lab: Lab
    user: int


@pytest.fixture(scope="module", params=PEOPLE)
def home(request: pytest.FixtureRequest, bases: Bases) -> Iterator[Home]:
    person, user = request.param
    with at_home(person, bases.cpu) as checkout:
        built = checkout.make("image")
        assert built.returncode == 0, built.stderr
        up = start(checkout, "en", int(checkout.given["LAB_PORT"]))
        yield Home(checkout, Lab(checkout, up.base, up.token), user)


def owners(folder: Path) -> set[tuple[int, int]]:
    """The users and groups of a folder and all in it."""
    return {(found.st_uid, found.st_gid) for found in (path.lstat() for path in (folder, *folder.rglob("*")))}


def test_the_lab_runs_as_that_user_and_not_as_root(home: Home) -> None:
    assert home.lab.run("id", "-u") == str(home.user)
    assert home.lab.run("id", "-g") == str(home.user)


def test_the_token_is_that_user_s_alone(home: Home) -> None:
    token = (home.checkout.root / ".lab/token").stat()
    assert (token.st_uid, stat.S_IMODE(token.st_mode)) == (home.user, 0o600)


def test_what_is_saved_in_jupyterlab_is_that_user_s_and_on_disk_at_once(home: Home) -> None:
    save(home.lab, "mine ü.ipynb", "what I saw")
    mine = home.checkout.root / "work/mine ü.ipynb"
    assert "what I saw" in mine.read_text(encoding="utf-8")
    assert mine.stat().st_uid == home.user
    assert home.lab.run("stat", "--format", "%u", "/lab/work/mine ü.ipynb") == str(home.user)


def test_the_learner_can_write_every_copy_and_read_every_lab(home: Home) -> None:
    home.lab.run("sh", "-c", 'for copy in /lab/work/*.ipynb; do test -w "$copy" || exit 1; done')
    home.lab.run("sh", "-c", "cat /lab/labs/*.py /lab/labs/flowlab/*.py >/dev/null")
    assert home.lab.python("import flowlab; print(flowlab.__name__)") == "flowlab"


def test_after_a_reset_the_fresh_copy_is_that_user_s(home: Home) -> None:
    done = home.checkout.make("reset", LAB="02")
    assert done.returncode == 0, done.stderr
    assert owners(home.checkout.root / "work") == {(home.user, home.user)}


def test_after_a_check_everything_that_the_lab_made_is_that_user_s(home: Home) -> None:
    done = home.checkout.make("check", NOTEBOOK="work/02_inference_flow.en.ipynb")
    assert done.returncode == 0, done.stdout + done.stderr
    for folder in ("work", "runs", ".lab"):
        assert owners(home.checkout.root / folder) == {(home.user, home.user)}, folder
    [record] = (home.checkout.root / "runs").glob("*/record.json")
    assert json.loads(record.read_text(encoding="utf-8"))["verdict"]["labs"] == "PASS"


def test_the_rest_of_the_checkout_is_still_its_owner_s(home: Home) -> None:
    owner = home.checkout.person.owner
    made = {"work", "runs", ".lab"}
    rest = [path for path in home.checkout.root.iterdir() if path.name not in made]
    assert set().union(*(owners(path) for path in rest)) == {(owner, owner)}
