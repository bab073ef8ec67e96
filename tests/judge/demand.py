"""What BACKEND demands, asked of this torch before anything runs: a lab cannot run where its GPU is not."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, cast

from judge.run_lab import Job, Run

OTHER = {"hip": "cuda", "cuda": "hip"}
ASK = "import json; from judge.probe import torch_facts; print(json.dumps(torch_facts()))"


def torch_facts() -> dict[str, Any] | None:
    """As the probe finds them in a kernel, from a process of its own; None where torch cannot say."""
    answer = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True)
    with suppress(ValueError, LookupError):  # a torch that is broken: the labs will tell
        return cast(dict[str, Any], json.loads(answer.stdout.splitlines()[-1]))
    return None


def is_met(backend: str, facts: dict[str, Any] | None) -> bool:
    """Whether a lab that asks for `backend` would start. On what it then ran is another question."""
    if backend not in OTHER or facts is None:
        return True
    return bool(facts[backend]) and not facts[OTHER[backend]] and bool(facts["available"])


def not_run(jobs: Sequence[Job], facts: dict[str, Any] | None) -> dict[Job, Run]:
    """Of each job, that it was not run, with the reason among its facts."""
    return {
        job: Run(
            "backend-not-found",
            sha256=hashlib.sha256(job.path.read_bytes()).hexdigest(),
            python=sys.executable,
            opening={"torch": facts},
        )
        for job in jobs
    }
