"""The Docker Engine of this machine: whether it answers, and whether the lab can run on it as it is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.speech import LabError

OLDEST_ENGINE = 25  # below it, Compose refuses the health check's start_interval
OLDEST_COMPOSE = (2, 24, 4)  # the first with !reset and !override
CDI_COMPOSE = (2, 30, 0)  # before docker/compose#12184 a CDI name was taken for a path
QUICK = 1.5  # seconds for an answer, of which doctor has 2 in all; a healthy engine takes 0.1
PATIENT = 6.0  # for a verb that goes on with it: beside a busy disk it was seen to take over 1.5


@dataclass(frozen=True)
class Engine:
    """What was found. `problem` is the code of the error that keeps the lab from running on it; None: it can."""

    version: str | None = None
    compose: str | None = None
    data_root: Path | None = None
    problem: str | None = None
    reason: str = ""  # what `problem`'s lines quote
    cdi: bool = False  # whether it reads CDI names, and its Compose passes them on
    confined: str | None = None  # "desktop", "snap", "selinux": what stands between a container and this machine

    def require(self) -> None:
        """Raises LabError when the lab cannot run on it."""
        if self.problem:
            raise LabError(self.problem, reason=self.reason)


def ask_engine(seconds: float = PATIENT) -> Engine:
    """Asks the engine and its Compose, both at once, and waits so long at most; never raises."""
    if shutil.which("docker") is None:
        return Engine(problem="docker-missing")
    with ThreadPoolExecutor() as both:
        info = both.submit(ask, seconds, "info", "--format", "{{json .}}")
        compose = both.submit(ask, seconds, "compose", "version", "--short")
        endpoint = both.submit(ask, seconds, "context", "inspect", "--format", "{{.Endpoints.docker.Host}}")
    return judge_engine(info.result(), compose.result(), endpoint.result())


def judge_engine(info: tuple[int, str], compose: tuple[int, str], endpoint: tuple[int, str]) -> Engine:
    """The engine from three answers, each (exit status, output); pure, so that every state can be shown to it."""
    if problem := _no_answer(*info):
        return problem
    facts = _facts(info[1])
    root = Path(facts.get("DockerRootDir") or "/")
    cdi = bool(facts.get("CDISpecDirs")) and (_version(compose[1]) or (0,)) >= CDI_COMPOSE
    found = Engine(facts["ServerVersion"], compose[1].strip(), root, cdi=cdi, confined=_confined(facts, root))
    checks = (_where(endpoint[1].strip()), _age(facts), _compose(*compose), _user_namespaces(facts))
    problem_and_reason = next((found for found in checks if found), None)
    if problem_and_reason is None:
        return found
    return Engine(found.version, found.compose, found.data_root, *problem_and_reason)


def ask(seconds: float, *arguments: str) -> tuple[int, str]:
    """The exit status of `docker ARGUMENTS`, 124 where it takes longer, and what it said."""
    try:
        answer = subprocess.run(
            ["docker", *arguments], capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        return 124, f"no answer in {seconds:g} s"
    return answer.returncode, answer.stdout if answer.returncode == 0 else answer.stdout + answer.stderr


def _facts(output: str) -> dict[str, Any]:
    try:
        facts = json.loads(output)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def _no_answer(status: int, output: str) -> Engine | None:
    """`docker info` may succeed and hold the server's error, or fail and say why."""
    facts = _facts(output)
    said = " ".join(facts.get("ServerErrors") or [] if facts else [output.strip()])
    if status == 0 and facts.get("ServerVersion") and not said:
        return None
    if isinstance(facts.get("version"), dict) and "host" in facts:  # the form of podman's own answer
        return Engine(problem="engine-podman", reason=str(facts["version"].get("Version", "?")))
    last = said.strip().splitlines()[-1][:200] if said.strip() else f"docker info: {status}"
    return Engine(problem="engine-denied" if "permission denied" in said.lower() else "engine-down", reason=last)


def _where(endpoint: str) -> tuple[str, str] | None:
    # Folders and devices of this machine cannot be given to a container of another.
    return ("engine-remote", endpoint) if endpoint and not endpoint.startswith("unix://") else None


def _confined(facts: Mapping[str, Any], root: Path) -> str | None:
    """As public reports have it: container-toolkit#86, Docker as a snap, Fedora's engine."""
    if facts.get("OperatingSystem") == "Docker Desktop":
        return "desktop"
    if root.is_relative_to("/var/snap"):
        return "snap"
    return "selinux" if "name=selinux" in (facts.get("SecurityOptions") or []) else None


def _age(facts: Mapping[str, Any]) -> tuple[str, str] | None:
    major = re.match(r"(\d+)\.", facts["ServerVersion"])  # a build of one's own may be called anything
    return ("engine-old", facts["ServerVersion"]) if major and int(major[1]) < OLDEST_ENGINE else None


def _compose(status: int, output: str) -> tuple[str, str] | None:
    found = _version(output)
    if status or not found:
        return "compose-missing", "docker-compose 1" if shutil.which("docker-compose") else "-"
    return ("compose-old", output.strip()) if found < OLDEST_COMPOSE else None


def _version(compose: str) -> tuple[int, ...] | None:
    found = re.match(r"v?(\d+)\.(\d+)\.(\d+)", compose.strip())
    return tuple(map(int, found.groups())) if found else None


def _user_namespaces(facts: Mapping[str, Any]) -> tuple[str, str] | None:
    """User ids inside mean others outside on such an engine: who owns work/ and who may open the GPU would be wrong."""
    options = " ".join(facts.get("SecurityOptions") or [])
    if "name=rootless" in options:
        return "engine-rootless", "rootless"
    return ("engine-remapped", "userns-remap") if "name=userns" in options else None
