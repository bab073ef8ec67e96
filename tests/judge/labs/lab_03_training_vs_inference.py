"""Lab 03, training beside inference: what it has to do, its exercises, and the words of its own claims."""

from __future__ import annotations

from dataclasses import replace

from judge.labs.cost import COST
from judge.spec import Exercise
from judge.words import Both

SPEC = COST

EXERCISES = {
    "3.1": Exercise(
        replace(SPEC, layers=1),
        ("layers", "flop ratio"),
        (
            "with one layer, training has twice the FLOPs of inference.",
            "層が 1 つなら、学習の FLOPs は推論の 2 倍です。",
        ),
    ),
    "3.2": Exercise(
        replace(SPEC, learning=1),
        ("layers that learn", "flop ratio"),
        (
            "where only the last layer learns, backward is cheap.",
            "最後の層だけが学習するなら、backward は軽くなります。",
        ),
    ),
    "3.3": Exercise(
        replace(SPEC, against_itself=True),
        ("what was timed", "ratio", "interval", "finding"),
        ("raced against itself, and judged by the interval.", "自分自身と競走させ、区間で判断しました。"),
    ),
}

# The words of its own claims; those that labs share are in judge/words.py.
CLAIMS: dict[str, Both] = {
    "page model": ("layers of the first model (out, in)", "最初のモデルの層（出力、入力）"),
    "page weights": ("weights of the first model when it was timed", "時間を測ったときの、最初のモデルの重み"),
    "layers": ("layers of the larger models", "大きいモデルの層の数"),
    "layers that learn": ("the layers that learn are the right ones", "学習する層が正しい"),
    "sizes": ("sizes of the models, in FLOPs of one inference", "モデルの大きさ（推論 1 回の FLOPs）"),
    "flops": ("FLOPs: inference, training", "FLOPs（推論、学習）"),
    "memory": ("peak memory: inference, training", "メモリーの最大使用量（推論、学習）"),
    "clock": ("times not from the timer that waits for the GPU", "GPU を待つタイマーで読んでいない時刻の数"),
    "what was timed": ("times that are not of what they say", "名前と違うものを測った時間"),
    "summary rows": ("name, FLOPs and memory in the summary", "まとめの表の名前・FLOPs・メモリー"),
    "kernel rows": ("GPU kernels in the table", "表にある GPU カーネルの数"),
    "whole and parts": (
        "work that took another time whole than in parts",
        "全体と部分の合計とで、かかった時間が合わないもの",
    ),
    "again": ("what a function did otherwise when asked once more", "もう一度動かしたとき、名前と違うことをした関数"),
    "flop ratio": ("FLOPs, training over inference", "FLOPs の比（学習÷推論）"),
    "ratio": ("time, training over inference", "時間の比（学習÷推論）"),
    "interval": ("95% interval of that ratio", "時間の比の 95% 区間"),
    "phase medians": ("median time of each phase (µs)", "段階ごとの時間の中央値（µs）"),
    "finding": ("the sentences say what was found", "文が結果と合っている"),
}
