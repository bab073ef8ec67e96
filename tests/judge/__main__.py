"""`make check`, inside the environment: run the labs, judge them, show and keep what was found."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import time
import traceback
import warnings
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import nbformat

from judge.exercises import EXERCISES, lines
from judge.jobs import LABS, make_job, spec_of
from judge.record import from_git, make_record, write
from judge.run_lab import Job
from judge.run_labs import run_labs
from judge.specs import SPECS
from judge.table import failures, table, verdict_line
from judge.verdict import Judged, Verdict, compare_twins, judge, verdict
from judge.words import ENDINGS, Language, pick, say

CHECKOUT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Judges every notebook of labs/, or the one that --notebook names; the exit status is the verdict's."""
    asked = _arguments()
    language: Language = asked.language
    jobs = [_copy_job(asked)] if asked.notebook else lab_jobs(asked.backend)
    folder = _new_folder(asked.runs)
    try:
        what = "checking" if len(jobs) > 1 else "checking-one"
        print(say(what, language, count=len(jobs), notebook=jobs[0].path.name), flush=True)
        runs = run_labs(jobs, partial(_progress, language))
        labs = compare_twins([judge(spec_of(job), job, runs[job]) for job in jobs])
        found = verdict(labs, asked.backend)
        write(folder, make_record(labs, found, asked.backend, asked.provenance or from_git(CHECKOUT)), labs, language)
    except BaseException:
        shutil.rmtree(folder)  # half a record is none
        raise
    _show(labs, found, asked, folder)
    return found.status


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


def lab_jobs(backend: str) -> list[Job]:
    """A job for each notebook in labs/ that has a spec."""
    return [make_job(LABS / f"{lab}.{lang}.ipynb", lab, lang, backend) for lab in SPECS for lang in ("en", "ja")]


def _copy_job(asked: argparse.Namespace) -> Job:
    lab = nbformat.read(asked.notebook, as_version=4).metadata.lab
    return make_job(asked.notebook.resolve(), lab["name"], lab["lang"], asked.backend, exercise=asked.exercise)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="judge")
    parser.add_argument("--backend", required=True)
    parser.add_argument("--language", choices=("ja", "en"), required=True)
    parser.add_argument("--runs", type=Path, required=True)
    parser.add_argument("--notebook", type=Path)
    parser.add_argument("--exercise", choices=EXERCISES)
    # In a container there is neither git nor an engine to ask.
    parser.add_argument("--provenance", type=json.loads)
    return parser.parse_args()


def _progress(language: Language, job: Job, event: str, begun: int, cells: int) -> None:
    live = sys.stdout.isatty()
    if event == "cell":
        if live:
            print(f"\r\x1b[K  {job.lab}.{job.lang}  {begun}/{cells}", end="", flush=True)
        return
    end = pick(ENDINGS[event], language)
    print(("\r\x1b[K" if live else "") + f"  {job.lab}.{job.lang}  {begun}/{cells}  {end}", flush=True)


def _show(labs: list[Judged], found: Verdict, asked: argparse.Namespace, folder: Path) -> None:
    language, backend, exercise = asked.language, asked.backend, asked.exercise
    line = verdict_line(found, labs, language)
    said = lines(exercise, labs[0], language) if exercise else failures(labs, language)
    print("", table(labs, language), *said, "", sep="\n")
    print(say("record", language, folder=os.path.relpath(folder)))
    told = any(lab.run.facts or lab.run.end == "backend-not-found" for lab in labs)  # a lab that broke tells nothing
    if told and backend not in ("auto", found.ran_on):
        print(say("demand", language, backend=backend))
    print("━" * 79, line, "━" * 79, sep="\n", flush=True)


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _interrupt)
    warnings.simplefilter("ignore")  # nbformat's, on cells without ids: a learner's copy may have them
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception:
        log = _arguments().runs / "crash.log"
        log.write_text(traceback.format_exc(), encoding="utf-8")
        print(say("internal", "ja" if os.environ.get("LAB_LANG") == "ja" else "en", log=log), file=sys.stderr)
        sys.exit(4)
