"""A disk that is full, a checkout that is read-only or lies in an odd place; a port that goes; who has nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import nbformat
import pytest

from faults.breaking import full_disk, other_torch, read_only
from native.checkout import Checkout, error_code, give_environment, make_checkout
from native.running import free_port, status

MINE = "mine, and never damaged"
COPY = "labs/01_training_flow.en.ipynb"


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    ("verb", "variables", "folder", "free"),
    [
        pytest.param("lab", {}, "work", 60_000, id="seeding"),
        pytest.param("reset", {"LAB": "01"}, "work", 30_000, id="a fresh copy"),
        pytest.param("lab", {}, ".lab", 0, id="the token"),
        pytest.param("lab", {}, ".lab", 20_480, id="what JupyterLab writes"),
        pytest.param("check", {"NOTEBOOK": COPY}, "runs", 8192, id="a record"),
        pytest.param("check", {"NOTEBOOK": COPY}, "tmp", 60_000, id="what runs leave"),
    ],
)
def test_on_a_full_disk_it_says_so_and_leaves_no_half_of_a_file(
    ready: Checkout, verb: str, variables: dict[str, str], folder: str, free: int
) -> None:
    place = ready.root / folder
    runs = set((ready.root / "runs").glob("*/record.json"))
    with full_disk(place, free=free):
        mine = place / "01_training_flow.ja.ipynb"
        if folder == "work":
            mine.write_text(MINE)
        environ = ready.environ(TMPDIR=str(place)) if folder == "tmp" else ready.environ()
        done = ready.make(verb, environ, **variables, **({"PORT": str(free_port())} if verb == "lab" else {}))
        assert error_code(done) == ("disk-full", 4)
        whole = {file.name: file.read_bytes() for file in (ready.root / "labs").glob("*.ipynb")}
        left = {name: content for name, content in files(place).items() if name.endswith((".ipynb", ".json"))}
        if folder == "work":
            kept = [name for name, content in left.items() if content == MINE.encode()]
            assert len(kept) == 1
            assert all(whole[name] == content for name, content in left.items() if name not in kept)
        assert list(place.glob(".01_*")) == []
    assert set((ready.root / "runs").glob("*/record.json")) == runs
    assert ready.processes() == []


def test_in_a_read_only_checkout_it_is_refused_and_doctor_works(ready: Checkout) -> None:
    before = files(ready.root / "work")
    with read_only(ready.root):
        for verb, variables in (("lab", {"PORT": free_port()}), ("check", {}), ("reset", {"LAB": "01"})):
            assert error_code(ready.make(verb, **variables)) == ("not-writable", 4)
        assert error_code(ready.make("stop")) == ("not-running", 2)
        assert ready.make("doctor").returncode == 0
    assert files(ready.root / "work") == before


@pytest.mark.parametrize(
    ("sign", "verbs"),
    [
        (":", ("lab", "check", "image")),
        *((sign, ("seats",)) for sign in (":", "%", "\n", "\\", "{", "$")),
    ],
)
def test_where_something_cannot_work_it_is_refused_by_the_sign_in_the_path(
    tmp_path: Path, sign: str, verbs: tuple[str, ...]
) -> None:
    checkout = make_checkout(tmp_path / f"a{sign}b", "auto")
    before = files(checkout.root)
    for verb in verbs:
        done = checkout.make(verb, **({"N": "1"} if verb == "seats" else {}))
        assert error_code(done) == ("path-unusable", 2)
        assert f"there is a {ascii(sign)[1:-1]} in the path" in done.stderr
    made = {name for name in files(checkout.root) if "__pycache__" not in name} - set(before)
    assert made <= {".lab/seats-busy.lock"}


class Stranger(BaseHTTPRequestHandler):
    """Says yes to everything, as a program under development may, and notes what it is given."""

    heard: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        """Answers."""
        self.heard.append(f"{self.path} {self.headers}")
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def stranger(port: int) -> Iterator[list[str]]:
    """One who listens there; what was said to it."""
    Stranger.heard.clear()
    with ThreadingHTTPServer(("127.0.0.1", port), Stranger) as server:
        threading.Thread(target=server.serve_forever).start()
        yield Stranger.heard
        server.shutdown()


def test_a_port_that_another_takes_after_the_choice_is_named_and_that_one_hears_no_token(ready: Checkout) -> None:
    port = free_port()
    lab = subprocess.Popen(
        ready.command("lab", PORT=port), cwd=ready.root, env=ready.environ(), stdout=-1, stderr=-1, text=True
    )
    assert lab.stdout
    while "Starting" not in lab.stdout.readline():
        assert lab.poll() is None
    with stranger(port) as heard:
        said = lab.communicate(timeout=60)
    done = subprocess.CompletedProcess(lab.args, lab.returncode, *said)
    assert error_code(done) == ("port-in-use", 2)
    assert heard == []
    assert ready.processes() == []


CUT = ["", '{"pid": 1, "born": "7', "[]", '{"pid": 1, "version": 9}', "\udcff", '{"pid": "1", "born": 7, "port": null}']


def test_state_that_was_cut_or_is_of_another_version_is_no_lab_and_two_at_once_start_one(ready: Checkout) -> None:
    for cut in CUT:
        for name in ("server.json", "container.json"):
            (ready.root / ".lab" / name).write_bytes(cut.encode("utf-8", "surrogateescape"))
        for verb in ("url", "stop"):
            assert error_code(ready.make(verb)) == ("not-running", 2), cut
    port = free_port()
    both = [
        subprocess.Popen(
            ready.command("lab", PORT=port), cwd=ready.root, env=ready.environ(), stdout=-1, stderr=-1, text=True
        )
        for _ in range(2)
    ]
    ended = [subprocess.CompletedProcess(one.args, one.wait(60), *one.communicate()) for one in both]
    good, other = sorted(ended, key=lambda one: one.returncode)
    assert good.returncode == 0, good.stderr
    # Who comes when the first one is through has that one's lab.
    late = other.returncode == 0 and "already up" in good.stdout + other.stdout
    assert late or error_code(other) in (("lab-busy", 4), ("port-in-use", 2))
    told = ready.make("url").stdout.strip()
    assert told in good.stdout  # the token that was printed is the one in force
    assert status(told.replace("/start/en", "/api/status")) == 200
    assert ready.make("stop").returncode == 0
    assert ready.processes() == []
    (ready.root / ".lab/container.json").unlink()


# Whoever types is of no account, as a user that an engine was told by number, and of umask 077.
NOBODY = 'mount --bind /dev/null /etc/passwd && umask 077 && exec "$@"'
# Python would otherwise take UTF-8 for it.
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def test_somebody_without_home_account_locale_or_open_umask_has_a_lab_and_a_check_in_a_folder_of_an_odd_name() -> None:
    """Umask 077, nothing but ASCII, HOME unset; spaces, braces, letters, a variable, quotes and a new line."""
    house = Path(tempfile.mkdtemp(prefix="lab-"))
    try:
        made = make_checkout(house / "Lab {a}\n{0} ü % $HOME '\"\\")
        give_environment(made)
        who = ["unshare", "--mount", "sh", "-c", NOBODY] if os.getuid() == 0 else ["sh", "-c", 'umask 077; exec "$@"']
        environ = {name: value for name, value in made.environ(**ASCII).items() if name != "HOME"}

        def typed(verb: str, **variables: object) -> subprocess.CompletedProcess[str]:
            command = [*who, "sh", *made.command(verb, **variables)]
            return subprocess.run(command, cwd=made.root, env=environ, capture_output=True, text=True, timeout=120)

        up = typed("lab", PORT=free_port())
        assert up.returncode == 0, up.stderr
        assert "Setting up" not in up.stdout
        address = typed("url").stdout.strip()
        assert status(address.replace("/start/en", "/api/status")) == 200
        assert typed("stop").returncode == 0
        done = typed("check", NOTEBOOK="work/01_training_flow.ja.ipynb")
        assert "labs PASS" in done.stdout, done.stdout + done.stderr
        [record] = (made.root / "runs").glob("*/record.json")
        assert record.stat().st_mode & 0o077 == 0
        assert made.processes() == []
    finally:
        shutil.rmtree(house)


def recorded(checkout: Checkout, said: str) -> Path:
    """The folder of the record that a check names."""
    return checkout.root / next(line for line in said.splitlines() if line.startswith("Record: "))[8:]


def test_after_the_clock_was_set_back_records_of_later_harm_nothing(ready: Checkout) -> None:
    """A folder named by a later time, and files changed at one, as a clock that is put right leaves them."""
    done = ready.make("check", NOTEBOOK="labs/01_training_flow.en.ipynb")
    later = shutil.copytree(recorded(ready, done.stdout), ready.root / "runs/2999-01-01T00-00-00Z")
    try:
        for file in (*later.iterdir(), *(ready.root / "work").glob("*.ipynb"), ready.root / ".venv/lab-ready"):
            os.utime(file, (32_472_144_000, 32_472_144_000))
        again = ready.make("check", NOTEBOOK=COPY)
        assert again.returncode == 0, again.stderr
        assert "2999" not in again.stdout
        assert all(json.loads(file.read_text())["labs"] for file in ready.root.glob("runs/*/record.json"))
        assert ready.make("verify", RECORD=later).returncode == 0
        told = ready.root / "told"
        environ = ready.environ(GITHUB_OUTPUT=str(told), GITHUB_STEP_SUMMARY=os.devnull)
        subprocess.run(["python3", "scripts/ci_summary.py"], cwd=ready.root, env=environ, check=True)
        assert f"record={recorded(ready, again.stdout)}/record.json" in told.read_text()  # the newest is not the later
    finally:
        shutil.rmtree(later)


@pytest.mark.parametrize("version", ["2.13.0+cu130", ""])
def test_a_torch_that_took_the_place_of_the_locked_one_is_refused_by_its_version(ready: Checkout, version: str) -> None:
    with other_torch(ready.root / ".venv", version):
        before = sorted((ready.root / ".venv").rglob("*"))
        for verb, variables in (("lab", {"PORT": free_port()}), ("check", {"NOTEBOOK": COPY})):
            done = ready.make(verb, **variables)
            assert error_code(done) == ("torch-replaced", 4)
            assert f"there is {f'torch {version}' if version else 'no torch'} in place of torch 2." in done.stderr
        assert sorted((ready.root / ".venv").rglob("*")) == before  # whose it is, decides
    assert ready.processes() == []


def test_of_60_mb_that_a_cell_prints_a_megabyte_is_kept_and_the_lab_is_judged(ready: Checkout) -> None:
    """In a cell of the lab's, before the line that the lab itself has there."""
    loud = ready.root / "work/loud.ipynb"
    notebook = nbformat.read(ready.root / COPY, as_version=4)
    cell = next(cell for cell in notebook.cells if "print(" in cell["source"])
    cell["source"] = f"print('spam ' * 12_000_000)\n{cell['source']}"
    loud.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, loud)
    began = time.monotonic()
    done = ready.make("check", NOTEBOOK=loud)
    loud.unlink()
    assert time.monotonic() - began < 60
    assert "Traceback" not in done.stdout + done.stderr
    kept = recorded(ready, done.stdout)
    assert sum(file.stat().st_size for file in kept.iterdir()) < 10_000_000
    assert "[cut here: more than 1 MB of outputs in this cell]" in (kept / "loud.ipynb").read_text(encoding="utf-8")
    assert "labs PASS" in done.stdout
