"""Lab 05, what the profiler saw: what it has to do, its exercises, and the words of its own claims."""

from __future__ import annotations

from dataclasses import replace

from judge.labs.operators import OPERATORS
from judge.spec import Exercise
from judge.words import Both

SPEC = OPERATORS

EXERCISES = {
    "5.1": Exercise(
        replace(SPEC, tracked=True),
        ("answer.requires_grad", "inference profile"),
        ("without no_grad the same operators run.", "no_grad がなくても、動く演算子は同じです。"),
    ),
    "5.2": Exercise(
        replace(SPEC, samples=1000),
        ("inference shapes", "inference profile"),
        (
            "a thousand questions need no more matrix products than one.",
            "1000 個の問題でも、行列の積の回数は 1 個のときと同じです。",
        ),
    ),
    "5.3": Exercise(
        replace(SPEC, step=replace(SPEC.step, momentum=0.9)),
        ("optimizer", "weight after"),
        (
            "the first step with momentum lands on the same weights.",
            "モメンタムを使っても、1 ステップ目の重みは同じです。",
        ),
    ),
}

# The words of its own claims; those that labs share are in judge/words.py.
CLAIMS: dict[str, Both] = {
    "answer.requires_grad": ("answer.requires_grad", "answer.requires_grad"),
    "answer": ("answer of the inference", "推論の答え"),
    "asked": (
        "how the model was asked for it (mode, history, profiler)",
        "その答えの出し方（モード、記録、プロファイラー）",
    ),
    "phases": ("phase of each part of the step", "各部分が動いた段階"),
    "profiled": ("the profiler watched this very step", "このステップをプロファイラーが見ていた"),
    "inference profile": ("what ran in the inference", "推論で動いたもの"),
    "inference shapes": ("shapes of input and weight in the inference", "推論の入力と重みの形"),
    "inference rows": ("rows of the inference's table", "推論の表の行数"),
    "training profile": ("what ran in the training step", "学習の 1 ステップで動いたもの"),
    "training shapes": ("shapes of input and weight in the training step", "学習の 1 ステップの入力と重みの形"),
    "training rows": ("rows of the training step's table", "学習の 1 ステップの表の行数"),
    "operators": (
        "operators that a step does not run, or not so often [wanted, found]",
        "このステップにない、または回数の違う演算子［正しい回数、実際］",
    ),
    "graph": ("autograd graph", "自動微分のグラフ"),
    "trace": ("operators in the trace file", "記録ファイルにある演算子の種類"),
}
