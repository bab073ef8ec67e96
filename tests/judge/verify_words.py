"""What `make verify` says to people, in both languages: (English, Japanese)."""

from __future__ import annotations

from judge.words import Both

KINDS: dict[str, Both] = {
    "same": ("✓ computed again from the record's facts, and equal", "✓ 記録の中の事実から計算し直して、同じでした"),
    "differs": ("✗ differs", "✗ 違います"),
    "untold": ("? cannot be told from here", "? ここでは確かめられません"),
    "claimed": (
        "! only claimed by the machine that wrote the record: nothing here can confirm it",
        "! 記録したコンピューターがそう書いただけで、ここでは確かめられません",
    ),
}

# The names that lead to a value of a record.
FIELDS: dict[str, Both] = {
    "claims": ("claims", "確かめたこと"),
    "expected": ("expected value", "期待した値"),
    "measured": ("measured value", "実際の値"),
    "tolerance": ("tolerance", "許される誤差"),
    "holds": ("whether it holds", "成り立つかどうか"),
    "hip": ("conditions of HIP", "HIP の条件"),
    "found": ("what was found", "調べた結果"),
    "reason": ("the first claim that does not hold", "成り立たない最初のもの"),
    "facts": ("facts of a form that no probe writes", "事実の形式が、判定用のプログラムの書く形式と違います"),
    "exercise": ("exercise", "練習問題"),
    "notebook": ("whether the notebook is the project's", "ノートブックがこのプロジェクトのものか"),
    "notebooks": ("the other notebooks", "ほかのノートブック"),
    "sha256": ("SHA-256 of the notebook, against the commit", "ノートブックの SHA-256（コミットと比べる）"),
    "trace": ("the profiler's trace", "プロファイラーの記録ファイル"),
    "torch": ("PyTorch, as the first notebook saw it", "PyTorch（最初のノートブックで見たもの）"),
    "torches": ("another PyTorch in some notebook", "ほかの PyTorch を使ったノートブック"),
    "verdict": ("verdict", "判定"),
    "ran_on": ("what it ran on", "どこで計算したか"),
    "why": ("the first condition not met", "満たされない最初の条件"),
}

# What only the machine that wrote the record can know.
CLAIMED: dict[str, Both] = {
    "facts": (
        "the facts themselves: objects, numbers, GPU kernels, times, printed lines",
        "事実そのもの：オブジェクト、数、GPU カーネル、時間、表示された行",
    ),
    "when": ("when it ran", "実行した日時"),
    "commit": ("commit, and whether files differed from it", "コミットと、そこから変更されたファイルの有無"),
    "image": ("image, its id and its base", "イメージ、その ID とベース"),
    "wheels": ("AMD's wheels that came, for which GPUs", "届いた AMD の wheel の数と、対象の GPU"),
    "host": ("kernel, driver, Python", "カーネル、ドライバー、Python"),
    "versions": ("torch, HIP, CUDA", "torch、HIP、CUDA"),
    "devices": ("GPUs", "GPU"),
    "durations": ("durations (s)", "かかった時間（秒）"),
    "words": ("the interpreter, flowlab's path, stray outputs", "Python の場所、flowlab の場所、余分な出力"),
}

# Why something cannot be told.
WHY: dict[str, Both] = {
    "no-trace": ("it does not lie beside the record", "記録の隣にありません"),
    "one-notebook": ("this record is of one alone", "この記録にあるノートブックは 1 つだけです"),
    "copy": (
        "a copy: the project has nothing to hold it against",
        "コピーなので、このプロジェクトに比べるものがありません",
    ),
    "no-commit": ("the record names no commit", "記録にコミットがありません"),
    "no-git": ("this checkout has no git history to look in", "このチェックアウトには git の履歴がありません"),
    "unknown-commit": (
        "this checkout does not know the commit (try git fetch)",
        "このチェックアウトに、そのコミットがありません（git fetch を試してください）",
    ),
}

TEXT: dict[str, Both] = {
    "columns": ("notebook|what|the record says|found here", "ノートブック|確かめたもの|記録にある値|ここで求めた値"),
    "rules": (
        "Judged by the rules of this checkout: commit {commit}{dirty}.",
        "このチェックアウトの規則で判定しました：コミット {commit}{dirty}",
    ),
    "rules-dirty": (", and changes on top of it", "（変更あり）"),
    "rules-unknown": ("unknown", "不明"),
    "rules-other": (
        "The record is of commit {commit}, whose judge or labs differ. To apply that commit's own rules:\n"
        "  git worktree add ../verify-{short} {commit}   and make verify there, if it has the verb",
        "記録のコミットは {commit} で、判定する側かラボがここと違います。そのコミットの規則で判定するには：\n"
        "  git worktree add ../verify-{short} {commit}   その中で make verify （そのコミットに make verify があれば）",
    ),
    "rules-untold": (
        "Whether the record was made by the same rules cannot be told.",
        "記録が同じ規則で作られたかどうかは、確かめられません。",
    ),
    "consistent": (
        "CONSISTENT: the record follows from its facts (labs {labs} · HIP {hip}, both as it says). That the facts are "
        "true is the word of the machine that wrote them.",
        "整合しています：記録は、その中の事実から導かれます（ラボ {labs} · HIP {hip}、どちらも記録のとおり）。"
        "その事実が本当だという裏付けは、記録したコンピューターがそう書いたことだけです。",
    ),
    "consistent-untold": (
        "CONSISTENT as far as can be told; open questions: {count} (labs {labs} · HIP {hip}, both as it says). "
        "That the facts are true is the word of the machine that wrote them.",
        "確かめられる範囲では整合しています。確かめられないことが {count} 件あります"
        "（ラボ {labs} · HIP {hip}、どちらも記録のとおり）。"
        "その事実が本当だという裏付けは、記録したコンピューターがそう書いたことだけです。",
    ),
    "inconsistent": (
        "NOT CONSISTENT, differences: {count}. Do not believe this record.",
        "整合していません：違いが {count} 件あります。この記録を信じないでください。",
    ),
}
