"""Lab 04, four learning rates and a network: what it has to do, its exercises, and the words of its own claims."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from judge.labs.rates import RATES
from judge.spec import Exercise
from judge.words import Both

SPEC = RATES


def _rates(index: int, lr: str) -> tuple[Fraction, ...]:
    """The lab's learning rates with one of them replaced."""
    return (*SPEC.rates[:index], Fraction(lr), *SPEC.rates[index + 1 :])


EXERCISES = {
    "4.1": Exercise(
        replace(SPEC, rates=_rates(0, "0.05")),
        ("rates", "steps made", "curves"),
        ("at 0.05 the error is halved with each step.", "0.05 では、1 ステップごとに誤差が半分になります。"),
    ),
    "4.2": Exercise(
        replace(SPEC, rates=_rates(3, "0.07")),
        ("rates", "steps made", "curves"),
        ("at 0.07 the loss creeps upwards.", "0.07 では、loss が少しずつ増えていきます。"),
    ),
    "4.3": Exercise(
        replace(SPEC, net_lr=0.3, learns=False),
        ("network's lr", "learned"),
        (
            "at lr = 0.3 the network runs away and learns nothing.",
            "lr = 0.3 では、ネットワークは暴走し、何も学習できません。",
        ),
    ),
}

# The words of its own claims; those that labs share are in judge/words.py.
CLAIMS: dict[str, Both] = {
    "rates": ("learning rates", "比べる学習率"),
    "curves' rates": ("rates by which the curves are filed", "曲線に付いている学習率"),
    "steps made": ("steps made (optimizer, lr, times)", "実行したステップ（オプティマイザー、lr、回数）"),
    "curves from the run": ("curves that did not come from the run", "実行した結果ではない曲線の数"),
    "predicted": ("predicted losses", "予想した loss"),
    "curves": ("error at every step", "各ステップの誤差"),
    "data": (
        "the network's data: points, ends, noise around the sine",
        "ネットワークのデータ（点の数、両端、サインからのばらつき）",
    ),
    "held out": ("points held out, and how many of them were shown", "テスト用データの数と、そのうち学習に使った数"),
    "epochs": ("epochs of the network", "ネットワークのエポック数"),
    "network's lr": ("the network's learning rate", "ネットワークの学習率"),
    "losses from the run": ("the network's losses are from the run", "ネットワークの loss は実行した結果"),
    "points of both curves": ("points in the curve of the network's loss", "ネットワークの loss の曲線の点の数"),
    "fits": ("steps behind each curve that is drawn", "描いた曲線ごとの、学習したステップ数"),
    "held-out error": ("error on the held-out points", "テスト用データでの誤差"),
    "baseline": ("error of always answering with the mean", "いつも平均値を答えたときの誤差"),
    "learned": ("did the network learn?", "ネットワークは学習しましたか"),
}
