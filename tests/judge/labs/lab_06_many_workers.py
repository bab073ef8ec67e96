"""Lab 06, many workers and one step: what it has to do, its exercises, and the words of its own claims."""

from __future__ import annotations

from dataclasses import replace

from judge.labs.workers import WORKERS
from judge.spec import Exercise
from judge.words import Both

SPEC = WORKERS

EXERCISES = {
    "6.1": Exercise(
        replace(SPEC, averaged=False),
        ("alike", "averaged", "workers' weights"),
        (
            "without the average there is a model for each worker.",
            "平均しなければ、ワーカーの数だけ違うモデルができます。",
        ),
    ),
    "6.2": Exercise(
        replace(SPEC, teams=(3, 4)),
        ("teams", "averaged", "alike"),
        ("unequal shares, weighed, make the same step.", "分けた量が違っても、重みを付ければ同じステップです。"),
    ),
    "6.3": Exercise(
        replace(SPEC, restarts=1),
        ("restarts", "workers' weights", "alike"),
        (
            "a worker died, the round began again, and nothing was lost.",
            "ワーカーが落ちてもやり直し、結果は変わりませんでした。",
        ),
    ),
}

# The words of its own claims; those that labs share are in judge/words.py.
CLAIMS: dict[str, Both] = {
    "from the workers": ("teams that are not as the workers told", "ワーカーから届いたままでないチーム"),
    "times from the workers": ("times that are not as the workers told", "ワーカーから届いたままでない時間"),
    "teams": ("workers of each team [rank, of how many]", "各チームのワーカー［ランク、人数］"),
    "workers' device": ("where the workers computed", "ワーカーが計算した場所"),
    "shares": ("samples of each worker", "各ワーカーのデータ"),
    "workers' start": ("weights and bias with which each worker began", "各ワーカーのはじめの重みとバイアス"),
    "own gradients": ("each worker's own gradients", "各ワーカー自身の勾配"),
    "averaged": ("gradients with which each made its step", "各ワーカーが step に使った勾配"),
    "steps by worker": ("steps of each worker", "各ワーカーの step の回数"),
    "workers' weights": ("weights and bias of each worker after the step", "更新後の各ワーカーの重みとバイアス"),
    "alike": ("all workers of a team are equal to the bit", "チームの全員が 1 ビットも違わない"),
    "restarts": ("how often each was started again", "各ワーカーのやり直しの回数"),
    "counts": ("how many workers were timed", "時間を測ったワーカーの数"),
    "measured workers": ("ranks in each measurement", "各測定のランク"),
    "gradient bytes": ("bytes of the gradients of each model", "各モデルの勾配のバイト数"),
    "shared batch": ("batches that each model's workers shared", "各モデルのワーカーが分け合ったバッチの種類"),
    "received": ("bytes that are not the ring's", "輪の式に合わない受信バイト数"),
    "measured models": ("models at the end of each measurement", "測った後のモデルの種類"),
    "summary of bytes": ("name, workers and bytes in the summary", "まとめの表の名前・人数・バイト数"),
    "step times": ("time of the step and of its all-reduce (ms)", "ステップと all-reduce の時間（ms）"),
    "efficiency": ("efficiency with its 95% interval", "効率と 95% 区間"),
    "predicted efficiency": ("predicted efficiency", "予想した効率"),
}
