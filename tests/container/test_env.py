"""make env: one marked block in .env, all else left to the byte; then plain docker compose does the right thing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from container.engine import Contained, Lab, inspect
from container.learner import answers
from native.checkout import error_code
from session.dotenv import BEGIN, END, KEPT

# What a person may have there: odd values, another's line ends, a letter that is no UTF-8, a name twice.
MINE = (
    b"# mine\r\nexport OTHER='a b \xc3\xbc $x \"y\"'\r\n\n  SPACED = 1 \nPATTERN=\\1\\g<0>\nLATIN=\xe9\nOTHER=again\n"
)


@pytest.fixture
def checkout(new_checkout: Callable[..., Contained]) -> Contained:
    return new_checkout("Lab ü env")


def write_env(checkout: Contained, **variables: object) -> bytes:
    """What is in .env after `make env`."""
    done = checkout.make("env", **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    return (checkout.root / ".env").read_bytes()


def block_of(dotenv: bytes) -> bytes:
    begin, end = BEGIN.encode(), END.encode() + b"\n"
    assert dotenv.count(begin) == dotenv.count(end) == 1
    return dotenv[dotenv.index(begin) : dotenv.index(end) + len(end)]


def test_everything_outside_its_block_stays_to_the_byte(checkout: Contained) -> None:
    file = checkout.root / ".env"
    file.write_bytes(MINE)
    file.chmod(0o600)
    written = write_env(checkout)
    assert written.replace(block_of(written), b"") == MINE
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_bytes(b"FIRST=1\n" + written + b"LAST=2")
    again = write_env(checkout)
    assert again == b"FIRST=1\n" + written + b"LAST=2"


def test_a_second_run_changes_nothing_and_keeps_what_was_typed_behind_the_first(checkout: Contained) -> None:
    first = write_env(checkout, PORT=45678)
    assert write_env(checkout, PORT=45678) == first
    untyped = {k: v for k, v in checkout.environ().items() if k not in KEPT}
    assert checkout.make("env", untyped).returncode == 0
    assert (checkout.root / ".env").read_bytes() == first
    assert b"LAB_PORT=45678\n" in first


def test_a_wheelhouse_with_an_odd_name_reaches_compose_and_the_verbs_as_it_is(
    checkout: Contained, tmp_path: Path
) -> None:
    odd = tmp_path / "wheel house's ü #1"
    odd.mkdir()
    write_env(checkout, WHEELHOUSE=odd)
    shown = checkout.compose("config", "--format", "json")
    assert shown.returncode == 0, shown.stderr
    contexts = json.loads(shown.stdout)["services"]["lab"]["build"]["additional_contexts"]
    assert contexts["wheelhouse"] == str(odd)
    odd.rmdir()
    untyped = {k: v for k, v in checkout.environ().items() if k != "LAB_WHEELHOUSE"}
    assert error_code(checkout.make("image", untyped)) == ("file-missing", 2)


@pytest.fixture
def by_hand(checkout: Contained) -> Iterator[Lab]:
    """A lab that a person started with `docker compose up -d` and nothing but .env."""
    image = checkout.make("image")
    assert image.returncode == 0, image.stderr
    write_env(checkout)
    done = checkout.compose("up", "--detach", "--wait", "lab")
    assert done.returncode == 0, done.stderr
    token = (checkout.root / ".lab/token").read_text()
    yield Lab(checkout, f"http://127.0.0.1:{checkout.given['LAB_PORT']}", token)
    checkout.compose("down")


def test_docker_compose_by_hand_starts_the_same_lab_and_the_verbs_know_it(by_hand: Lab) -> None:
    checkout = by_hand.checkout
    before = inspect(by_hand.container)
    assert answers(by_hand)
    assert checkout.make("url").stdout.startswith(f"{by_hand.base}/start/en?token=")
    again = checkout.make("lab")
    assert "already up" in again.stdout
    assert "runs on:  CPU: no AMD GPU found" in again.stdout
    write_env(checkout)  # nor does this take its token away
    after = inspect(by_hand.container)
    assert (after["Id"], after["State"]["StartedAt"]) == (before["Id"], before["State"]["StartedAt"])
    assert before["Config"]["User"] != "0:0"
    assert (checkout.root / ".lab/token").read_text() == by_hand.token
    assert checkout.make("stop").returncode == 0
    assert checkout.containers() == []
