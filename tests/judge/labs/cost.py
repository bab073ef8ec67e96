"""Lab 03: what training costs beside inference; every figure computed again from the raw samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from judge.claim import Claim, Facts, equal, is_number, number, of
from judge.labs.cost_cases import flops, layer_shapes, least_bytes, most_bytes, places, trained
from judge.labs.cost_times import again_claim, race, summary_claims, time_claims, whole_and_parts
from judge.labs.step import BIAS, WEIGHT, X, Y
from judge.oracle import forward
from judge.printed import four, head, prints
from judge.replay import answers
from judge.run_lab import Run

ROOM = 1.25  # times the most that can live at once: what operators need for themselves meanwhile
SLACK = {"cpu": 64, "cuda": 2**28}  # bytes besides, in any case; a GPU's libraries keep a workspace
LARGE = 250_000_000  # FLOPs of one inference; on two cores, fixed costs were 2 % of its time (2026-11-28)

ALIKE = ("cannot be told apart", "区別できません")


@dataclass(frozen=True)
class CostSpec:
    """What the lab has to compare: how deep the larger models are, and which of their layers learn (None: all)."""

    layers: int = 4
    learning: int | None = None  # so many of the last layers
    against_itself: bool = False  # inference where training would be

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which the lab holds its live objects."""
        objects = ("device", "cases", "pred", "flops", "memory", "samples", "summary")
        return (*objects, "inference", "training", "phase_by_phase")

    @property
    def phases(self) -> tuple[str, ...]:
        """Those in which GPU kernels must be seen, before anything is timed."""
        return ("forward", "backward", "update")

    @property
    def results(self) -> tuple[str, ...]:
        """The claims about what the lab's device computed."""
        return ("pred",)

    def places(self, objects: Facts) -> list[str]:
        """On which kinds of device parameters, inputs and the prediction lie."""
        return places(_cases(objects), objects.get("pred"))

    def on_cpu(self, _facts: Facts) -> Facts:
        """The prediction of the page's model, in float32 on the CPU."""
        return {"pred": [[answers(WEIGHT, BIAS, X, Y, Fraction(0), 0)[0][0]]]}

    def claims(self, run: Run) -> Iterator[Claim]:
        """Every claim; `run` came to its end."""
        assert run.facts
        objects = run.facts["objects"]
        cases = _cases(objects)
        yield from self._models(cases, objects)
        yield from _counts(cases, objects)
        yield from time_claims(len(cases), objects, run.facts["readings"], against_itself=self.against_itself)
        yield whole_and_parts(cases, objects, against_itself=self.against_itself)
        yield again_claim(cases, run.facts["again"], against_itself=self.against_itself)
        yield _page_weights(run.facts["page_model"] or {})
        yield from summary_claims(cases, objects, [2.0, *[self._flop_ratio] * len(cases[1:])])
        yield from _findings(cases, objects, run.printed)
        yield self._prints(run, cases)

    @property
    def _flop_ratio(self) -> float:
        """Of a larger model: a product a layer forward; backward one a layer that learns, and one between any two."""
        learning = self.layers if self.learning is None else self.learning
        return (self.layers + learning + learning - 1) / self.layers

    def _models(self, cases: list[Facts], objects: Facts) -> Iterator[Claim]:
        first = cases[0] if cases else {}
        yield equal("page model", [[1, 3]], layer_shapes(first))
        yield number("input x", X, of(first, "x", "values"))
        yield number("input y", Y, of(first, "y_true", "values"))
        deep = [len(layer_shapes(case)) for case in cases[1:]]
        yield equal("layers", [self.layers] * len(deep), deep)
        learning = self.layers if self.learning is None else self.learning
        ends = [trained(case) == [False] * (self.layers - learning) + [True] * learning for case in cases[1:]]
        yield equal("layers that learn", [True] * len(ends), ends)
        sizes = [flops(case)[0] for case in cases]
        grows = len(sizes) >= 3 and sizes == sorted(set(sizes)) and sizes[-1] >= LARGE
        yield Claim("sizes", f"growing, to {LARGE} FLOPs or more", sizes, grows)
        said = str(of(objects, "device", "text")).split(":")[0]
        yield equal("device", [said], self.places(objects))
        yield equal("dtype", ["torch.float32"], sorted({str(of(case, "x", "dtype")) for case in cases}))
        yield number("pred", forward(WEIGHT, BIAS, X), of(objects, "pred", "values"))

    def _prints(self, run: Run, cases: list[Facts]) -> Claim:
        assert run.facts
        objects = run.facts["objects"]
        lines = [*head(run), f"prediction = {four(forward(WEIGHT, BIAS, X))}"]
        for case in cases:
            asked, learned = flops(case)
            lines.append(f"FLOPs {case['name']}: {asked} and {learned}, {learned / asked:.2f} times")
        memory = of(objects, "memory", "data")
        for case, (asked, learned) in zip(cases, memory, strict=True):
            lines.append(f"memory {case['name']}: {asked} and {learned} bytes")
        for index, case in enumerate(cases):
            ratio, low, high = race(objects, index)
            lines.append(f"ratio {case['name']}: {ratio:.2f} ({low:.2f} to {high:.2f})")
        return prints(lines, run.printed)


def _page_weights(model: Facts) -> Claim:
    """That the page's model, when it was timed, had been moved by training alone: along its gradient, which is (x, 1).

    Counting FLOPs and bytes trains it, how often is the learner's affair.
    """
    bias = of(model, "bias", "values")
    moved = Fraction(bias[0]) - BIAS[0] if isinstance(bias, list) and is_number(bias[0]) else Fraction(0)
    along = [[w + moved * x for w, x in zip(WEIGHT[0], X[0], strict=True)]]
    return number("page weights", along, of(model, "weight", "values"))


def _cases(objects: Facts) -> list[Facts]:
    found = of(objects, "cases", "data")
    return [case for case in found if isinstance(case, dict)] if isinstance(found, list) else []


def _counts(cases: list[Facts], objects: Facts) -> Iterator[Claim]:
    yield equal("flops", [list(flops(case)) for case in cases], of(objects, "flops", "data"))
    memory = of(objects, "memory", "data")
    pairs = memory if isinstance(memory, list) and len(memory) == len(cases) else [[0, 0]] * len(cases)
    least = [list(least_bytes(case)) for case in cases]
    slack = [SLACK[case["x"]["device"].split(":")[0]] for case in cases]
    most = [[int(ROOM * size + more) for size in most_bytes(case)] for case, more in zip(cases, slack, strict=True)]
    inside = all(
        low <= found <= high
        for lows, pair, highs in zip(least, pairs, most, strict=True)
        for low, found, high in zip(lows, pair, highs, strict=True)
    )
    yield Claim("memory", f"at least {least}, at most {most}", memory, inside)


def _findings(cases: list[Facts], objects: Facts, printed: list[str]) -> Iterator[Claim]:
    """That the sentences name what was found, and claim a difference only where the interval leaves 1 out."""
    said = [line for line in printed if line.startswith("finding:")]
    each = [(case["name"], flops(case), race(objects, index)) for index, case in enumerate(cases)]
    wanted = [each[0], each[-1]]
    agree = all(any(_agrees(line, *found) for line in said) for found in wanted)
    agree = agree and all(any(_agrees(line, *found) for found in each) for line in said)
    expected = [f"{name}: {ratio:.2f} ({low:.2f} to {high:.2f}){ALIKE[0] * (low <= 1 <= high)}"
                for name, _, (ratio, low, high) in wanted]  # fmt: skip
    yield Claim("finding", expected, said, agree)


def _agrees(sentence: str, name: str, work: tuple[int, int], found: tuple[float, float, float]) -> bool:
    alike = found[1] <= 1 <= found[2]
    numbers = [*found, *(() if alike else (work[1] / work[0],))]  # the FLOPs' own ratio, where it is named
    told = name in sentence and all(f"{value:.2f}" in sentence for value in numbers)
    return told and any(word in sentence for word in ALIKE) is alike


COST = CostSpec()
