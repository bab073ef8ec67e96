"""A checkout of its own for the tests of the verbs, in a folder whose name has a space and an ü."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psutil

PROJECT = Path(__file__).resolve().parents[2]
MARK = "CHECKOUT_UNDER_TEST"  # in the environment of whatever a checkout starts


@dataclass
class Checkout:
    """Runs verbs as a person would, and knows every process that they started."""

    root: Path
    mode: str = "native"
    mark: str = field(default_factory=lambda: uuid4().hex)

    def environ(self, **more: str) -> dict[str, str]:
        """The environment of this machine without the project's own settings and without an outer make."""
        kept = {
            k: v for k, v in os.environ.items() if not k.startswith(("LAB_", "MAKE", "MFLAGS", "PYTHONPATH", "PYTEST"))
        }
        return {**kept, "LAB_LANG": "en", "LAB_MODE": self.mode, MARK: self.mark, **more}

    def command(self, verb: str, **variables: object) -> list[str]:
        return ["make", verb, *(f"{name}={value}" for name, value in variables.items())]

    def make(
        self, verb: str, env: dict[str, str] | None = None, **variables: object
    ) -> subprocess.CompletedProcess[str]:
        """The verb, to its end."""
        command = self.command(verb, **variables)
        return subprocess.run(
            command, cwd=self.root, env=env or self.environ(), capture_output=True, text=True, timeout=1200
        )

    def processes(self) -> list[psutil.Process]:
        """Every living process that this checkout started, wherever it has gone since."""
        living = (p for p in psutil.process_iter(["status"]) if p.info["status"] != psutil.STATUS_ZOMBIE)
        return [p for p in living if _mark(p) == self.mark]

    def kill(self) -> None:
        """Kills them all; with one, others may go by themselves."""
        for process in self.processes():
            with suppress(psutil.NoSuchProcess):
                process.kill()


def _mark(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(MARK)
    except psutil.Error:
        return None


def make_checkout(root: Path, mode: str = "native") -> Checkout:
    """What git would clone, as it stands in the working tree."""
    listed = subprocess.run(
        ["git", "-C", PROJECT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (PROJECT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, root / name)
    return Checkout(root, mode)


@contextmanager
def with_environment(root: Path) -> Iterator[Checkout]:
    """A clone that is ready to use; at the end nothing of it runs."""
    checkout = make_checkout(root)
    give_environment(checkout)
    yield checkout
    checkout.make("stop")
    assert checkout.processes() == []


def give_environment(checkout: Checkout) -> None:
    """The project's own environment as this checkout's: all but the word that it is ready, which is of a place."""
    _lend(".venv", checkout, "wanted(VENV, None)")


def give_organizer(checkout: Checkout) -> None:
    """The same for the organizer's, which is made in the project by the first who needs it."""
    _ask_environment("organizer_environment()", PROJECT)
    (checkout.root / ".lab").mkdir()
    _lend(".lab/organizer", checkout, "organizer_wanted(LAB_STATE / 'organizer')")


def _lend(folder: str, checkout: Checkout, stamp: str) -> None:
    there, here = PROJECT / folder, checkout.root / folder
    here.mkdir()
    for part in there.iterdir():
        (here / part.name).symlink_to(part)
    (here / "lab-ready").unlink()
    (here / "lab-ready").write_text(_ask_environment(stamp, checkout.root))


def _ask_environment(code: str, root: Path) -> str:
    """What scripts/session/environment.py of this checkout answers."""
    asked = f"from session.environment import *; print({code})"
    environ = {**os.environ, "PYTHONPATH": "scripts"}
    done = subprocess.run(["python3", "-c", asked], cwd=root, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def error_code(done: subprocess.CompletedProcess[str]) -> tuple[str, int]:
    """(stable code, the script's own exit status), after making sure that it was said in two lines and no traceback."""
    assert "Traceback" not in done.stderr + done.stdout
    lines = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert len(lines) == 2, done.stderr
    assert lines[0].startswith("✗ ")
    assert lines[1].startswith("  → ")
    status = next(line for line in done.stderr.splitlines() if line.startswith("make")).rsplit(" ", 1)[1]
    return lines[0].removeprefix("✗ ").split(":")[0], int(status)
