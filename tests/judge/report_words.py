"""What report.html says beside the words of the judge, in both languages: (English, Japanese)."""

from __future__ import annotations

from judge.words import Both, Language, pick

# What each condition asks, for a reader who has not met HIP before.
MEANINGS: dict[str, Both] = {
    "build": ("PyTorch must be built for ROCm and for nothing else.", "PyTorch が ROCm 専用に作られていること。"),
    "device": (
        "There must be a GPU, and PyTorch must have code for it.",
        "GPU があり、PyTorch にその GPU 用のコードがあること。",
    ),
    "residency": (
        "Every parameter, input and prediction must lie on that GPU.",
        "パラメーター、入力、予測がすべてその GPU の上にあること。",
    ),
    "execution": (
        "The GPU must have been seen computing each phase of the lab.",
        "ラボの各段階を GPU が計算するところが観測されること。",
    ),
    "arithmetic": (
        "The results must agree with exact fractions and with the same step on the CPU.",
        "結果が、分数での正確な計算とも、CPU での同じ計算とも一致すること。",
    ),
}

WORDS: dict[str, Both] = {
    "title": ("Report of a check", "判定の報告書"),
    "series": ("See training flow in ROCm: the lab", "ROCm で学習の流れを見るラボ"),
    "checked": ("Checked on {when}.", "判定した日時：{when}"),
    "labs": ("Labs", "ラボ"),
    "labs-PASS": ("Every notebook did what it says.", "すべてのノートブックが、書かれているとおりに動きました。"),
    "labs-FAIL": ("Not every notebook did what it says.", "書かれているとおりに動かなかったノートブックがあります。"),
    "labs-NOT RUN": (
        "What was demanded was not there, so no notebook was run.",
        "指定されたバックエンドがないので、どのノートブックも動かしていません。",
    ),
    "tally": (
        "{passed} of {count} notebooks passed; {held} of {claims} claims hold.",
        "ノートブック {count} 個のうち {passed} 個が合格。確かめたこと {claims} 件のうち {held} 件が成り立ちました。",
    ),
    "hip": ("HIP", "HIP"),
    # The words of the verdict stay as they are in both languages; Japanese readers get a gloss.
    "gloss-PASS": ("", "合格"),
    "gloss-FAIL": ("", "不合格"),
    "gloss-NOT RUN": ("", "実行していません"),
    "gloss-PROVED": ("", "証明されました"),
    "gloss-NOT PROVED": ("", "証明されていません"),
    "ran-hip": (
        "All five conditions hold in every notebook: the labs ran through HIP on an AMD GPU.",
        "5 つの条件が、すべてのノートブックで成り立ちました。ラボは AMD の GPU で、HIP を通して動きました。",
    ),
    "ran-cpu": (
        "This ran on the CPU. It shows nothing about HIP or about an AMD GPU.",
        "CPU で動きました。HIP や AMD の GPU については、何も示していません。",
    ),
    "ran-cuda": (
        "This ran on CUDA. It shows nothing about HIP or about an AMD GPU.",
        "CUDA で動きました。HIP や AMD の GPU については、何も示していません。",
    ),
    "ran-unknown": (
        "It was not shown that the labs ran on an AMD GPU.",
        "ラボが AMD の GPU で動いたことは、示されていません。",
    ),
    "first-unmet": (
        "The first condition that does not hold is number {number}, {name}:",
        "成り立たなかった最初の条件は、{number} の「{name}」です：",
    ),
    "demand": (
        "BACKEND={backend} was asked for and was not found: this check did not succeed.",
        "指定された BACKEND={backend} は見つかりませんでした。この判定は成功していません。",
    ),
    "conditions": ("The five conditions of HIP", "HIP の 5 つの条件"),
    "conditions-rule": (
        "HIP is proved only if all five hold in every notebook. {held} of 5 hold here.",
        "5 つの条件がすべてのノートブックで成り立つときだけ、HIP で動いたと認めます。今回成り立ったのは、5 つのうち"
        " {held} つです。",
    ),
    "condition": ("Condition", "条件"),
    "result": ("Result", "結果"),
    "found": ("What was found", "分かったこと"),
    "holds": ("holds", "成り立つ"),
    "fails": ("does not hold", "成り立たない"),
    "claims": ("What was claimed, and what was measured", "確かめたことと、その実際の値"),
    "claims-rule": (
        "The expected numbers are computed apart from the labs: in exact fractions, or, of times, from the raw "
        "samples. Numbers that agree are shown to seven digits. ±\u202ft allows a difference of "
        "t\u202f×\u202fmax(1,\u202f|expected|).",
        "期待した値は、ラボとは別に、判定する側が計算したものです（数は分数で正確に、時間は測ったままの値から）。"
        "一致した数は 7 けたまで表示します。±\u202ft は、"
        "t\u202f×\u202fmax(1,\u202f|期待した値|) までの差を認めるという意味です。",
    ),
    "broken": ("{count} claims that do not hold", "成り立たなかったこと：{count} 件"),
    "broken-one": ("One claim that does not hold", "成り立たなかったこと：1 件"),
    "claim": ("Claim", "確かめたこと"),
    "expected": ("Expected", "期待した値"),
    "measured": ("Measured", "実際の値"),
    "where": ("Notebook", "ノートブック"),
    "lab-tally": ("{held} of {claims} claims hold", "{claims} 件のうち {held} 件が成り立つ"),
    "lang-en": ("English", "英語"),
    "lang-ja": ("Japanese", "日本語"),
    "ended-without-facts": ("ended, but left no facts to judge", "終わりましたが、判定に使う事実が残っていません"),
    "cut": ("… ({count} characters; record.json has them all)", "…（全 {count} 文字は record.json にあります）"),
    "figures": ("Figures", "図"),
    "no-figures": ("The notebooks drew no figures.", "ノートブックは図を描きませんでした。"),
    "no-heading": ("A figure of this lab", "このラボの図"),
    "unreadable": ("(This figure is no PNG and cannot be shown.)", "（PNG ではないので、表示できません。）"),
    "environment": ("Where it ran", "動かした環境"),
    "item": ("Item", "項目"),
    "value": ("Value", "内容"),
    "kernel": ("Host kernel, machine", "ホストのカーネル、マシン"),
    "python": ("Python", "Python"),
    "amdgpu": ("amdgpu driver", "amdgpu ドライバー"),
    "no-amdgpu": ("no version found", "バージョンが見つかりません"),
    "torch": ("PyTorch", "PyTorch"),
    "wheels": ("AMD's wheels, as they came (SHA-256)", "届いた AMD の wheel（SHA-256）"),
    "devices": ("GPUs that PyTorch sees", "PyTorch から見える GPU"),
    "none": ("none", "なし"),
    "unknown": ("not known: no lab got so far", "不明（ラボがそこまで進みませんでした）"),
    "image": ("Container image", "コンテナイメージ"),
    "native": ("none: native mode", "なし（ネイティブモード）"),
    "digest": ("Image digest", "イメージのダイジェスト"),
    "no-digest": ("none: the image was built here", "なし（このマシンで作ったイメージです）"),
    "id": ("Image ID", "イメージ ID"),
    "base": ("Base image", "ベースイメージ"),
    "pinned": ("the one that the project pins", "プロジェクトが固定しているもの"),
    "not-pinned": ("not one that the project pins", "プロジェクトが固定しているものではありません"),
    "no-base-digest": ("digest not known", "ダイジェストは不明"),
    "commit": ("Commit", "コミット"),
    "no-commit": ("not known: no git checkout", "不明（git のチェックアウトではありません）"),
    "clean": ("(no file differed from it)", "（異なるファイルなし）"),
    "unclear": ("(not known whether files differed)", "（異なるファイルがあったかどうかは不明）"),
    "dirty": ("(files differed from it)", "（異なるファイルあり）"),
    "notebooks": ("The notebooks that were run", "動かしたノートブック"),
    "seconds": ("Seconds", "秒"),
    "sha256": ("SHA-256", "SHA-256"),
    "again": ("How to check again", "もう一度判定するには"),
    "again-how": ("In a clone of the repository:", "リポジトリのクローンの中で実行します。"),
    "again-dirty": (
        "Files differed from this commit, so the commit alone does not bring back what was checked here. Compare the "
        "SHA-256 of the notebooks.",
        "このコミットと異なるファイルがあったので、コミットだけでは、ここで判定したものを再現できません。"
        "ノートブックの SHA-256 を比べてください。",
    ),
    "again-no-commit": (
        "It is not known from which commit this came. Compare the SHA-256 of the notebooks.",
        "どのコミットのものか分かりません。ノートブックの SHA-256 を比べてください。",
    ),
    "again-one": (
        "This was a check of single notebooks: add NOTEBOOK= and the notebook's path.",
        "ノートブックを選んで判定しました。NOTEBOOK= に続けて、そのノートブックのパスを付けてください。",
    ),
    "limits": (
        "The judge believes nothing that a lab prints: it reads the lab's live objects and computes every number "
        "itself. That rules out accidents. It does not rule out that somebody changed a notebook, or this page, on "
        "purpose. Where that matters, check again.",
        "判定では、ラボが表示したことをそのまま信じません。動いているラボの中の値を直接読み、数をすべて計算し直します。"
        "ですから、うっかりした間違いは見逃しません。ただし、誰かがノートブックやこのページをわざと書き換えることまでは"
        "防げません。それが大切な場面では、もう一度判定してください。",
    ),
}


def word(key: str, language: Language, **values: object) -> str:
    """One of WORDS, filled in."""
    return pick(WORDS[key], language).format(**values)
