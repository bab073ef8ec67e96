"""The native environment: making it, and the Python that is named for it."""

from host.messages.form import ENVIRONMENT, NOT_FOUND, USE, Message

ERRORS = {
    "python-unusable": Message(
        USE,
        ("PYTHON={python} cannot be used: {reason}.", "Name a Python, 3.11 or newer, that can import torch."),
        ("PYTHON={python} は使えません：{reason}", "torch を import できる、3.11 以上の Python を指定してください。"),
    ),
    "amd-gpu-needs-rocm": Message(
        NOT_FOUND,
        (
            "this machine has an AMD GPU ({cards}), but the lab's own environment holds a PyTorch for the CPU alone, "
            "so nothing was installed.",
            "Use a container: make {verb} MODE=container (or a Python with PyTorch for ROCm: PYTHON=/opt/venv/bin/python; "
            "or, without the GPU: BACKEND=cpu)",
        ),
        (
            "このコンピューターには AMD の GPU（{cards}）がありますが、ラボが自分で入れる PyTorch は CPU 用だけです。"
            "何もインストールしていません。",
            "コンテナーで動かしてください： make {verb} MODE=container"
            "（ROCm 用の PyTorch があるなら PYTHON=/opt/venv/bin/python、GPU を使わないなら BACKEND=cpu）",
        ),
    ),
    "no-venv": Message(
        ENVIRONMENT,
        (
            "this Python cannot make a virtual environment: {reason}.",
            "On Debian and Ubuntu: sudo apt install python3-venv",
        ),
        (
            "この Python では仮想環境を作れません：{reason}",
            "Debian や Ubuntu では sudo apt install python3-venv を実行してください。",
        ),
    ),
    "venv-not-ours": Message(
        ENVIRONMENT,
        (
            "{folder} is there, and it was not the lab that made it; it is left alone.",
            "Move it away (mv .venv my-venv), or use the torch that it has: make lab PYTHON=.venv/bin/python",
        ),
        (
            "{folder} は、このラボが作ったものではありません。手を付けずに残してあります。",
            "別の名前に変える（mv .venv my-venv）か、中の torch を使ってください： make lab PYTHON=.venv/bin/python",
        ),
    ),
    "no-network": Message(
        ENVIRONMENT,
        (
            "the packages could not be fetched: no package index answered (log: {log}).",
            "Check the network or proxy, or set PIP_FIND_LINKS to a folder with the wheels; then run it again.",
        ),
        (
            "パッケージを取得できませんでした。配布元が応答しません（ログ：{log}）。",
            "ネットワークやプロキシを確かめるか、wheel ファイルの入ったフォルダーを PIP_FIND_LINKS に指定して、もう一度実行してください。",
        ),
    ),
    "hash-mismatch": Message(
        ENVIRONMENT,
        (
            "a package is not the one that was locked: its hash differs (log: {log}).",
            "Do not use it. Empty pip's cache (pip cache purge), check proxy and wheel folder, and run it again.",
        ),
        (
            "パッケージの中身が、記録されたものと違います（ログ：{log}）。",
            "このパッケージは使わないでください。pip cache purge を実行し、プロキシや PIP_FIND_LINKS を確かめて、もう一度実行してください。",
        ),
    ),
    "disk-full": Message(
        ENVIRONMENT,
        ("the disk is full (log: {log}).", "Free about 2 GB where the checkout lies, and run it again."),
        (
            "ディスクがいっぱいです（ログ：{log}）。",
            "このリポジトリのあるディスクに約 2 GB の空きを作って、もう一度実行してください。",
        ),
    ),
    "setup-failed": Message(
        ENVIRONMENT,
        ("the set-up stopped: {reason}.", "Read {log}, put it right, and run it again: it starts afresh."),
        (
            "準備が途中で止まりました：{reason}",
            "{log} を読んで原因を直し、もう一度実行してください。最初からやり直します。",
        ),
    ),
}
