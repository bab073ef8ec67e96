"""How `make verify` calls the judge: in the environment that `make check` would use, natively or in a container."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cli.files import give, make_folder
from cli.places import CHECKOUT, LAB_STATE
from cli.process import running
from cli.settings import Settings
from cli.speech import LabError
from machine.mode import Plan
from session import container
from session.compose import PROJECT, environ
from session.environment import clean_environ, environment
from session.folders import HOME, hand_over, prepare
from session.history import notebooks_at, rules_beside
from session.judging import run_judge
from session.records import Record

CONSISTENT, NO_RECORD, DIFFERS = 0, 2, 5  # as tests/judge/verify.py ends


def verify_natively(settings: Settings, record: Record) -> int:
    """The judge in the native environment; 0 where the record is consistent, else 1. Raises LabError."""
    python = environment(settings.python)
    variables = clean_environ(settings.python)
    variables["PYTHONPATH"] = os.pathsep.join(filter(None, [str(CHECKOUT / "tests"), variables.get("PYTHONPATH")]))
    sys.stdout.flush()
    with _request(settings, record, LAB_STATE) as request:
        command = [str(python), "-m", "judge.verify", str(request)]
        with running(command, variables, error=subprocess.PIPE) as process:
            _, said = process.communicate()
    return _status(process.returncode, said, record)


def verify_in_container(settings: Settings, plan: Plan, record: Record) -> int:
    """The judge in a container that ends with it; the same statuses. Raises LabError."""
    container.ready_image(settings, plan)
    prepare()
    hand_over()
    name = f"{PROJECT}-verify-{os.getpid()}"
    command = ["docker", "compose", "run", "--rm", "--name", name, "--no-TTY"]
    with _request(settings, record, HOME) as request:
        command += ["check", "python", "-m", "judge.verify", f"/lab/home/{request.name}"]
        sys.stdout.flush()
        status, said = run_judge(command, environ(settings, plan), name)
    if status not in (CONSISTENT, DIFFERS, NO_RECORD):
        raise container.explain(settings, said or f"status {status}")
    return _status(status, said, record)


@contextmanager
def _request(settings: Settings, record: Record, folder: Path) -> Iterator[Path]:
    """A file that tells the judge what to look at, and what git knows, which no container can ask."""
    make_folder(folder)
    commit = record.said.get("commit")
    notebooks, unknown = notebooks_at(commit)
    beside = {"notebooks": notebooks, "unknown": unknown, "traces": record.traces}
    asked = {"record": record.said, "beside": beside, "rules": rules_beside(commit), "language": settings.language}
    file = folder / f"verify-{os.getpid()}.json"
    try:
        file.write_text(json.dumps(asked), encoding="utf-8")
        give(file)
        yield file
    finally:
        file.unlink(missing_ok=True)


def _status(status: int, said: str, record: Record) -> int:
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "?")[:200]
    if status == NO_RECORD:
        raise LabError("record-invalid", path=record.path, reason=last)
    if status not in (CONSISTENT, DIFFERS):
        raise LabError("record-judge-failed", path=record.path, reason=last)
    return 1 if status == DIFFERS else 0
