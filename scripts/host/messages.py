"""Every error a verb can end with: its exit status, and a line of cause and one of cure in both languages."""

from __future__ import annotations

from typing import NamedTuple

Lines = tuple[str, str]  # cause, cure

USE, NOT_FOUND, ENVIRONMENT = 2, 3, 4  # exit statuses; 1 is a lab that FAILed


class Message(NamedTuple):
    """The exit status of an error and its lines."""

    status: int
    en: Lines
    ja: Lines


ERRORS = {
    "setting-misspelt": Message(
        USE,
        ("there is no setting {name}.", "Did you mean {right}? All settings are listed in README.md."),
        ("{name} という設定はありません。", "{right} ではありませんか？設定の一覧は README.ja.md にあります。"),
    ),
    "setting-unknown": Message(
        USE,
        ("there is no setting {name}.", "The settings are: {known}."),
        ("{name} という設定はありません。", "使える設定は次のとおりです：{known}"),
    ),
    "setting-value": Message(
        USE,
        ("{name} cannot be {value!r}.", "Use one of: {allowed}."),
        ("{name} に {value!r} は使えません。", "次のどれかにしてください：{allowed}"),
    ),
    "python-unusable": Message(
        USE,
        ("PYTHON={python} cannot be used: {reason}.", "Name a Python, 3.11 or newer, that can import torch."),
        ("PYTHON={python} は使えません：{reason}", "torch を import できる、3.11 以上の Python を指定してください。"),
    ),
    "notebook-missing": Message(
        USE,
        ("there is no file {path}.", "Look in work/ for your copies, or make them with: make lab"),
        (
            "{path} というファイルがありません。",
            "自分のノートブックは work/ にあります。なければ make lab で作れます。",
        ),
    ),
    "notebook-unreadable": Message(
        USE,
        ("{path} is not a notebook: {reason}.", "Name an .ipynb file that JupyterLab can open."),
        ("{path} はノートブックではありません：{reason}", "JupyterLab で開ける .ipynb ファイルを指定してください。"),
    ),
    "notebook-no-lab": Message(
        USE,
        ("{path} does not say from which lab it comes.", "Judge a copy of a lab: one from work/, or of labs/*.ipynb."),
        (
            "{path} がどのラボのものか分かりません。",
            "work/ のノートブックか、labs/*.ipynb のコピーを指定してください。",
        ),
    ),
    "lab-unknown": Message(
        USE,
        ("there is no lab {lab!r}.", "Use the number of one: {known}."),
        ("{lab!r} というラボはありません。", "次の番号のどれかにしてください：{known}"),
    ),
    "lab-not-named": Message(
        USE,
        ("make reset has to know which lab.", "Name it, for example: make reset LAB=01"),
        ("どのラボを元に戻すのか、指定がありません。", "たとえば make reset LAB=01 のように指定してください。"),
    ),
    "port-in-use": Message(
        USE,
        ("port {port} on 127.0.0.1 is in use by another program.", "Use a free one: make lab PORT={free}"),
        (
            "127.0.0.1 のポート {port} は、ほかのプログラムが使っています。",
            "空いているポートを指定してください： make lab PORT={free}",
        ),
    ),
    "not-running": Message(
        USE,
        ("the lab is not running.", "Start it with: make lab"),
        ("ラボは動いていません。", "make lab で始めてください。"),
    ),
    "amd-gpu-needs-rocm": Message(
        NOT_FOUND,
        (
            "this machine has an AMD GPU ({cards}), but the lab's own environment holds a PyTorch for the CPU alone, "
            "so nothing was installed.",
            "Name a Python whose PyTorch is built for ROCm: make {verb} PYTHON=/opt/venv/bin/python "
            "(or, to do without the GPU: make {verb} BACKEND=cpu)",
        ),
        (
            "このコンピューターには AMD の GPU（{cards}）がありますが、ラボが自分で入れる PyTorch は CPU 用だけです。"
            "何もインストールしていません。",
            "ROCm 用の PyTorch が入った Python を指定してください： make {verb} PYTHON=/opt/venv/bin/python "
            "（GPU を使わないなら make {verb} BACKEND=cpu）",
        ),
    ),
    "backend-not-found": Message(
        NOT_FOUND,
        (
            "BACKEND={backend} was asked for, but {reason}.",
            "Name a Python whose PyTorch can: make lab BACKEND={backend} PYTHON=… (or use BACKEND=auto)",
        ),
        (
            "BACKEND={backend} と指定されましたが、{reason}。",
            "使える PyTorch の入った Python を指定してください： make lab BACKEND={backend} PYTHON=… "
            "（または BACKEND=auto）",
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
    "not-writable": Message(
        ENVIRONMENT,
        ("{path} cannot be written: {reason}.", "Make it a folder that you may write, and run it again."),
        ("{path} に書き込めません：{reason}", "このパスを書き込めるフォルダーにして、もう一度実行してください。"),
    ),
    "lab-did-not-start": Message(
        ENVIRONMENT,
        ("JupyterLab did not answer within {seconds} s.", "Read the end of {log}, then try: make lab"),
        (
            "JupyterLab が {seconds} 秒たっても応答しません。",
            "{log} の終わりを読んでから、もう一度 make lab を実行してください。",
        ),
    ),
    "interrupted": Message(
        130,
        ("stopped by you.", "Nothing was left running. The same command starts again."),
        ("中断しました。", "動いたままのものはありません。同じコマンドでやり直せます。"),
    ),
    "internal": Message(
        ENVIRONMENT,
        ("this is a defect in the lab, not in what you did.", "Please report it, with the file {log}"),
        ("ラボの側の不具合です。あなたの操作のせいではありません。", "{log} を添えて報告してください。"),
    ),
}
