"""How a notebook is to be run, by what its lab says of itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from judge.cells import lab_notebook
from judge.run_lab import Job
from judge.spec import Spec
from judge.specs import EXERCISES, SPECS

ASKED = ("observed", "exclusive", "cell_seconds", "lab_seconds")  # of a lab's metadata, what a Job has, too


def make_job(path: Path, lab: str, lang: str, backend: str = "auto", **more: Any) -> Job:
    """The job for a notebook that came from `lab`; how it is run, the lab's own notebook says, never the copy."""
    said = lab_notebook(lab).metadata.lab
    asked: dict[str, Any] = {name: said[name] for name in ASKED if name in said}
    job = replace(Job(path, lab, lang, (), backend), **(asked | more))
    return replace(job, names=spec_of(job).names)


def spec_of(job: Job) -> Spec:
    """What the notebook is judged by."""
    return EXERCISES[job.exercise].spec if job.exercise else SPECS[job.lab]
