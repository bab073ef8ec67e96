"""Lab 01, one training step: what it has to do, its exercises, and the words of its own claims."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from judge.labs.step import TRAINING
from judge.oracle import matrix
from judge.spec import Exercise
from judge.words import Both

SPEC = TRAINING

EXERCISES = {
    "1.1": Exercise(
        replace(SPEC, stepped=False),
        ("step runs", "weight.grad", "weight changed"),
        (
            "backward only finds out; without step nothing changes.",
            "backward は調べるだけです。step がなければ、何も変わりません。",
        ),
    ),
    "1.2": Exercise(
        replace(SPEC, lr=Fraction(1, 30)),
        ("input lr", "pred after", "loss after"),
        ("with lr = 1/30 one step lands on 2.5.", "lr = 1/30 なら、1 ステップでちょうど 2.5 になります。"),
    ),
    "1.3": Exercise(
        replace(SPEC, x=matrix([[3, 2, 1]])),
        ("input x", "pred", "loss", "weight.grad", "bias.grad"),
        (
            "another question, and every number as the pencil said.",
            "別の問題でも、紙と鉛筆で求めたとおりの数になりました。",
        ),
    ),
}

# The words of its own claims; those that labs share are in judge/words.py.
CLAIMS: dict[str, Both] = {}
