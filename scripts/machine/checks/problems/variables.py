"""What is wrong with a variable of the environment."""

from machine.checks.problems import Problem

VARIABLES = {
    "override-empty": Problem(
        (
            "{name} is set but empty: outside of the lab's container, that silently hides every GPU.",
            "unset {name}",
        ),
        (
            "{name} が空のまま設定されています。ラボのコンテナーの外では、何も表示されないまま、すべての GPU が使えなくなります。",
            "外してください： unset {name}",
        ),
    ),
    "override-malformed": Problem(
        (
            "{name}={value} does not look like 11.0.0: ROCm will find no GPU at all.",
            "unset {name} (or, if you need it, set it like this: export {name}=11.0.0)",
        ),
        (
            "{name}={value} は 11.0.0 のような形ではありません。ROCm は GPU を 1 つも見つけられません。",
            "外してください： unset {name} （必要なら、正しい形で設定します。例： export {name}=11.0.0）",
        ),
    ),
    "override-misspelt": Problem(
        (
            "ROCm has no variable {name}, so it has no effect; the right name is HSA_OVERRIDE_GFX_VERSION.",
            "unset {name}",
        ),
        (
            "{name} という変数は ROCm にないので、効果がありません。正しい名前は HSA_OVERRIDE_GFX_VERSION です。",
            "外してください： unset {name}",
        ),
    ),
    "override-stale": Problem(
        (
            "{name}={value} makes {gfx} pass for another GPU, but PyTorch {torch} lists {gfx} itself.",
            "unset {name}",
        ),
        (
            "{name}={value} は {gfx} を別の GPU に見せかけますが、PyTorch {torch} の対応表には {gfx} があります。",
            "外してください： unset {name}",
        ),
    ),
    "override-unknown": Problem(
        (
            "cannot tell whether {name}={value} works on {gfx} before it is tried.",
            "Find out by running the labs: make check BACKEND=hip",
        ),
        (
            "{name}={value} で {gfx} が使えるかどうかは、試すまで分かりません。",
            "実際に動かして確かめてください： make check BACKEND=hip",
        ),
    ),
    "visibility-hides": Problem(
        ('{name}="{value}" hides {what}.', "unset {name}"),
        ('{name}="{value}" が {what} を隠しています。', "外してください： unset {name}"),
    ),
    "visibility-outside": Problem(
        (
            '{name}="{value}" hides {what} outside of containers (it is not passed to the lab\'s container).',
            "unset {name}",
        ),
        (
            '{name}="{value}" は、コンテナーの外で {what} を隠します（ラボのコンテナーには影響しません）。',
            "外してください： unset {name}",
        ),
    ),
    "visibility-beyond": Problem(
        (
            '{name}="{value}" names a GPU that does not exist; the GPUs here: {cards}.',
            "unset {name}",
        ),
        (
            '{name}="{value}" が、存在しない GPU を指しています。ここにある GPU：{cards}',
            "外してください： unset {name}",
        ),
    ),
    "visibility-unknown": Problem(
        (
            '{name}="{value}" names a GPU by something other than its index: cannot tell whether it exists.',
            "See for yourself: rocminfo | grep -i uuid (or do without: unset {name})",
        ),
        (
            '{name}="{value}" は番号以外で GPU を指定しています。その GPU があるかどうか分かりません。',
            "確かめてください： rocminfo | grep -i uuid （不要なら unset {name}）",
        ),
    ),
}
