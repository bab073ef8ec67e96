"""Whether what a lab printed contradicts what is so; and numbers as torch prints them."""

from __future__ import annotations

import re
from fractions import Fraction

from judge.claim import Claim, of
from judge.oracle import Matrix, Vector
from judge.run_lab import Run

NUMBER = re.compile(r"-?(?:\d+\.\d*(?:e[+-]?\d+)?)")  # with a point: the 1 in a name is none
BEGINNING = re.compile(r".*?(?: = |: |  +(?=\d)|$)")  # of a line: what it speaks of; the rest is what it says
HALF_A_PLACE = 5e-5
LARGE = 1000.0  # from here on, four digits are enough
OF_A_KIND = re.compile(r"\b[A-Za-z_]\w*\(\[")  # a tensor of a learner's own kind bears its kind's name
ALONE = re.compile(r"tensor\(\[*(-?[\d.]+(?:e[+-]?\d+)?)\]*\)")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
HISTORY = re.compile(r", grad_fn=<\w+>")  # torch adds it to a tensor that keeps its history


def head(run: Run) -> list[str]:
    """What every lab prints first: the build, and the device."""
    assert run.facts
    assert run.opening
    device = of(run.facts["objects"], "device", "text")
    return [f"torch.version.hip = {run.opening['torch']['hip']}", f"device = {device}"]


def prints(expected: list[str], printed: list[str]) -> Claim:
    """That every line is there, in order, and never contradicted; else the first that is off."""
    position, shown = -1, [plain(line) for line in printed]
    for line in expected:
        wanted = plain(line)
        found = BEGINNING.match(line)[0]  # type: ignore[index]
        beginning = plain(found) + " " * found.endswith(" ")
        said = [i for i, other in enumerate(shown) if other.startswith(beginning)]
        wrong = [printed[i] for i in said if not agree(wanted, shown[i])]
        if wrong or not said:
            return Claim("prints", line, wrong[0] if wrong else "", holds=False)
        if beginning.endswith((" = ", ": ")):  # a table's rows may be sorted
            if said[0] < position:
                return Claim("prints", line, f"{line} (…)", holds=False)
            position = said[0]
    return Claim("prints", f"{len(expected)} lines", f"{len(expected)} lines", holds=True)


def plain(line: str) -> str:
    """What it says, however it is set: without columns, thousands' commas, a history, a single number's tensor."""
    line = ALONE.sub(r"\1", OF_A_KIND.sub("tensor([", HISTORY.sub("", line)))
    return " ".join(THOUSANDS.sub("", line).split())


def agree(expected: str, line: str) -> bool:
    """Alike but for how many digits are shown: numbers may differ by half of the fourth place.

    Where more digits are shown than were expected, half of the last place that was expected.
    """
    if NUMBER.sub("#", expected) != NUMBER.sub("#", line):
        return False
    return all(map(_near, NUMBER.findall(expected), NUMBER.findall(line)))


def _near(expected: str, shown: str) -> bool:
    places, more = (len(number.partition("e")[0].partition(".")[2]) for number in (expected, shown))
    room = HALF_A_PLACE if abs(float(expected)) < LARGE else HALF_A_PLACE * 10 * abs(float(expected))
    if more > places and "e" not in expected + shown:
        room = max(room, 0.5001 * 10**-places)
    return abs(float(expected) - float(shown)) <= room


def four_flat(values: Vector) -> str:
    """A flat tensor as torch prints numbers that are not all whole."""
    return f"tensor([{', '.join(f'{float(v):.4f}' for v in values)}])"


def four(rows: Matrix) -> str:
    """Rows as torch prints numbers that are not all whole."""
    return f"tensor([[{'], ['.join(', '.join(f'{float(v):.4f}' for v in row) for row in rows)}]])"


def whole(rows: Matrix) -> str:
    """Rows as torch prints whole numbers; others as four()."""
    if any(Fraction(v).denominator != 1 for row in rows for v in row):
        return four(rows)
    return f"tensor([[{'], ['.join(', '.join(f'{int(v)}.' for v in row) for row in rows)}]])"
