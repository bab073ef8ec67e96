"""Who types the verbs: root or an ordinary user, in a checkout of this or that owner, with this or that umask."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from container.engine import Contained, make_contained

SOCKET = Path("/var/run/docker.sock")
USER = 12345  # of no account on any machine, as a user that a directory service knows


@dataclass(frozen=True)
class Person:
    """A caller, the owner of the checkout, and the umask under which it was cloned and is used."""

    caller: int = 0
    owner: int = 0
    umask: int = 0o022
    of_docker: bool = True  # in the group that may use the engine

    def command(self, command: list[str]) -> list[str]:
        """`command` as this person's shell would run it."""
        as_typed = ["sh", "-c", f'umask {self.umask:03o}; exec "$@"', "sh", *command]
        if self.caller == os.getuid():
            return as_typed
        # The socket's own group, whatever it is called here.
        groups = ["--groups", str(SOCKET.stat().st_gid)] if self.of_docker else ["--clear-groups"]
        return ["setpriv", "--reuid", str(self.caller), "--regid", str(self.caller), *groups, *as_typed]


@dataclass
class Own(Contained):
    """A checkout in which one person types."""

    person: Person = Person()

    def command(self, verb: str, **variables: object) -> list[str]:
        return self.person.command(super().command(verb, **variables))

    def environ(self, **more: str) -> dict[str, str]:
        return super().environ(HOME=str(self.root.parent), **more)


@contextmanager
def at_home(person: Person, base: str) -> Iterator[Own]:
    """A checkout as this person would have cloned it, in a folder that everybody may enter."""
    if os.getuid() != 0:
        pytest.skip("only root can become somebody else")
    house = Path(tempfile.mkdtemp(prefix="lab-"))
    made = make_contained(house / "Lab ü", base)
    for path in (house, *house.rglob("*")):
        path.chmod(path.stat().st_mode & 0o777 & ~person.umask)
        os.chown(path, person.owner, person.owner)
    house.chmod(0o755)
    checkout = Own(made.root, given=made.given, person=person)
    try:
        yield checkout
    finally:
        checkout.remove()
        shutil.rmtree(house)
