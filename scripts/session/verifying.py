"""How `make verify` calls the judge, and what git or the bundle of this checkout knows of the record's commit."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any

from cli.files import give, make_folder, put
from cli.places import CHECKOUT, LAB_STATE
from cli.process import last_line, running
from cli.settings import Settings
from cli.speech import LabError
from images import unpacked
from images.image import archived, git, revision
from machine.mode import Plan
from session import container
from session.compose import environ
from session.environment import environment, judge_environ
from session.folders import HOME, hand_over, prepare
from session.judging import run_judge
from session.records import Record

CONSISTENT, NO_RECORD, DIFFERS = 0, 2, 5  # as tests/judge/verify.py ends
COMMIT = re.compile(r"[0-9a-f]{40}")
RULES = ("tests/judge", "labs")


def verify_natively(settings: Settings, record: Record) -> int:
    """The judge in the native environment; 0 where the record is consistent, else 1. Raises LabError."""
    python = environment(settings.python)
    variables = judge_environ(settings.python)
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
    with _request(settings, record, HOME) as request:
        arguments = ["--no-TTY", "check", "python", "-m", "judge.verify", f"/lab/home/{request.name}"]
        sys.stdout.flush()
        status, said = run_judge(f"verify-{os.getpid()}", arguments, environ(settings, plan))
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
        put(folder, file.name, json.dumps(asked).encode())
        give(file)
        yield file
    finally:
        file.unlink(missing_ok=True)


def _status(status: int, said: str, record: Record) -> int:
    if status == NO_RECORD:
        raise LabError("record-invalid", path=record.path, reason=last_line(said))
    if status not in (CONSISTENT, DIFFERS):
        raise LabError("record-judge-failed", path=record.path, reason=last_line(said))
    return 1 if status == DIFFERS else 0


def notebooks_at(commit: object) -> tuple[dict[str, str], str | None]:
    """The SHA-256 of each notebook of labs/ at this commit; or none, and why (a key of WHY in verify_words.py)."""
    if commit is None:
        return {}, "no-commit"
    if _git("rev-parse", "--git-dir") is None:
        own, files = unpacked.noted(CHECKOUT)
        if own != commit:
            return {}, "no-git"
        return {PurePath(n).name: digest for n, digest in files.items() if PurePath(n).match("labs/*.ipynb")}, None
    if not is_known(commit):
        return {}, "unknown-commit"
    listed = _git("ls-tree", "-r", "--name-only", "-z", str(commit), "labs") or b""
    names = [name for name in listed.decode("utf-8", "replace").split("\0") if name.endswith(".ipynb")]
    contents = {name: _git("cat-file", "blob", f"{commit}:{name}") for name in names}
    return {
        name.rpartition("/")[2]: hashlib.sha256(content).hexdigest()
        for name, content in contents.items()
        if content is not None
    }, None


def is_known(commit: object) -> bool:
    """Whether this checkout has the commit."""
    named = isinstance(commit, str) and COMMIT.fullmatch(commit)
    return bool(named) and _git("cat-file", "-e", f"{commit}^{{commit}}") is not None


def rules_beside(commit: object) -> dict[str, Any]:
    """By which commit this checkout judges, and whether the other judged alike (None: that cannot be told)."""
    own = revision()
    same = True if own and own == commit else None
    if own and is_known(commit):
        same = _git("diff", "--quiet", str(commit), "--", *RULES) is not None  # files as they are now
    return {"commit": own.removesuffix("-dirty") or archived() or None, "dirty": own.endswith("-dirty"), "same": same}


def _git(*arguments: str) -> bytes | None:
    """What git says; None where it says no, or is not there."""
    try:
        answer = subprocess.run(git(*arguments), capture_output=True)
    except FileNotFoundError:
        return None
    return answer.stdout if answer.returncode == 0 else None
