"""What a person can ask wrongly, and what can happen to any verb."""

from host.messages.form import ENVIRONMENT, NOT_FOUND, USE, Message

ERRORS = {
    "setting-misspelt": Message(
        USE,
        ("there is no setting {name}.", "Did you mean {right}? README.md lists all settings."),
        ("{name} という設定はありません。", "もしかして {right} ですか？ すべての設定は README.ja.md にあります。"),
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
    "notebook-folder": Message(
        USE,
        ("{path} is a folder.", "Name one notebook in it: NOTEBOOK={path}/….ipynb"),
        ("{path} はフォルダーです。", "その中のノートブックを 1 つ指定してください： NOTEBOOK={path}/….ipynb"),
    ),
    "notebook-encoding": Message(
        USE,
        (
            "{path} begins with a byte order mark, or is in UTF-16; JupyterLab refuses it, too.",
            "Save it as UTF-8 without a byte order mark, as JupyterLab itself does.",
        ),
        (
            "{path} は BOM 付きか UTF-16 で保存されています。JupyterLab でも開けません。",
            "JupyterLab が保存するときと同じ、BOM なしの UTF-8 で保存し直してください。",
        ),
    ),
    "notebook-format": Message(
        USE,
        (
            "{path} is in another format than the labs are: {found}.",
            "Open it in JupyterLab and save it there, or begin with a fresh copy from labs/.",
        ),
        (
            "{path} の形式は、ラボのノートブックと違います：{found}",
            "JupyterLab で開いて保存し直すか、labs/ の新しいコピーから始めてください。",
        ),
    ),
    "notebook-unreadable": Message(
        USE,
        ("{path} is not a notebook: {reason}.", "Name an .ipynb file that JupyterLab can open."),
        ("{path} はノートブックではありません：{reason}", "JupyterLab で開ける .ipynb ファイルを指定してください。"),
    ),
    "notebook-no-lab": Message(
        USE,
        (
            "{path} does not say from which lab it comes.",
            "Name a copy of a lab: one in work/, or one made from labs/*.ipynb.",
        ),
        (
            "{path} がどのラボのものか分かりません。",
            "work/ のノートブックか、labs/*.ipynb のコピーを指定してください。",
        ),
    ),
    "exercise-alone": Message(
        USE,
        (
            "EXERCISE={exercise} needs a notebook to judge.",
            "Name your copy: make check NOTEBOOK=work/… EXERCISE={exercise}",
        ),
        (
            "EXERCISE={exercise} には、判定するノートブックの指定が必要です。",
            "自分のノートブックを指定してください： make check NOTEBOOK=work/… EXERCISE={exercise}",
        ),
    ),
    "exercise-unknown": Message(
        USE,
        ("there is no exercise {exercise!r} in {lab}.", "Use one of: {known}."),
        ("{lab} に {exercise!r} という練習問題はありません。", "次のどれかにしてください：{known}"),
    ),
    "lab-unknown": Message(
        USE,
        ("there is no lab {lab!r}.", "Use the number of one: {known}."),
        ("{lab!r} というラボはありません。", "次の番号のどれかにしてください：{known}"),
    ),
    "lab-not-named": Message(
        USE,
        ("make reset has to be told which lab.", "Name it, for example: make reset LAB=01"),
        ("どのラボを元に戻すのか、指定されていません。", "番号を指定してください。例： make reset LAB=01"),
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
        ("ラボは動いていません。", "起動してください： make lab"),
    ),
    "backend-not-found": Message(
        NOT_FOUND,
        (
            "BACKEND={backend} was asked for, but {reason}.",
            "Name a Python whose PyTorch supports it: make lab BACKEND={backend} PYTHON=… (or use BACKEND=auto)",
        ),
        (
            "BACKEND={backend} と指定されましたが、{reason}。",
            "対応する PyTorch の入った Python を指定してください： make lab BACKEND={backend} PYTHON=… "
            "（または BACKEND=auto）",
        ),
    ),
    "not-writable": Message(
        ENVIRONMENT,
        (
            "{path} cannot be written: {reason}.",
            "Make it a folder that you may write to, then run the same command again.",
        ),
        ("{path} に書き込めません：{reason}", "書き込めるフォルダーにして、同じコマンドをもう一度実行してください。"),
    ),
    "not-removable": Message(
        ENVIRONMENT,
        (
            "{path} could not be removed: {reason}.",
            "Remove it as the user whose files these are, or as root: sudo rm -rf {path} (then run the same command again)",
        ),
        (
            "{path} を消せませんでした：{reason}",
            "そのファイルの持ち主か root で消してから、同じコマンドをもう一度実行してください： sudo rm -rf {path}",
        ),
    ),
    "lab-did-not-start": Message(
        ENVIRONMENT,
        (
            "JupyterLab did not answer within {seconds} s.",
            "Read the end of {log}, fix the cause, then try again: make lab",
        ),
        (
            "JupyterLab が {seconds} 秒たっても応答しません。",
            "{log} の最後のほうを読んで原因を直し、もう一度実行してください： make lab",
        ),
    ),
    "internal": Message(
        ENVIRONMENT,
        ("this is a defect in the lab, not in what you did.", "Please report it, with the file {log}"),
        ("ラボの側の不具合です。あなたの操作のせいではありません。", "{log} を添えて報告してください。"),
    ),
}
