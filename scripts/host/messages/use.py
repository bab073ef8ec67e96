"""What a person can ask wrongly, and what can happen to any verb."""

from host.messages.form import ENVIRONMENT, NOT_FOUND, USE, Message

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
