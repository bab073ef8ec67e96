"""Asks OSV whether a locked package has a known vulnerability; what passes for a while is in audit_allowed.toml.

Runs inside the environment.
"""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cli.speech import LabError, printable, say
from cli.verb import run_verb
from session.environment import DOCKER, TORCH

ALLOWED = Path(__file__).with_name("audit_allowed.toml")
ENTRY = {"id": str, "reason": str, "until": date}
# OSV: where pip-audit asks PyPI itself, a mirror that knows no advisories (404) makes every package pass unseen.
# PIP_AUDIT_OSV_URL, a setting of pip-audit's own, names another address.
ASK = ["-m", "pip_audit", "--vulnerability-service", "osv", "--strict", "--no-deps", "--disable-pip"]
ASK += ["--progress-spinner", "off", "--format", "json", "--desc", "off"]


def locked() -> list[str]:
    """What all locks name, for whatever Python it is meant, and torch without the name of its build."""
    texts = [file.read_text(encoding="utf-8") for file in (*DOCKER.glob("*.lock"), TORCH)]
    pins = re.findall(r"^([a-z0-9._-]+==[^\s;+]+)", "\n".join(texts), re.MULTILINE)
    return sorted(set(pins))


def allowed(text: str, today: date) -> list[str]:
    """The ids that may pass today. Raises LabError for an entry that is not whole, or whose day is over."""
    try:
        entries: list[dict[str, Any]] = tomllib.loads(text).get("allowed", [])
    except tomllib.TOMLDecodeError as error:
        raise LabError("audit-list", file=ALLOWED.name, problem=error) from error
    for entry in entries:
        if {key: type(value) for key, value in entry.items()} != ENTRY or not all(entry.values()):
            raise LabError("audit-list", file=ALLOWED.name, problem=entry)
        if entry["until"] < today:
            raise LabError("audit-expired", file=ALLOWED.name, **entry)
    return [entry["id"] for entry in entries]


def main() -> int:
    """0 if nothing is known, 1 if something is. Raises LabError where nobody could be asked."""
    passed, pins = allowed(ALLOWED.read_text(encoding="utf-8"), datetime.now(UTC).date()), locked()
    with tempfile.TemporaryDirectory() as folder:
        asked, answer = Path(folder, "requirements.txt"), Path(folder, "answer.json")
        asked.write_text("\n".join(pins), encoding="utf-8")
        ignored = [option for name in passed for option in ("--ignore-vuln", name)]
        command = [sys.executable, *ASK, "--requirement", str(asked), "--output", str(answer), *ignored]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        # Offline it ends with 1 as well; it writes an answer only where it found something.
        found = json.loads(answer.read_text(encoding="utf-8"))["dependencies"] if answer.exists() else []
    if done.returncode and not found:
        raise LabError("audit-not-asked", reason=printable(done.stderr.strip().rpartition(": ")[2].removesuffix('"))')))
    for package in found:
        for one in package["vulns"]:
            values = {"name": package["name"], "version": package["version"]}
            values |= {"ids": ", ".join([one["id"], *one["aliases"]]), "fixed": ", ".join(one["fix_versions"]) or "–"}
            say("audit-found", **{key: printable(value) for key, value in values.items()})
    say("audit-asked", packages=len(pins), passed=len(passed))
    return done.returncode


if __name__ == "__main__":
    run_verb(main)
