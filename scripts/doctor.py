"""make doctor: whether this machine will run the lab, before anything is downloaded; it changes nothing."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

import getpass
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from cli.files import give, make_folder, put
from cli.places import CHECKOUT, RUNS, moment
from cli.settings import RUN, read_settings
from cli.speech import LabError, say
from cli.verb import run_verb
from machine.doctor import exit_status, findings, verdict
from machine.engine import QUICK, Engine, ask_engine
from machine.facts import Machine
from machine.finding import Finding, as_json, as_text
from machine.look import look
from machine.mode import asks_native
from machine.sharing import as_report, without_person
from session import container, server

TAKES = (*RUN, "PORT", "N", "REPORT")


def main() -> int:
    """The verb."""
    options = sys.argv[1:]
    for option in options:
        if option != "--json":
            raise LabError("setting-unknown", name=option, known="--json")
    settings = read_settings(TAKES)
    engine = None if asks_native(settings) else ask_engine(QUICK)
    machine = look(settings, engine, our_port=_our_port(engine))
    found = findings(machine)
    status = exit_status(machine, found)
    if options:
        print(as_json(found, {"en": verdict(machine, found, "en"), "ja": verdict(machine, found, "ja")}, status))
    else:
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        print(as_text(found, verdict(machine, found, settings.language), settings.language, colour=colour))
    if settings.report:
        say("doctor-report", path=_write_report(machine, found).relative_to(CHECKOUT))
    return status


def _write_report(machine: Machine, found: Sequence[Finding]) -> Path:
    when = moment()
    text = as_report(machine, found, verdict(machine, list(found), "en"), when)
    make_folder(RUNS)
    file = RUNS / f"doctor-{when}.txt"
    names = {getpass.getuser(), socket.gethostname(), socket.getfqdn()} - {"root", "localhost"}
    put(RUNS, file.name, without_person(text, {Path.home(), CHECKOUT}, names).encode())
    give(RUNS, file)
    return file


def _our_port(engine: Engine | None) -> int | None:
    """Where the lab of this checkout is up, if it is."""
    works = engine is not None and engine.problem is None
    lab = server.running() or (container.running() if works else None)
    return lab.port if lab else None


if __name__ == "__main__":
    run_verb(main)
