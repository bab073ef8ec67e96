"""What a check leaves behind: record.json (held to record.schema.json), junit.xml, report.html, executed notebooks."""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import nbformat

from judge.backend import conditions
from judge.report import render
from judge.values import printable
from judge.verdict import Judged, Verdict
from judge.words import Language

SCHEMA = Path(__file__).with_name("record.schema.json")
VERSION = 6


def make_record(labs: list[Judged], found: Verdict, backend: str, provenance: dict[str, Any]) -> dict[str, Any]:
    """The whole record, valid by the schema (jsonschema.ValidationError otherwise)."""
    record = {
        "version": VERSION,
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        **provenance,
        "host": {
            "kernel": platform.release(),
            "machine": platform.machine(),
            "python": platform.python_version(),
            "amdgpu": _read(Path("/sys/module/amdgpu/version")),
        },
        "wheels": _wheels(Path(sys.prefix)),
        "asked": backend,
        **what_follows(labs, found),
    }
    told: dict[str, Any] = plain(record)
    jsonschema.validate(told, json.loads(SCHEMA.read_text(encoding="utf-8")))
    return told


def what_follows(labs: list[Judged], found: Verdict) -> dict[str, Any]:
    """The part of a record that follows from what ran; `make verify` computes it again."""
    return {
        "torch": next((lab.run.opening["torch"] for lab in labs if lab.run.opening), None),
        "labs": [_lab(lab) for lab in labs],
        "verdict": {
            "labs": found.labs,
            "hip": found.hip,
            "ran_on": found.ran_on,
            "why": None if found.unmet is None else asdict(found.unmet),
        },
    }


def plain(value: Any) -> Any:
    """As JSON brings it back, and with JSON's want of NaN."""
    return json.loads(json.dumps(value), parse_constant=str)


def write(folder: Path, record: dict[str, Any], labs: list[Judged], language: Language) -> None:
    """Writes the record, the JUnit file, every executed notebook, what profilers left, and the page for people."""
    (folder / "record.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    ET.indent(tree := ET.ElementTree(_junit(record)))
    tree.write(folder / "junit.xml", encoding="utf-8", xml_declaration=True)
    for lab in labs:
        if lab.run.notebook:
            nbformat.write(lab.run.notebook, folder / lab.job.path.name)
        for name, trace in lab.run.traces.items():
            (folder / f"{lab.job.path.stem}.{name}").write_bytes(trace)
    notebooks = {lab.job.path.name: lab.run.notebook for lab in labs if lab.run.notebook}
    (folder / "report.html").write_text(render(record, notebooks, language), encoding="utf-8")


def _lab(judged: Judged) -> dict[str, Any]:
    return {
        "lab": judged.job.lab,
        "lang": judged.job.lang,
        "notebook": judged.job.path.name,
        "exercise": judged.job.exercise,
        "sha256": judged.run.sha256,
        "seconds": judged.run.seconds,
        "kernel": judged.run.kernel,
        "end": judged.run.end,
        "detail": judged.run.detail,
        "said": judged.run.said,
        "tried": judged.run.tried,
        "reason": judged.reason,
        "claims": [asdict(claim) for claim in judged.claims],
        "hip": [asdict(condition) for condition in conditions(judged.evidence)],
        "opening": judged.run.opening,
        "facts": judged.run.facts,
        "printed": judged.run.printed,
        "pictures": judged.run.pictures,
    }


def _junit(record: dict[str, Any]) -> ET.Element:
    suites = ET.Element("testsuites", name="make check")
    for lab in record["labs"]:
        name = f"{lab['lab']}.{lab['lang']}"
        kind = "skipped" if record["verdict"]["labs"] == "NOT RUN" else "failure"
        suite = ET.SubElement(suites, "testsuite", name=name, time=str(lab["seconds"]))
        for claim in lab["claims"]:
            case = ET.SubElement(suite, "testcase", classname=name, name=claim["id"])
            if not claim["holds"]:
                ET.SubElement(case, kind, message=printable(f"expected {claim['expected']}, found {claim['measured']}"))
        count = {"tests": "testcase", "failures": "testcase/failure", "skipped": "testcase/skipped"}
        suite.attrib.update({word: str(len(suite.findall(path))) for word, path in count.items()})
    return suites


def _wheels(environment: Path) -> dict[str, Any] | None:
    """What came of AMD's wheels for some GPUs, with its hashes; docker/build/rocm_wheels.py left it there."""
    told = _read(environment / "wheels.json")
    came: dict[str, Any] | None = json.loads(told) if told else None
    return came


def from_git(checkout: Path) -> dict[str, Any]:
    """The commit of a checkout, and whether files differ from it; natively there is no image."""
    if commit := _archived(checkout):  # before git is asked: it may lie within another project's checkout
        return {"commit": commit, "dirty": None, "image": None}
    return {"commit": _git(checkout, "rev-parse", "HEAD"), "dirty": _dirty(checkout), "image": None}


def _archived(checkout: Path) -> str | None:
    """The commit of an archive, as git wrote it there; whether files were changed since, nobody can say."""
    said = _read(checkout / ".git_archival.txt") or ""
    return said if re.fullmatch(r"[0-9a-f]{40}", said) else None


def _git(checkout: Path, *arguments: str) -> str | None:
    try:
        answer = subprocess.run(["git", "-C", str(checkout), *arguments], capture_output=True, text=True)
    except FileNotFoundError:
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def _dirty(checkout: Path) -> bool | None:
    status = _git(checkout, "status", "--porcelain")
    return None if status is None else bool(status)


def _read(file: Path) -> str | None:
    return file.read_text().strip() if file.is_file() else None
