"""What the judge says to people, in both languages: (English, Japanese)."""

from __future__ import annotations

from typing import Literal

Language = Literal["ja", "en"]
Both = tuple[str, str]

CLAIMS: dict[str, Both] = {
    "ran": ("ran to its end", "最後まで動いた"),
    "stray-facts": ("nothing posed as the probe", "判定用の出力をまねていない"),
    "python": ("the lab's own Python", "ラボの Python で動いた"),
    "flowlab": ("the lab's own flowlab", "ラボの flowlab を使った"),
    "torch-untouched": ("torch left as it was", "torch を書き換えていない"),
    "names": ("names missing", "足りない名前"),
    "model": ("model", "モデルの種類"),
    "input weight": ("weight at the start", "はじめの重み"),
    "input bias": ("bias at the start", "はじめのバイアス"),
    "input x": ("input x", "入力 x"),
    "input y": ("right answer y", "正解 y"),
    "input lr": ("learning rate", "学習率"),
    "optimizer": ("optimizer", "オプティマイザー"),
    "optimizer parameters": ("parameters it updates", "更新する対象"),
    "loss function": ("loss function", "損失関数"),
    "kept as copies": ("before-values that are no copy", "コピーでない「変わる前」"),
    "dtype": ("type of the numbers", "数の型"),
    "mode": ("training mode at the forward", "forward のときの学習モード"),
    "history kept": ("history kept at the forward", "forward の道すじを記録した"),
    "untouched since": ("changes after the forward", "forward の後の変更"),
    "device": ("everything on the device", "すべて選んだデバイスの上にある"),
    "backward runs": ("backward ran (times)", "backward の回数"),
    "step runs": ("step ran (times)", "step の回数"),
    "order": ("order of the phases", "実行の順番"),
    "pred": ("prediction", "予測"),
    "loss": ("loss", "loss"),
    "pred.requires_grad": ("pred.requires_grad", "pred.requires_grad"),
    "weight.grad": ("weight.grad", "weight.grad"),
    "bias.grad": ("bias.grad", "bias.grad"),
    "weight changed": ("weight changed", "重みが変わった"),
    "bias changed": ("bias changed", "バイアスが変わった"),
    "weight after": ("weight after the step", "更新後の重み"),
    "bias after": ("bias after the step", "更新後のバイアス"),
    "pred after": ("prediction after the step", "更新後の予測"),
    "loss after": ("loss after the step", "更新後の loss"),
    "prints": ("printed lines agree", "表示された行が正しい"),
}

ENDINGS: dict[str, Both] = {
    "ended": ("ended", "最後まで動きました"),
    "exception": ("a cell failed", "セルでエラーが起きました"),
    "timeout": ("took too long", "時間がかかりすぎました"),
    "kernel-died": ("the kernel died", "カーネルが止まりました"),
    "stopped-early": ("stopped before its end", "途中で終わりました"),
    "backend-not-found": ("the demanded backend is not there", "指定されたバックエンドがありません"),
}

CONDITIONS: dict[str, Both] = {
    "build": ("build", "PyTorch の種類"),
    "device": ("device", "GPU"),
    "residency": ("residency", "数の置き場所"),
    "execution": ("execution", "GPU で動いた計算"),
    "arithmetic": ("arithmetic", "計算の結果"),
}

TEXT: dict[str, Both] = {
    "columns": ("lab|language|claim|expected|measured", "ラボ|言語|確かめたこと|期待した値|実際の値"),
    "checking": ("Checking {count} notebooks, two at a time …", "{count} 個のノートブックを 2 つずつ調べています…"),
    "ended-badly": ("✗ {lab} ({lang}): {end} {detail}", "✗ {lab}（{lang}）：{end} {detail}"),
    "failed": ("✗ {lab} ({lang}): {claim}: expected {expected}, found {measured}",
               "✗ {lab}（{lang}）：{claim}：期待した値は {expected}、実際は {measured}"),
    "record": ("Record: {folder}", "記録：{folder}"),
    "verdict": ("labs {labs} · HIP {hip}{why}", "ラボ {labs} · HIP {hip}{why}"),
    "why-cpu": (": this ran on the CPU ({condition})", "：CPU で動きました（{condition}）"),
    "why-cuda": (": this ran on CUDA ({condition})", "：CUDA で動きました（{condition}）"),
    "why-unknown": (": {condition}", "：{condition}"),
    "why-hip": (": the step ran on {arch}", "：{arch} で計算しました"),
    "condition": ("condition {number}, {name}: {found}", "条件 {number}「{name}」：{found}"),
    "internal": ("✗ internal: this is a defect in the lab, not in what you did.\n  → Please report it, with the file {log}",
                 "✗ internal: ラボの側の不具合です。あなたの操作のせいではありません。\n  → {log} を添えて報告してください。"),
    "demand": ("BACKEND={backend} was asked for and not found.", "指定された BACKEND={backend} は見つかりませんでした。"),
}  # fmt: skip


def pick(both: Both, language: Language) -> str:
    """The one of the two that the reader reads."""
    return both[1] if language == "ja" else both[0]


def say(key: str, language: Language, **values: object) -> str:
    """One of TEXT, filled in."""
    return pick(TEXT[key], language).format(**values)
