"""The hub as a process, which starts its own proxy: started in the background, asked whether it answers, and ended."""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from cli.interrupted import too_late
from cli.places import CHECKOUT, HUB
from cli.process import Process, born, comes_true, held, last_line
from cli.speech import LabError
from machine.proxy import PROGRAM
from session.environment import clean_environ
from workshop.seats import engine, state
from workshop.seats.state import LOG, SHEET, Seats

ROOM = CHECKOUT / "scripts/workshop/seats/hub"
PROGRAMS = {"jupyterhub", "jupyterhub_idle_culler"}  # beside the proxy
START_SECONDS = 60


def start(seats: Seats, python: Path) -> None:
    """Starts the hub where it is not up, and waits until it answers behind its proxy. Raises LabError."""
    up = state.hub()
    if up is None:
        _end_left()
        command = [str(python), "-B", "-m", "jupyterhub", "--config", str(ROOM / "jupyterhub_config.py")]
        environ = {**clean_environ(None), "DOCKER_HOST": engine.endpoint()}
        with LOG.open("ab") as log, held() as came:
            process = subprocess.Popen(
                command, cwd=HUB, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
            up = Process(process.pid, born(process.pid) or "")
            _kept(up)
        if came:
            raise KeyboardInterrupt
    _wait(seats, up)
    too_late()


def _kept(hub: Process) -> None:
    """Of one that is written down nowhere, nobody would know."""
    try:
        state.keep_hub(hub)
    except OSError:
        os.killpg(hub.pid, signal.SIGKILL)
        raise


def answers(seats: Seats) -> bool:
    """Whether the hub answers through the proxy, as a learner's browser asks it."""
    try:
        with opener().open(f"{here(seats)}hub/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False


def end() -> None:
    """Ends the hub, ours alone, and its proxy with it."""
    if process := state.hub():
        process.end(os.killpg)
    _end_left()


def _end_left() -> None:
    """Ends proxy and culler of a hub that was killed, and a hub that is written down nowhere."""
    for process in _left():
        process.end()


def _left() -> Iterator[Process]:
    """Known by their program, and by the folder they work in: no container has that one."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
            ours = PROGRAMS & set(command) or any(PROGRAM in part for part in command[:2])
            if ours and (folder / "cwd").samefile(HUB):
                yield Process(int(folder.name), born(int(folder.name)) or "")


def name_in(python: Path, cert: Path | None) -> str | None:
    """The host name that a certificate is for; None where it has none, or there is no certificate."""
    if cert is None:
        return None
    command = [str(python), "-B", str(ROOM / "certificate_name.py"), str(cert)]
    return subprocess.run(command, capture_output=True, text=True, env=clean_environ(None)).stdout.strip() or None


def write_sheet(python: Path, seats: Seats, passwords: Mapping[str, str]) -> None:
    """The join sheet: the one place where the passwords are to be read. Raises LabError."""
    times = {"idle": f"{seats.idle:g}", "longest": f"{seats.longest:g}"}
    facts = {"address": seats.address, **times, "language": seats.language, "passwords": dict(passwords)}
    state.write_secret(SHEET, render(python, "join_sheet.html.j2", json.dumps(facts)))


def render(python: Path, template: str, facts: str) -> str:
    """A page of scripts/workshop/seats/hub/, made by the organizer's Python. Raises LabError."""
    done = subprocess.run(
        [str(python), "-B", str(ROOM / "render.py"), template],
        input=facts,
        capture_output=True,
        encoding="utf-8",
        env={**clean_environ(None), "PYTHONUTF8": "1"},
    )
    if done.returncode:
        raise LabError("seats-did-not-start", what=template, log=last_line(done.stderr))
    return done.stdout


def _wait(seats: Seats, process: Process) -> None:
    if comes_true(lambda: answers(seats) if process.alive else None, START_SECONDS):
        return
    said = LOG.read_bytes() if LOG.is_file() else b""  # its last line is told, for the log itself goes with the seats
    raise LabError("seats-did-not-start", what="hub", log=last_line(said))


def here(seats: Seats) -> str:
    """The door, from this machine."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(seats.bind, seats.bind)
    return state.url(reached, seats.port, tls=seats.cert is not None)


def opener() -> urllib.request.OpenerDirector:
    """Straight to this machine, whatever proxy the user has and whoever signed the certificate."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusting))
