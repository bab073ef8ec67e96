"""Lab 06: one step, made by one worker and shared among many; every worker's numbers against exact fractions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from judge.claim import Claim, Facts, device_kinds, equal, number, of
from judge.labs.step import TRAINING, MakesTheStep, StepSpec, step_claims
from judge.labs.workers_times import measured_claims, measured_lines
from judge.oracle import Matrix, Step, Vector, matrix, train_step
from judge.printed import four, four_flat, head, prints, whole
from judge.run_lab import Run

X, Y = matrix([[1, 2, 3], [3, 2, 1], [1, 0, 1], [0, 1, 2]]), matrix([["2.5"], ["2.5"], ["0.5"], ["0.9"]])
ONE = replace(TRAINING, x=X, y=Y, asks_again=False)
TEAMS = ("team", "larger_team")


@dataclass(frozen=True)
class WorkersSpec(MakesTheStep):
    """What the lab has to do: one worker's step, and how many share it in each team."""

    step: StepSpec = ONE
    teams: tuple[int, ...] = (2, 4)
    averaged: bool = True
    restarts: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which the lab holds its live objects."""
        return (*self.step.names, *TEAMS, "measured", "summary")

    def claims(self, run: Run) -> Iterator[Claim]:
        """Every claim; `run` came to its end."""
        assert run.facts
        objects = run.facts["objects"]
        yield from step_claims(self.step, run.facts)
        yield from_the_run(objects, run.facts["workers"], *TEAMS)
        yield from self.team_claims([_rows(objects, name) for name in TEAMS], str(of(objects, "device", "text")))
        yield from_the_run(objects, run.facts["workers"], "measured")
        yield from measured_claims(_rows(objects, "measured"), _rows(objects, "summary"))
        yield self._prints(run)

    def team_claims(self, teams: list[list[Facts]], device: str) -> Iterator[Claim]:
        """What hooks saw in every worker, in the order in which it happened there."""
        ranks = [[[one.get("rank"), one.get("count")] for one in team] for team in teams]
        yield equal("teams", [[[rank, count] for rank in range(count)] for count in self.teams], ranks)
        kinds = device_kinds(one for team in teams for one in team)
        yield equal("workers' device", [device.partition(":")[0]], kinds)
        shares = [split(X, count) for count in self.teams]
        yield number("shares", shares, [[one.get("x") for one in team] for team in teams])
        start = [*self.step.weight[0], *self.step.bias]
        yield number("workers' start", [[start] * count for count in self.teams], _each(teams, "start"))
        own = [[self.own(count, rank) for rank in range(count)] for count in self.teams]
        shared = own if not self.averaged else [[self.step.step] * count for count in self.teams]
        yield number("own gradients", [[_flat(o.weight_grad, o.bias_grad) for o in team] for team in own],
                     _each(teams, "own"))  # fmt: skip
        yield number("averaged", [[_flat(s.weight_grad, s.bias_grad) for s in team] for team in shared],
                     _each(teams, "used"))  # fmt: skip
        yield equal(
            "steps by worker", [[1] * count for count in self.teams], [[o.get("steps") for o in t] for t in teams]
        )
        yield number("workers' weights", [[_flat(s.weight_after, s.bias_after) for s in team] for team in shared],
                     _each(teams, "after"))  # fmt: skip
        alike = [all(one.get("after") == team[0].get("after") for one in team) for team in teams]
        yield equal("alike", [self.averaged] * len(teams), alike)
        restarts = [[one.get("restarts") for one in team] for team in teams]
        yield equal("restarts", [[self.restarts] * count for count in self.teams], restarts)

    def own(self, count: int, rank: int) -> Step:
        """The step that this worker would make by itself."""
        spec = self.step
        return train_step(spec.weight, spec.bias, split(spec.x, count)[rank], split(spec.y, count)[rank], spec.lr)

    def _prints(self, run: Run) -> Claim:
        assert run.facts
        objects, step = run.facts["objects"], self.step.step
        lines = [
            *head(run),
            f"pred = {four_flat(tuple(row[0] for row in step.pred))}",
            f"loss = {round(float(step.loss), 4)}",
            f"weight.grad = {four(step.weight_grad)}",
            f"weight after = {four(step.weight_after)}",
        ]
        for count in self.teams:
            for rank in range(count):
                own, name = self.own(count, rank), f"worker {rank} of {count}"
                taken = step if self.averaged else own
                lines.append(f"{name}, own gradient: {whole(own.weight_grad)}")
                lines.append(f"{name}, averaged: {whole(taken.weight_grad)}")
                lines.append(f"{name}, weight after: {four(taken.weight_after)}")
        lines += [f"{count} workers hold one model = {self.averaged}" for count in self.teams]
        lines.append(f"started again = {[self.restarts] * sum(self.teams)}")
        return prints([*lines, *measured_lines(_rows(objects, "summary"))], run.printed)


def from_the_run(objects: Facts, told: list[Any], *names: str) -> Claim:
    """That these names hold what the workers told, and nothing that came to be later."""
    off = [name for name in names if of(objects, name, "data") not in told]
    return equal("from the workers" if names == TEAMS else "times from the workers", [], off)


def split(samples: Matrix, count: int) -> list[Matrix]:
    """As torch.tensor_split: the first shares are larger by one where they cannot be equal."""
    size, more = divmod(len(samples), count)
    ends = [rank * size + min(rank, more) for rank in range(count + 1)]
    return [samples[ends[rank] : ends[rank + 1]] for rank in range(count)]


def _rows(objects: Facts, name: str) -> list[Facts]:
    found = of(objects, name, "data")
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _flat(weight: Matrix, bias: Vector) -> Vector:
    return (*weight[0], *bias)


def _each(teams: list[list[Facts]], what: str) -> Any:
    """Weight and bias of each worker in a row; None where they are not there."""
    return [[_numbers(one.get(what)) for one in team] for team in teams]


def _numbers(parts: Any) -> Any:
    weight, bias = of(parts, "weight"), of(parts, "bias")
    return [*weight[0], *bias] if weight and bias else None


WORKERS = WorkersSpec()
