"""Lab 02, its twin that only asks: what it has to do, its exercises, and the words of its own claims."""

from __future__ import annotations

from dataclasses import replace

from judge.labs.step import INFERENCE
from judge.oracle import matrix
from judge.spec import Exercise
from judge.words import Both

SPEC = INFERENCE

EXERCISES = {
    "2.1": Exercise(
        replace(SPEC, tracked=True),
        ("pred.requires_grad", "weight changed", "bias changed"),
        (
            "without no_grad the answer keeps its history, and the model still does not change.",
            "no_grad がないと、答えは道すじを覚えます。それでも、モデルは変わりません。",
        ),
    ),
    "2.2": Exercise(
        replace(SPEC, train_mode=True),
        ("mode", "pred"),
        ("nn.Linear answers alike in both modes.", "nn.Linear は、どちらのモードでも同じ答えを出します。"),
    ),
    "2.3": Exercise(
        replace(SPEC, x=matrix([[3, 2, 1]])),
        ("input x", "pred", "weight changed"),
        ("another question, and still nothing changes.", "別の問題でも、モデルは何も変わりません。"),
    ),
}

# The words of its own claims; those that labs share are in judge/words.py.
CLAIMS: dict[str, Both] = {}
