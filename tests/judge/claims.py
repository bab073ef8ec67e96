"""What must be true of a lab's run: one Claim after the other, the most telling first. Pure: no I/O."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from judge.claim import Claim, equal
from judge.run_lab import Run
from judge.spec import Spec

FLOWLAB = str(Path(__file__).resolve().parents[2] / "labs/flowlab/__init__.py")


def claims(spec: Spec, run: Run) -> list[Claim]:
    """Every claim about `run`; only the first where the lab did not come to its end."""
    ended = run.end == "ended" and None not in (run.facts, run.opening)
    ran = Claim("ran", "ended", f"{run.end} {run.detail}".strip(), ended)
    if not ended:
        return [ran]
    honest = list(_honest(run, spec))
    # Of names that are missing nothing can be asked.
    return [ran, *honest, *(_asked(spec, run) if honest[-1].holds else ())]


def _asked(spec: Spec, run: Run) -> Iterator[Claim]:
    """What the lab's spec asks; facts of a form that no lab's are end it, as a claim and not as a crash."""
    try:
        yield from spec.claims(run)
        yield _pictures(run)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        yield Claim("form", "objects of the lab's kinds", f"{type(error).__name__}: {error}", holds=False)


def _pictures(run: Run) -> Claim:
    """That flowlab's pictures show what the lab's names hold. A picture of the learner's own is free."""
    assert run.facts
    lab_s = run.facts["pictures"]  # of the cells in which the lab draws, as it would have drawn there
    off = [cell for cell, drawn in run.pictures.items() if cell in lab_s and lab_s[cell] not in drawn]
    return equal("pictures", [], off)


def _honest(run: Run, spec: Spec) -> Iterator[Claim]:
    """Nothing posed as the probe, this very Python and flowlab ran, nothing changed torch, every name is there."""
    assert run.facts
    assert run.opening
    yield equal("stray-facts", 0, run.strays)
    at_start, at_end = run.opening["torch"], run.facts["torch_at_end"]
    yield equal("python", run.python, at_start["executable"])
    flowlab = run.facts["flowlab"]
    yield Claim("flowlab", FLOWLAB, flowlab, flowlab in (None, FLOWLAB))
    changed = {k: [v, at_end.get(k)] for k, v in at_start.items() if v != at_end.get(k)}
    yield equal("torch-untouched", {}, changed)
    yield equal("names", [], [name for name in spec.names if name not in run.facts["objects"]])
