"""make doctor: whether this machine will run the lab, before anything is downloaded; it changes nothing."""

import os
import sys

import cli.oldest_python  # noqa: F401  first: an old Python stops here
from cli.settings import RUN, read_settings
from cli.speech import LabError
from cli.verb import run_verb
from machine.doctor import exit_status, findings, verdict
from machine.engine import Engine, ask_engine
from machine.finding import as_json, as_text
from machine.look import look
from machine.mode import asks_native
from session import container, server

TAKES = (*RUN, "PORT", "N")


def main() -> int:
    """The verb."""
    options = sys.argv[1:]
    for option in options:
        if option != "--json":
            raise LabError("setting-unknown", name=option, known="--json")
    settings = read_settings(TAKES)
    engine = None if asks_native(settings) else ask_engine()
    machine = look(settings, engine, our_port=_our_port(engine))
    found = findings(machine)
    status = exit_status(machine, found)
    if options:
        print(as_json(found, {"en": verdict(machine, found, "en"), "ja": verdict(machine, found, "ja")}, status))
    else:
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        print(as_text(found, verdict(machine, found, settings.language), settings.language, colour=colour))
    return status


def _our_port(engine: Engine | None) -> int | None:
    """Where the lab of this checkout is up, if it is."""
    works = engine is not None and engine.problem is None
    lab = server.running() or (container.running() if works else None)
    return lab.port if lab else None


if __name__ == "__main__":
    run_verb(main)
