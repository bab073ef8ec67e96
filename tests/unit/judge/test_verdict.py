"""From judged labs to a verdict and an exit status."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from judge.backend import Evidence
from judge.cells import LABS
from judge.claim import Claim, near
from judge.jobs import make_job
from judge.run_lab import Job, Run
from judge.verdict import Judged, compare_twins, verdict
from unit.judge.test_backend import CPU, H200, MI300X

JOB = Job(Path("01_training_flow.en.ipynb"), "01_training_flow", "en", ())
GOOD, BAD = Claim("loss", 0.36, 0.36, holds=True), Claim("loss", 0.36, 0.5, holds=False)
NOT_THERE = Claim("ran", "ended", "backend-not-found", holds=False)


def lab(evidence: Evidence, claim: Claim = GOOD, end: str = "ended") -> Judged:
    return Judged(JOB, Run(end=end), [claim], evidence)


@pytest.mark.parametrize(
    ("labs", "backend", "expected"),
    [
        ([lab(CPU)], "auto", ("PASS", "NOT PROVED", "cpu", 0)),
        ([lab(CPU)], "cpu", ("PASS", "NOT PROVED", "cpu", 0)),
        ([lab(CPU)], "hip", ("PASS", "NOT PROVED", "cpu", 3)),
        ([lab(CPU)], "cuda", ("PASS", "NOT PROVED", "cpu", 3)),
        ([lab(CPU, NOT_THERE, "backend-not-found")], "hip", ("NOT RUN", "NOT PROVED", "cpu", 3)),
        ([lab(CPU), lab(CPU, NOT_THERE, "backend-not-found")], "hip", ("FAIL", "NOT PROVED", "cpu", 3)),
        ([lab(CPU, BAD)], "auto", ("FAIL", "NOT PROVED", "cpu", 1)),
        ([lab(CPU, BAD)], "hip", ("FAIL", "NOT PROVED", "cpu", 1)),
        ([lab(MI300X)], "auto", ("PASS", "PROVED", "hip", 0)),
        ([lab(MI300X)], "hip", ("PASS", "PROVED", "hip", 0)),
        ([lab(MI300X)], "cpu", ("PASS", "PROVED", "hip", 3)),
        ([lab(MI300X, BAD)], "hip", ("FAIL", "PROVED", "hip", 1)),
        ([lab(MI300X), lab(CPU)], "hip", ("PASS", "NOT PROVED", "unknown", 3)),
        ([lab(MI300X), lab(replace(MI300X, kernels={}))], "hip", ("PASS", "NOT PROVED", "unknown", 3)),
        ([lab(H200)], "cuda", ("PASS", "NOT PROVED", "cuda", 0)),
        ([lab(H200)], "auto", ("PASS", "NOT PROVED", "cuda", 0)),
        ([lab(H200)], "hip", ("PASS", "NOT PROVED", "cuda", 3)),
        ([], "auto", ("FAIL", "NOT PROVED", "unknown", 1)),
    ],
)
def test_verdict(labs: list[Judged], backend: str, expected: tuple[str, str, str, int]) -> None:
    found = verdict(labs, backend)
    assert (found.labs, found.hip, found.ran_on, found.status) == expected


@pytest.mark.parametrize(
    ("expected", "measured", "agrees"),
    [
        (1.9, 1.9000000954, True),
        (1.9, 1.90001, False),
        ([[1.0, 2.0]], [[1.0, 2.0]], True),
        ([[1.0, 2.0]], [1.0, 2.0], False),
        ([[1.0, 2.0]], [[1.0]], False),
        ([[1.0]], [["nan"]], False),
        (1.0, float("nan"), False),
        (1.0, float("inf"), False),
        (1.0, True, False),
        (1.0, "1.0", False),
        (1.0, None, False),
        (None, 1.0, False),
        (1000.0, 1000.001, True),
        (0.0, 3e-6, False),
    ],
)
def test_near(expected: object, measured: object, agrees: bool) -> None:
    assert near(expected, measured) is agrees


def twin(lang: str, fingerprint: str | None, end: str = "ended") -> Judged:
    job = make_job(LABS / f"04_learning_rate.{lang}.ipynb", "04_learning_rate", lang)
    return Judged(job, Run(end=end, facts={"fingerprint": fingerprint}), [], CPU)


@pytest.mark.parametrize(
    ("twins", "reasons"),
    [
        ((twin("en", "a"), twin("ja", "a")), [None, None]),
        ((twin("en", "a"), twin("ja", "b")), ["repeatable", "repeatable"]),
        ((twin("en", None), twin("ja", None)), ["repeatable", "repeatable"]),
        ((twin("en", "a"),), [None]),
    ],
)
def test_a_lab_that_ran_twice_ended_with_the_same_bits(twins: tuple[Judged, ...], reasons: list[str | None]) -> None:
    assert [judged.reason for judged in compare_twins(list(twins))] == reasons


def test_a_twin_that_did_not_end_says_nothing_about_the_other() -> None:
    assert compare_twins([twin("en", "a"), twin("ja", "b", end="timeout")])[0].claims == []
