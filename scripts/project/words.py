"""What is said to a contributor, in both languages."""

from cli.speech import ENVIRONMENT, USE, Message

ERRORS: dict[str, Message] = {
    "bench-hyperfine": Message(
        ENVIRONMENT,
        ("hyperfine, which times the commands, is not installed.", "Install it: sudo apt install hyperfine"),
        (
            "時間を測る hyperfine がインストールされていません。",
            "インストールしてください： sudo apt install hyperfine",
        ),
    ),
    "bench-lab-up": Message(
        ENVIRONMENT,
        ("the lab is running, and would be measured along with the rest.", "End it first: make stop"),
        ("ラボが動いているので、正しく測れません。", "先に終了してください： make stop"),
    ),
    "cell-unnamed": Message(
        USE,
        (
            "{source}: a cell has no name of its own: {cell}",
            "Name it after its %%: a small letter first, then small letters, digits and hyphens.",
        ),
        (
            "{source}：名前のないセルがあります：{cell}",
            "%% の後に名前を書いてください。小文字で始め、小文字・数字・ハイフンを使います。",
        ),
    ),
    "cells-doubled": Message(
        USE,
        ("{source}: two cells are named {names}.", "Give each a name of its own, after its %%."),
        (
            "{source}：同じ名前のセルが 2 つあります：{names}",
            "%% の後の名前を、セルごとに別のものにしてください。",
        ),
    ),
}

TEXT = {
    "bench-no-image": (
        "No engine with the lab's image (make image): containers are left out.",
        "ラボのイメージ（make image）のあるエンジンがないので、コンテナーは測りません。",
    ),
    "bench-no-proxy": (
        "No proxy (npm ci --prefix scripts/workshop/seats/hub), or seats are open: seats are left out.",
        "プロキシ（npm ci --prefix scripts/workshop/seats/hub）がないか、席が開いているので、席は測りません。",
    ),
    "not-linted": (
        "NOT LINTED: no {missing} for this machine; the workflows are unchecked.",
        "NOT LINTED：このコンピューターには {missing} がないので、ワークフローは調べていません。",
    ),
    "notebook-differs": (
        "{name}: not what its source makes; run: make notebooks",
        "{name}：元のファイルと合いません。make notebooks を実行してください。",
    ),
    "notebook-written": ("wrote {name}", "{name} を書きました"),
}
