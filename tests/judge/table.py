"""The end of `make check` as a person reads it: a line a lab, what does not hold, and the verdict. Pure: no I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from judge.claim import Claim, last, of
from judge.memory import OUT_OF_MEMORY
from judge.specs import CLAIMS
from judge.values import RULE, apart, columns, folded, printable, short, width
from judge.verdict import Judged, Verdict
from judge.words import CONDITIONS, ENDINGS, Language, pick, say

NO_CODE = ("invalid device function", "no kernel image")  # what HIP says where a GPU's own code is missing
TENSORS = ("x", "y_true", "pred", "loss", "weight_before", "bias_before", "answer", "x_train", "x_test")
LONGEST = 150  # of an error's own words; the record has them whole


def by_lab(labs: list[Judged]) -> list[list[Judged]]:
    """Each lab's notebooks, in both languages or in one."""
    names = dict.fromkeys(judged.job.lab for judged in labs)
    return [sorted((j for j in labs if j.job.lab == name), key=lambda j: j.job.lang) for name in names]


def summary(labs: list[Judged], language: Language, instead: list[str] | None = None) -> Iterator[str]:
    """A line a lab and, under it, every claim that does not hold; or what is to be said `instead` of those."""
    for twins in by_lab(labs):
        claims = [claim for judged in twins for claim in judged.claims]
        held = sum(claim.holds for claim in claims)
        langs = " ".join(judged.job.lang for judged in twins)
        seconds = f"{sum(judged.run.seconds for judged in twins):.1f}"
        hold = say("held", language, held=held, all=len(claims), seconds=seconds)
        yield f"{'✓' if held == len(claims) else '✗'} {twins[0].job.lab:<26}  {langs:<5}  {hold}"
        yield from broken(twins, language) if instead is None else instead


def broken(twins: list[Judged], language: Language) -> Iterator[str]:
    """Each claim that does not hold, with what was expected and found; where twins found the same, once."""
    shared: dict[str, list[Judged]] = {}
    for judged in twins:
        for claim in judged.claims:
            if not claim.holds:
                shared.setdefault(told(judged, claim, language), []).append(judged)
    for line, where in shared.items():
        langs = " ".join(judged.job.lang for judged in where)
        yield from folded(f"  ✗ {line}" if len(where) == len(twins) else f"  ✗ [{langs}] {line}", "    ")
    first = next((judged for judged in twins if judged.reason), twins[0])
    yield from (line for cure in cures(first, language) for line in folded(f"  → {cure}", "    "))


def told(judged: Judged, claim: Claim, language: Language) -> str:
    """A claim that does not hold, in words: what was expected and found; of a lab that broke, how and where."""
    name = pick(CLAIMS[claim.id], language)
    if claim.id == "ran":
        detail = printable(judged.run.detail.splitlines()[0])[:LONGEST] if judged.run.detail else ""
        return say("ended-badly", language, claim=name, end=pick(ENDINGS[judged.run.end], language), detail=detail)
    values = (short(value, language) for value in apart(claim.expected, claim.measured))
    return say("failed", language, claim=name, **dict(zip(("expected", "measured"), values, strict=True)))


def cures(judged: Judged, language: Language) -> Iterator[str]:
    """What to do, where what is said of the lab does not say it."""
    run, known = judged.run, ", ".join(judged.evidence.arch_list) or "-"
    if any(mark in f"{run.detail}\n{run.said}" for mark in NO_CODE):
        yield say("no-code", language, arch=judged.evidence.arch or "?", known=known)
    elif "StdinNotImplementedError" in run.detail:
        yield say("no-input", language)
    elif OUT_OF_MEMORY in run.detail and run.end == "kernel-died":
        yield say("memory-cure", language, size=run.detail.split(OUT_OF_MEMORY)[1].strip())
    elif run.end == "timeout":
        yield say("timeout-cure", language)
    elif run.end == "stopped-early" or (run.end == "kernel-died" and "SIG" not in run.detail):
        yield say("stopped-early-cure", language)
    elif run.facts and not run.facts["watched"]["answered"] and "order" in {c.id for c in judged.claims}:
        asked = "forward" in run.facts["watched"]["order"]
        yield say("not-its-answer" if asked else "never-asked", language)
    for name, kind in _taken(judged):
        yield say("name-taken", language, name=name, kind=kind)


def _taken(judged: Judged) -> Iterator[tuple[str, str]]:
    """Names of the lab's that hold something of another kind by now, as a loop's own variable may have become."""
    objects = judged.run.facts["objects"] if judged.run.facts else {}
    if any(not claim.holds for claim in judged.claims):
        for name in TENSORS:
            kind = of(objects, name, "kind")
            if kind not in (None, "tensor"):
                yield name, last(kind)


def table(labs: list[Judged], language: Language) -> str:
    """One row a claim; where both languages of a lab found the same, they share it."""
    rows = [say("columns", language).split("|")]
    for twins in by_lab(labs):
        rows += _rows(twins, language)
    lines = columns(rows)
    return "\n".join([lines[0], "─" * max(map(width, lines)), *lines[1:]])


def _rows(twins: list[Judged], language: Language) -> list[list[str]]:
    shared: dict[tuple[str, ...], list[str]] = {}
    for judged in twins:
        for claim in judged.claims:
            label = f"{'✓' if claim.holds else '✗'} {pick(CLAIMS[claim.id], language)}"
            values = (claim.expected, claim.measured) if claim.holds else apart(claim.expected, claim.measured)
            if claim.id == "ran":
                values = (pick(ENDINGS["ended"], language), pick(ENDINGS[judged.run.end], language))
            shared.setdefault((label, *(short(v, language) for v in values)), []).append(judged.job.lang)
    return [[twins[0].job.lab, " ".join(langs), *row] for row, langs in shared.items()]


def verdict_line(found: Verdict, labs: list[Judged], language: Language) -> str:
    """The verdict in one line; when HIP is not proved, nobody can take it for a proof."""
    if found.unmet is None:
        why = say("why-hip", language, arch=labs[0].evidence.arch)
    else:
        name = pick(CONDITIONS[found.unmet.name], language)
        condition = say("condition", language, number=found.unmet.number, name=name, found=found.unmet.found)
        why = say(f"why-{found.ran_on}", language, condition=condition)
    return say("verdict", language, labs=found.labs, hip=found.hip, why=why)


def coloured(lines: Iterable[str], *, good: bool) -> Iterator[str]:
    """As a terminal that has colours shows them: marks green or red, and the verdict, between two rules, as a whole."""
    rules = 0
    for line in lines:
        rules += line == RULE
        if rules == 1 and line != RULE:
            yield f"\x1b[1;{32 if good else 31}m{line}\x1b[0m"
            continue
        for mark, code in (("✓", 32), ("✗", 31)):
            if line.lstrip().startswith(mark):
                line = line.replace(mark, f"\x1b[{code}m{mark}\x1b[0m", 1)  # noqa: PLW2901
        yield line
