"""What doctor says of the variables that a GPU can be lost by."""

from host.messages.doctor_form import Problem

PROBLEMS = {
    "override-empty": Problem(
        (
            "{name} is set, but empty: outside of the lab's container that hides every GPU, without a word.",
            "unset {name}",
        ),
        (
            "{name} が空のまま設定されています。ラボのコンテナーの外では、何も言わずに GPU がすべて使えなくなります。",
            "unset {name}",
        ),
    ),
    "override-malformed": Problem(
        (
            "{name}={value} is not of the form 11.0.0: ROCm will find no GPU at all.",
            "unset {name}   (or, where it is needed: export {name}=11.0.0)",
        ),
        (
            "{name}={value} は 11.0.0 のような形ではありません。ROCm は GPU を 1 つも見つけられません。",
            "unset {name} （必要な場合は export {name}=11.0.0 のように）",
        ),
    ),
    "override-misspelt": Problem(
        (
            "{name} is no variable of ROCm and has no effect; HSA_OVERRIDE_GFX_VERSION is one.",
            "unset {name}",
        ),
        (
            "{name} という変数は ROCm になく、何の効果もありません。正しくは HSA_OVERRIDE_GFX_VERSION です。",
            "unset {name}",
        ),
    ),
    "override-stale": Problem(
        (
            "{name}={value} makes {gfx} pass for another GPU, and PyTorch {torch} lists {gfx} itself.",
            "unset {name}",
        ),
        (
            "{name}={value} は {gfx} を別の GPU に見せかけますが、PyTorch {torch} は {gfx} に対応しています。",
            "unset {name}",
        ),
    ),
    "override-unknown": Problem(
        (
            "{name}={value}: whether that works on {gfx} cannot be told before it is tried.",
            "Start the lab and let it be judged: make check BACKEND=hip",
        ),
        (
            "{name}={value} が {gfx} で使えるかは、試すまで分かりません。",
            "ラボを始めて、判定してください： make check BACKEND=hip",
        ),
    ),
    "visibility-hides": Problem(
        ('{name}="{value}" hides {what}.', "unset {name}"),
        ('{name}="{value}" が {what} を隠しています。', "unset {name}"),
    ),
    "visibility-outside": Problem(
        (
            '{name}="{value}" hides {what} from whatever runs outside of a container (the lab\'s does not get it).',
            "unset {name}",
        ),
        (
            '{name}="{value}" は、コンテナーの外で {what} を隠します（ラボのコンテナーには渡りません）。',
            "unset {name}",
        ),
    ),
    "visibility-beyond": Problem(
        (
            '{name}="{value}" names a GPU that is not there; there are: {cards}.',
            "unset {name}",
        ),
        (
            '{name}="{value}" が、存在しない GPU を指しています。あるのは {cards} です。',
            "unset {name}",
        ),
    ),
    "visibility-unknown": Problem(
        (
            '{name}="{value}" names a GPU by something other than its index: whether it is there cannot be told.',
            "See for yourself: rocminfo | grep -i uuid   (or do without: unset {name})",
        ),
        (
            '{name}="{value}" は番号以外で GPU を指定しています。その GPU があるか分かりません。',
            "確かめてください： rocminfo | grep -i uuid （不要なら unset {name}）",
        ),
    ),
}
