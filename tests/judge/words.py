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
    "form": ("data in a form that can be judged", "判定できる形のデータ"),
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
    "answered": ("the prediction is the model's own answer", "予測は、このモデル自身の答え"),
    "mode": ("training mode at the forward", "forward のときの学習モード"),
    "history kept": ("history kept at the forward", "forward の道すじを記録した"),
    "silent changes": ("changes of the weights that leave no trace", "記録に残らない重みの変更"),
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
    "rounds": ("rounds measured", "測った回数"),
    "in turn": ("measured in turn", "交互に測った"),
    "pictures": ("cells whose picture shows something else", "別のものを描いている図のセル"),
    "repeatable": ("the other language's run gave the same bits", "もう一方の言語でも 1 ビットまで同じ"),
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
    "checking-one": ("Checking {notebook} …", "{notebook} を調べています…"),
    "checking": ("Checking {count} notebooks …", "{count} 個のノートブックを調べています…"),
    "held": ("{held} of {all} claims hold  {seconds} s", "確かめた {all} 件のうち {held} 件が成立  {seconds} 秒"),
    "ended-badly": ("{claim}: {end} {detail}", "{claim}：{end} {detail}"),
    "failed": ("{claim}: expected {expected}, found {measured}", "{claim}：期待した値は {expected}、実際は {measured}"),
    "no-code": ("This PyTorch has no code for {arch}; it has code for: {known}. Take another GPU, or a PyTorch built for it.",
                "この PyTorch には {arch} 用のプログラムが入っていません。入っているのは {known} 用です。別の GPU を使うか、この GPU 用の PyTorch を使ってください。"),
    "no-input": ("A notebook that is judged has nobody to answer input(): write the value into the cell instead.",
                 "判定中は input() に答える人がいません。値をセルに直接書いてください。"),
    "timeout-cure": ("Look for a loop that does not end in that cell, or let it do less; then save, and check again.",
                     "そのセルに終わらないループがないか確かめるか、計算を減らしてください。保存してから、また判定してください。"),
    "memory-cure": ("It needed more memory than there is for it here ({size}): let that cell keep less, or end what else runs.",
                    "ここで使えるメモリー（{size}）では足りませんでした。そのセルで作るデータを小さくするか、ほかに動いているものを終了してください。"),
    "stopped-early-cure": ("A cell ended the kernel, with exit() or quit() for one: take that line out.",
                           "exit() や quit() などで、セルがカーネルを終わらせています。その行を消してください。"),
    "never-asked": ("The model itself was never asked: write model(x), neither F.linear(…) nor model.forward(x).",
                    "モデルが一度も使われていません。F.linear(…) や model.forward(x) ではなく、model(x) と書いてください。"),
    "not-its-answer": ("pred holds something else than what the model answered: write pred = model(x).",
                       "pred に、モデルの答えではないものが入っています。pred = model(x) と書いてください。"),
    "name-taken": ("The name {name} now holds something else ({kind}): give the other thing another name.",
                   "{name} という名前に、別のもの（{kind}）が入っています。別の名前を使ってください。"),
    "cut": ("[cut here: more than {size} MB of outputs in this cell]", "[ここで省略：このセルの出力が {size} MB を超えました]"),
    "runs-large": ("runs/ has grown to {size} GB; make clean clears it.", "runs/ が {size} GB になりました。make clean で消せます。"),
    "record": ("Record: {folder}", "記録：{folder}"),
    "verdict": ("labs {labs} · HIP {hip}{why}", "ラボ {labs} · HIP {hip}{why}"),
    "why-cpu": (": this ran on the CPU ({condition})", "：CPU で動きました（{condition}）"),
    "why-cuda": (": this ran on CUDA ({condition})", "：CUDA で動きました（{condition}）"),
    "why-unknown": (": {condition}", "：{condition}"),
    "why-hip": (": the step ran on {arch}", "：{arch} で計算しました"),
    "condition": ("condition {number}, {name}: {found}", "条件 {number}「{name}」：{found}"),
    "exercise-done": ("✓ Exercise {number}, done: {shows}", "✓ 練習問題 {number}、できました：{shows}"),
    "exercise-open": ("✗ Exercise {number}, not yet.", "✗ 練習問題 {number}、まだできていません。"),
    "exercise-again": (
        "  → Read exercise {number} at the end of the lab once more, change your copy, save it, and check again.",
        "  → ラボの最後にある練習問題 {number} をもう一度読み、自分のノートブックを直して保存してから、また判定してください。",
    ),
    "exercise-holds": ("  ✓ {claim}", "  ✓ {claim}"),
    "exercise-right": ("  ✓ {claim}: {measured}", "  ✓ {claim}：{measured}"),
    "interrupted": ("✗ interrupted: stopped by you. Nothing was left running; the same command starts again.",
                    "✗ interrupted: 中断しました。動いたまま残っているものはありません。同じコマンドでやり直せます。"),
    "disk-full": ("✗ disk-full: the disk is full: {reason}.\n  → Make room on that disk, then run the same command again; no half of a record is left.",
                  "✗ disk-full: ディスクがいっぱいです：{reason}\n  → そのディスクに空きを作って、同じコマンドをもう一度実行してください。書きかけの記録は残していません。"),
    "internal": ("✗ internal: this is a defect in the lab, not in what you did.\n  → Please report it, with the file {log}",
                 "✗ internal: ラボの側の不具合です。あなたの操作のせいではありません。\n  → {log} を添えて報告してください。"),
    "refused": (
        "✗ backend-not-found: BACKEND={backend} was asked for and is not here, so no lab was run.\n"
        "  → Run this where that GPU is, or leave BACKEND out to take what there is.",
        "✗ backend-not-found: 指定された BACKEND={backend} がここにはないので、ラボは動かしませんでした。\n"
        "  → その GPU があるコンピューターで実行するか、BACKEND を指定せず、あるもので動かしてください。",
    ),
    "demand": ("BACKEND={backend} was asked for and not found.", "指定された BACKEND={backend} は見つかりませんでした。"),
}  # fmt: skip

# Of what claims say in English words, the Japanese: (pattern, replacement).
VALUES = (
    (r"^(\d+) or more, complete$", r"\1 回以上、すべてそろっている"),
    (r"^(\d+) or more, 0 of them shown$", r"\1 個以上、学習に使ったのは 0 個"),
    (r"^(\d+) or more, each after its epoch$", r"\1 本以上、どれも書いてあるエポックの後"),
    (r"^(\d+) or more$", r"\1 以上"),
    (r"^growing, to (\d+) FLOPs or more$", r"だんだん大きくなり、最後は \1 FLOPs 以上"),
    (r"^growing, to (\d+) bytes or more$", r"だんだん大きくなり、最後は \1 バイト以上"),
    (r"^1, then more$", "1、そのあとは増える"),
    (r"^at least (.+), at most (.+)$", r"\1 以上、\2 以下"),
    (r"^(\d+) lines$", r"\1 行"),
    (r"^objects of the lab's kinds$", "ラボと同じ種類のデータ"),
    (r"^nan, inf$", "nan か inf"),
    (r"\btrue\b", "はい"),
    (r"\bfalse\b", "いいえ"),
    (r"\bnull\b", "なし"),
)


def pick(both: Both, language: Language) -> str:
    """The one of the two that the reader reads."""
    return both[1] if language == "ja" else both[0]


def say(key: str, language: Language, **values: object) -> str:
    """One of TEXT, filled in."""
    return pick(TEXT[key], language).format(**values)
