"""What a CI job gets of this project: a record as Markdown and as outputs, a clean workspace before the next one."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from cli.files import tree
from cli.places import CHECKOUT, RUNS
from cli.speech import LabError, printable, text
from session.records import Record

MARKUP = re.compile(r"([!-/:-@\[-`{-~])")  # Markdown takes a backslash before each of these
LONGEST = 160


def summary(record: dict[str, Any] | None) -> str:
    """The whole summary; of no record, too: its absence is never a proof."""
    if record is None:
        return f"## {text('ci-title')}\n\n{text('ci-none')}\n\n"
    verdict = record["verdict"]
    marks = {"pass_": _mark(verdict["labs"] == "PASS"), "proof": _mark(verdict["hip"] == "PROVED")}
    parts = [
        f"## {text('ci-title')}",
        f"**{text('ci-verdict', **verdict, **marks)}**",
        text("ci-ran-on", what=verdict["ran_on"], asked=record["asked"]) + _unmet(verdict),
        _conditions(record["labs"]),
        _labs(record["labs"]),
        text("ci-machine", machine=escaped(_machine(record))),
    ]
    return "\n\n".join(parts) + "\n\n"


def outputs(record: Record | None) -> dict[str, str]:
    """What later steps can ask for; of no record, HIP NOT PROVED alone."""
    if record is None:
        return {"verdict": "", "hip": "NOT PROVED", "ran-on": "", "record": "", "folder": ""}
    said = record.said["verdict"]
    return {
        "verdict": said["labs"],
        "hip": said["hip"],
        "ran-on": said["ran_on"],
        "record": str(record.path),
        "folder": str(record.path.parent),
    }


def escaped(value: object) -> str:
    """A stranger's words on one line, without what Markdown or HTML would obey."""
    plain = printable(str(value))
    return MARKUP.sub(r"\\\1", plain[:LONGEST] + ("…" if len(plain) > LONGEST else ""))


def _conditions(labs: list[dict[str, Any]]) -> str:
    rows = [text("ci-conditions"), "| --- | --- | --- | --- |"]
    for number, condition in enumerate(labs[0]["hip"]):
        each = [lab["hip"][number] for lab in labs]
        met = sum(c["holds"] for c in each)
        found = next((c["found"] for c in each if not c["holds"]), condition["found"])
        name = f"{condition['number']}. {escaped(condition['name'])}"
        rows.append(f"| {_mark(met == len(each))} | {name} | {met} / {len(each)} | {escaped(found)} |")
    return "\n".join(rows)


def _labs(labs: list[dict[str, Any]]) -> str:
    rows = [text("ci-labs"), "| --- | --- | --- | --- | --- | --- |"]
    for lab in labs:
        held = sum(claim["holds"] for claim in lab["claims"])
        name, reason = escaped(lab["notebook"]), escaped(lab["reason"] or "")
        tally = f"{held} / {len(lab['claims'])} | {lab['seconds']:.1f}"
        rows.append(f"| {_mark(lab['reason'] is None)} | {name} | {lab['lang']} | {tally} | {reason} |")
    return "\n".join(rows)


def _unmet(verdict: dict[str, Any]) -> str:
    why = verdict["why"]
    return "" if why is None else "  \n" + text("ci-unmet", number=why["number"], found=escaped(why["found"]))


def _machine(record: dict[str, Any]) -> str:
    torch, image = record["torch"] or {}, record["image"] or {}
    cards = ", ".join(f"{d['name']} ({d['arch']})" for d in torch.get("devices", []))
    said = [cards, f"torch {torch.get('version')}", f"Linux {record['host']['kernel']}", image.get("id", "")[:19]]
    return " · ".join(filter(None, said))


def _mark(good: bool) -> str:
    return "✅" if good else "❌"


def append(variable: str, said: str) -> None:
    """To the file that the runner named; where none did, to the terminal."""
    file = os.environ.get(variable)
    if file:
        with Path(file).open("a", encoding="utf-8") as out:
            out.write(said)
    else:
        sys.stdout.write(said)


def require_ci() -> None:
    """Refuses to throw records away where no workflow runs: there they are a person's. Raises LabError."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        raise LabError("ci-only")


def remove_records() -> bool:
    """Removes runs/ with what earlier jobs left in it; whether it was there."""
    there = RUNS.is_dir() and not RUNS.is_symlink()
    if there:
        shutil.rmtree(RUNS)
    return there


def give_back() -> int:
    """Gives root's files in the workspace to the workspace's owner; how many there were.

    A job in a container runs as root in a folder of the runner's user, who could not clean it for the next job.
    """
    owner = CHECKOUT.stat()
    if os.getuid() != 0 or owner.st_uid == 0:
        return 0
    given = 0
    for path in tree(CHECKOUT):
        if path.lstat().st_uid == 0:
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
            given += 1
    return given
