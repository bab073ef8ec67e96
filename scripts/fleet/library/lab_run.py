#!/usr/bin/python
"""Ansible module: one of the lab's verbs, run as the lab's user, and what came of it."""

from __future__ import annotations

import http.client
import json
import os
import pwd
import re
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

# An engine that has just loaded an image, or has just been started, may be slow to answer: asked again, then believed.
PATIENCE, PAUSE_SECONDS = 4, 5
LOCAL = urllib.request.build_opener(urllib.request.ProxyHandler({}))
MOST_SECONDS = 3600  # a driver can hang, and the organizer waits for every machine


def errors(said: str) -> list[dict[str, str]]:
    """The verb's own lines of cause and cure."""
    found = re.findall(r"^✗ ([a-z0-9-]+): (.*)\n  → (.*)$", said, re.MULTILINE)
    return [{"code": code, "cause": cause, "cure": cure} for code, cause, cure in found]


def stops(doctor: dict[str, Any]) -> list[dict[str, Any]]:
    """What doctor found that keeps the lab from running."""
    return [check for check in doctor.get("checks", []) if check.get("level") == "stop"]


def answers(said: str, seconds: float) -> bool:
    """Whether the lab answers at the address that `make lab` printed: a container that is up may hang."""
    found = re.search(r"(http://127\.0\.0\.1:\d+)/\S*[?&]token=(\S+)", said)
    until = time.monotonic() + seconds
    while found:
        request = urllib.request.Request(f"{found[1]}/api/status", headers={"Authorization": f"token {found[2]}"})
        try:
            with LOCAL.open(request, timeout=seconds) as answer:
                return bool(answer.status == 200)
        except (OSError, http.client.HTTPException):
            if time.monotonic() > until:
                return False
            time.sleep(0.2)
    return False


def run_as(user: str, command: list[str], folder: str, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A command as this user, in all of its groups, as after a login."""
    who = pwd.getpwnam(user)
    groups = os.getgrouplist(user, who.pw_gid)
    environ = {"HOME": who.pw_dir, "USER": user, "LANG": "C.UTF-8", "PATH": os.defpath + ":/usr/local/bin", **variables}
    return subprocess.run(
        command, cwd=folder, env=environ, user=who.pw_uid, group=who.pw_gid, extra_groups=groups,
        capture_output=True, encoding="utf-8", errors="replace", stdin=subprocess.DEVNULL,
    )  # fmt: skip


def main() -> None:
    """The module."""
    module = AnsibleModule(
        argument_spec={
            "verb": {"type": "str", "required": True},
            "user": {"type": "str", "required": True},
            "folder": {"type": "str", "required": True},
            "variables": {"type": "dict", "default": {}},
        },
        supports_check_mode=True,
    )
    asked = module.params
    if module.check_mode:
        module.exit_json(changed=asked["verb"] == "load", skipped=asked["verb"] != "load")
    runs = Path(asked["folder"]) / "runs"
    before, started = set(runs.glob("*/record.json")), _token(asked["folder"])
    # Not through make, which would turn every status into 2.
    command = [
        "timeout",
        "--kill-after=60",
        str(MOST_SECONDS),
        "python3",
        "-B",
        f"scripts/{asked['verb']}.py",
        *(["--json"] if asked["verb"] == "doctor" else []),
    ]
    for _ in range(PATIENCE):
        done = run_as(asked["user"], command, asked["folder"], asked["variables"])
        if '"engine-down"' not in done.stdout and "✗ engine-down:" not in done.stderr:
            break
        time.sleep(PAUSE_SECONDS)
    new = sorted(set(runs.glob("*/record.json")) - before)
    lab: dict[str, Any] = {"kind": asked["verb"], "status": done.returncode, "errors": errors(done.stderr)}
    lab["record"] = str(new[-1].parent) if new else None
    if asked["verb"] == "doctor":
        lab["doctor"] = json.loads(done.stdout) if done.stdout.startswith("{") else {}
        failed = bool(lab["errors"] or stops(lab["doctor"]) or not lab["doctor"])
    else:
        failed = done.returncode != 0
    problem = None
    if asked["verb"] == "lab" and not failed and not answers(done.stdout, PATIENCE * PAUSE_SECONDS):
        failed, problem = True, {"code": "fleet-lab-silent", "values": {"folder": asked["folder"]}}
    # Each start of the lab has a token of its own.
    changed = asked["verb"] == "load" or (asked["verb"] == "lab" and _token(asked["folder"]) != started)
    told = {"lab": lab, "problem": problem, "stdout": done.stdout, "stderr": done.stderr}
    module.exit_json(changed=changed, failed=failed, **told)


def _token(folder: str) -> bytes:
    file = Path(folder) / ".lab/token"
    return file.read_bytes() if file.is_file() else b""


if __name__ == "__main__":
    main()
