"""The verdict: a pure function of what the labs' claims and the five conditions say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from judge.backend import Condition, Evidence, Layer, conditions, evidence, first_unmet
from judge.claim import Claim
from judge.claims import claims
from judge.run_lab import Job, Run
from judge.spec import Spec

GOOD, LAB_FAILED, NOT_FOUND = 0, 1, 3  # exit statuses; 2 and 4 are the verbs' own


@dataclass(frozen=True)
class Judged:
    """One notebook with everything that was found out about it."""

    job: Job
    run: Run
    claims: list[Claim]
    evidence: Evidence

    @property
    def reason(self) -> str | None:
        """The first claim that does not hold; for "ran", how the lab ended instead."""
        broken = next((c for c in self.claims if not c.holds), None)
        return None if broken is None else self.run.end if broken.id == "ran" else broken.id


@dataclass(frozen=True)
class Verdict:
    """Labs PASS or FAIL; HIP PROVED or NOT PROVED; on what it ran; and the status for a script."""

    labs: Literal["PASS", "FAIL", "NOT RUN"]
    hip: Literal["PROVED", "NOT PROVED"]
    ran_on: Literal["hip", "cuda", "cpu", "unknown"]
    unmet: Condition | None  # the first condition of HIP that no lab, or not every lab, met
    status: int


def judge(spec: Spec, job: Job, run: Run) -> Judged:
    """Everything about one run."""
    found = claims(spec, run)
    return Judged(job, run, found, evidence(spec, run, found))


def compare_twins(labs: list[Judged]) -> list[Judged]:
    """With one claim more where a lab ran twice, in both languages: that its models ended with the same bits."""
    ended = [lab for lab in labs if lab.run.facts and lab.run.end == "ended"]
    prints = {(lab.job.lab, lab.job.lang): (lab.run.facts or {}).get("fingerprint") for lab in ended}
    return [_with_twin(lab, prints) for lab in labs]


def _with_twin(lab: Judged, prints: dict[tuple[str, str], str | None]) -> Judged:
    own, twin = ((lab.job.lab, lang) for lang in (lab.job.lang, "ja" if lab.job.lang == "en" else "en"))
    if own not in prints or twin not in prints:
        return lab
    same = Claim("repeatable", prints[twin], prints[own], prints[own] is not None and prints[own] == prints[twin])
    return replace(lab, claims=[*lab.claims, same])


def verdict(labs: list[Judged], backend: str) -> Verdict:
    """What the labs say together, when `backend` was asked for."""
    reasons = {lab.reason for lab in labs}
    passed, refused = reasons == {None}, reasons == {"backend-not-found"}
    unmet = _unmet(labs, "hip")
    ran_on = _ran_on(labs, unmet)
    only_backend = reasons <= {None, "backend-not-found"}
    demanded = backend in ("auto", ran_on)
    status = GOOD if passed and demanded else NOT_FOUND if only_backend and not demanded else LAB_FAILED
    return Verdict(
        "PASS" if passed else "NOT RUN" if refused else "FAIL",
        "NOT PROVED" if unmet else "PROVED",
        ran_on,
        unmet,
        status,
    )


def _ran_on(labs: list[Judged], unmet: Condition | None) -> Literal["hip", "cuda", "cpu", "unknown"]:
    if not unmet:
        return "hip"
    if not _unmet(labs, "cuda"):
        return "cuda"
    return "cpu" if labs and all(lab.evidence.places == ("cpu",) for lab in labs) else "unknown"


def _unmet(labs: list[Judged], layer: Layer) -> Condition | None:
    """The unmet condition with the lowest number over all labs. No labs: nothing is proved."""
    each = [first_unmet(conditions(lab.evidence, layer)) for lab in labs]
    unmet = sorted((c for c in each if c), key=lambda c: c.number)
    return unmet[0] if unmet else None if labs else Condition(1, "build", False, "no lab ran")
