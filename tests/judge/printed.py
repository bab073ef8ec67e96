"""Whether what a lab printed contradicts what is so; and numbers as torch prints them."""

from __future__ import annotations

import re
from fractions import Fraction

from judge.claim import Claim
from judge.oracle import Matrix, Vector

NUMBER = re.compile(r"-?(?:\d+\.\d*(?:e[+-]?\d+)?)")  # with a point: the 1 in a name is none
BEGINNING = re.compile(r".*?(?: = |: |  +(?=\d)|$)")  # of a line: what it speaks of; the rest is what it says
HALF_A_PLACE = 5e-5
LARGE = 1000.0  # from here on, four digits are enough
OF_A_KIND = re.compile(r"\b[A-Za-z_]\w*\(\[")  # a tensor of a learner's own kind bears its kind's name
HISTORY = re.compile(r", grad_fn=<\w+>")  # torch adds it to a tensor that keeps its history


def prints(expected: list[str], printed: list[str]) -> Claim:
    """That every line is there, in order, and never contradicted; else the first that is off."""
    position = -1
    for line in expected:
        beginning = BEGINNING.match(line)[0]  # type: ignore[index]
        said = [i for i, other in enumerate(printed) if other.startswith(beginning)]
        wrong = [printed[i] for i in said if not agree(line, printed[i])]
        if wrong or not said:
            return Claim("prints", line, wrong[0] if wrong else "", holds=False)
        if beginning.endswith((" = ", ": ")):  # a table's rows may be sorted
            if said[0] < position:
                return Claim("prints", line, f"{line} (…)", holds=False)
            position = said[0]
    return Claim("prints", f"{len(expected)} lines", f"{len(expected)} lines", holds=True)


def agree(expected: str, line: str) -> bool:
    """Alike but for how many digits are shown: numbers may differ by half of the fourth place."""
    line = OF_A_KIND.sub("tensor([", HISTORY.sub("", line))
    if NUMBER.sub("#", expected) != NUMBER.sub("#", line):
        return False
    pairs = zip(NUMBER.findall(expected), NUMBER.findall(line), strict=True)
    return all(
        abs(float(e) - float(m)) <= (HALF_A_PLACE if abs(float(e)) < LARGE else 5e-4 * abs(float(e))) for e, m in pairs
    )


def four_flat(values: Vector) -> str:
    """A flat tensor as torch prints numbers that are not all whole."""
    return f"tensor([{', '.join(f'{float(v):.4f}' for v in values)}])"


def four(rows: Matrix) -> str:
    """Rows as torch prints numbers that are not all whole."""
    return f"tensor([[{'], ['.join(', '.join(f'{float(v):.4f}' for v in row) for row in rows)}]])"


def whole(rows: Matrix) -> str:
    """Rows as torch prints whole numbers; others as _four."""
    if any(Fraction(v).denominator != 1 for row in rows for v in row):
        return four(rows)
    return f"tensor([[{'], ['.join(', '.join(f'{int(v)}.' for v in row) for row in rows)}]])"
