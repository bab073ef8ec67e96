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
            "this machine has an AMD GPU ({cards}), but the lab's own environment has PyTorch for the CPU only, "
            "so nothing was installed.",
            "Use a container: make {verb} MODE=container (or a Python with PyTorch for ROCm, for example: "
            "make {verb} PYTHON=/opt/venv/bin/python; or do without the GPU: make {verb} BACKEND=cpu)",
        ),
        (
            "このコンピューターには AMD の GPU（{cards}）がありますが、ラボが自分で入れる PyTorch は CPU 用だけです。"
            "何もインストールしていません。",
            "コンテナーで動かしてください： make {verb} MODE=container "
            "（ROCm 用の PyTorch があるなら make {verb} PYTHON=/opt/venv/bin/python、GPU を使わないなら make {verb} BACKEND=cpu）",
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
            "Debian や Ubuntu なら： sudo apt install python3-venv",
        ),
    ),
    "venv-not-ours": Message(
        ENVIRONMENT,
        (
            "{folder} exists and was not made by the lab, so it is left alone.",
            "Move it away: mv .venv my-venv (or use the torch in it: make lab PYTHON=.venv/bin/python)",
        ),
        (
            "{folder} がありますが、ラボが作ったものではないので、変更していません。",
            "別の名前に変えてください： mv .venv my-venv （または、その中の torch を使います： make lab PYTHON=.venv/bin/python）",
        ),
    ),
    "no-network": Message(
        ENVIRONMENT,
        (
            "the packages could not be fetched: no package index answered (log: {log}).",
            "Check the network and the proxy, or set PIP_FIND_LINKS to a folder with the wheels; then run it again.",
        ),
        (
            "パッケージを取得できませんでした。配布元が応答しません（ログ：{log}）。",
            "ネットワークやプロキシを確かめるか、wheel の入ったフォルダーを PIP_FIND_LINKS に指定して、もう一度実行してください。",
        ),
    ),
    "hash-mismatch": Message(
        ENVIRONMENT,
        (
            "a package is not the one in the lock file: its hash differs (log: {log}).",
            "Do not use it. Empty pip's cache (pip cache purge), check the proxy and PIP_FIND_LINKS, and run it again.",
        ),
        (
            "パッケージの中身が、記録してあるものと違います（ハッシュが一致しません。ログ：{log}）。",
            "このパッケージは使わないでください。pip cache purge でキャッシュを消し、プロキシと PIP_FIND_LINKS を確かめて、もう一度実行してください。",
        ),
    ),
    "disk-full": Message(
        ENVIRONMENT,
        ("the disk is full (log: {log}).", "Free about 2 GB on the disk that holds this repository, and run it again."),
        (
            "ディスクがいっぱいです（ログ：{log}）。",
            "このリポジトリのあるディスクに約 2 GB の空きを作って、もう一度実行してください。",
        ),
    ),
    "setup-failed": Message(
        ENVIRONMENT,
        ("the set-up failed: {reason}.", "Read {log}, fix the cause, and run it again: it starts from the beginning."),
        (
            "準備が途中で止まりました：{reason}",
            "{log} を読んで原因を直し、もう一度実行してください。最初からやり直します。",
        ),
    ),
}
