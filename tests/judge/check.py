"""One check from beginning to end: the notebooks run, judged, kept in a folder of runs/, and told on the terminal."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import nbformat

from judge.brief import brief
from judge.cells import LABS
from judge.demand import is_met, not_run
from judge.exercise_lines import lines
from judge.jobs import make_job, spec_of
from judge.record import from_git, make_record, write
from judge.run_lab import Job, Run
from judge.run_labs import Progress, run_labs
from judge.specs import SPECS
from judge.table import coloured, summary, table, verdict_line
from judge.values import RULE, folded, printable
from judge.verdict import Judged, Verdict, compare_twins, judge, verdict
from judge.words import ENDINGS, Language, pick, say

LARGE_RUNS = 10**9  # bytes of all records
CHECKOUT = Path(__file__).resolve().parents[2]


def check(asked: argparse.Namespace, torch: dict[str, Any] | None) -> int:
    """Judges every notebook of labs/, or the one that --notebook names; the exit status is the verdict's.

    None is run where what is demanded is not here; `torch` are the facts that tell.
    """
    language: Language = asked.language
    jobs = [_copy_job(asked)] if asked.notebook else lab_jobs(asked.backend)
    folder = _new_folder(asked.runs)
    try:
        progress = None if asked.brief else partial(_progress, language)
        runs = _run(jobs, language, progress) if is_met(asked.backend, torch) else not_run(jobs, torch)
        labs = compare_twins([judge(spec_of(job), job, runs[job]) for job in jobs])
        found = verdict(labs, asked.backend)
        write(folder, make_record(labs, found, asked.backend, asked.provenance or from_git(CHECKOUT)), labs, language)
    except BaseException:
        shutil.rmtree(folder)  # half a record is none
        raise
    if asked.brief:
        print(json.dumps(brief(labs, found, asked.exercise, language, folder)))
        return found.status
    if found.labs == "NOT RUN":
        print(say("refused", language, backend=asked.backend), file=sys.stderr)
    colours = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    told = _told(labs, found, asked, folder)
    print(*(coloured(told, good=not found.status) if colours else told), sep="\n")
    sys.stdout.flush()
    return found.status


def _run(jobs: list[Job], language: Language, progress: Progress | None) -> dict[Job, Run]:
    if progress is None:
        return run_labs(jobs)
    what = "checking" if len(jobs) > 1 else "checking-one"
    print(say(what, language, count=len(jobs), notebook=printable(jobs[0].path.name)), flush=True)
    return run_labs(jobs, progress)


def lab_jobs(backend: str) -> list[Job]:
    """A job for each notebook in labs/ that has a spec."""
    return [make_job(LABS / f"{lab}.{lang}.ipynb", lab, lang, backend) for lab in SPECS for lang in ("en", "ja")]


def _copy_job(asked: argparse.Namespace) -> Job:
    lab = nbformat.read(asked.notebook, as_version=4).metadata.lab
    return make_job(asked.notebook.resolve(), lab["name"], lab["lang"], asked.backend, exercise=asked.exercise)


def _new_folder(runs: Path) -> Path:
    """A folder named by the time; two checks that begin within one second get one each."""
    while True:
        folder = runs / datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            time.sleep(0.2)
        else:
            return folder


def _progress(language: Language, job: Job, event: str, begun: int, cells: int) -> None:
    live = sys.stdout.isatty()
    if event == "cell":
        if live:
            print(f"\r\x1b[K  {job.lab}.{job.lang}  {begun}/{cells}", end="", flush=True)
        return
    end = pick(ENDINGS[event], language)
    print(("\r\x1b[K" if live else "") + f"  {job.lab}.{job.lang}  {begun}/{cells}  {end}", flush=True)


def _told(labs: list[Judged], found: Verdict, asked: argparse.Namespace, folder: Path) -> Iterator[str]:
    """What a person reads when all is done."""
    language, backend, exercise = asked.language, asked.backend, asked.exercise
    if found.labs != "NOT RUN":
        yield from ("", *((*table(labs, language).splitlines(), "") if asked.details else ()))
        yield from summary(labs, language, instead=list(lines(exercise, labs[0], language)) if exercise else None)
    yield from ("", say("record", language, folder=os.path.relpath(folder)))
    if (size := sum(file.stat().st_size for file in folder.parent.rglob("*") if file.is_file())) > LARGE_RUNS:
        yield say("runs-large", language, size=f"{size / 1e9:.1f}")
    told = any(lab.run.facts for lab in labs)  # a lab that broke tells nothing
    if told and backend not in ("auto", found.ran_on):
        yield say("demand", language, backend=backend)
    yield from (RULE, *folded(verdict_line(found, labs, language)), RULE)
