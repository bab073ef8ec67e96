"""What any verb may say, in both languages: how it was called, and what cannot be written."""

from cli.speech import ENVIRONMENT, USE, Message

ERRORS: dict[str, Message] = {
    "setting-misspelt": Message(
        USE,
        ("there is no setting {name}.", "Did you mean {right}? make help VERB=… lists a verb's."),
        (
            "{name} という設定はありません。",
            "もしかして {right} ですか？ コマンドごとの設定は make help VERB=… で表示します。",
        ),
    ),
    "setting-unknown": Message(
        USE,
        ("there is no setting {name}.", "The settings are: {known}."),
        ("{name} という設定はありません。", "使える設定は次のとおりです：{known}"),
    ),
    "setting-not-taken": Message(
        USE,
        ("make {verb} takes no {name}; it takes: {taken}.", "Leave it out. What they mean: make help VERB={verb}"),
        (
            "make {verb} では {name} を指定できません。使える設定：{taken}",
            "外してください。設定の意味は make help VERB={verb} で表示します。",
        ),
    ),
    "verb-unknown": Message(
        USE,
        ("there is no verb {verb}.", "Did you mean {right}? make help lists all of them."),
        ("{verb} というコマンドはありません。", "もしかして {right} ですか？ 一覧は make help で表示します。"),
    ),
    "setting-value": Message(
        USE,
        ("{name} cannot be {value!r}.", "Use one of: {allowed}."),
        ("{name} に {value!r} は使えません。", "次のどれかにしてください：{allowed}"),
    ),
    "setting-conflict": Message(
        USE,
        ("{one} and {other} cannot be combined.", "Leave one of them out."),
        ("{one} と {other} は一緒に使えません。", "どちらか一方の指定を外してください。"),
    ),
    "setting-needs": Message(
        USE,
        ("{name} means something only with {other}.", "Add {other}, or leave it out."),
        ("{name} は、{other} と一緒のときだけ意味があります。", "{other} を加えるか、指定を外してください。"),
    ),
    "not-writable": Message(
        ENVIRONMENT,
        (
            "{path} cannot be written: {reason}.",
            "Make it a folder that you may write to, then run the same command again.",
        ),
        ("{path} に書き込めません：{reason}", "書き込めるフォルダーにして、同じコマンドをもう一度実行してください。"),
    ),
    "disk-full": Message(
        ENVIRONMENT,
        (
            "the disk is full: {reason}.",
            "Make room on that disk (the lab wants about 2 GB), then run the same command again.",
        ),
        (
            "ディスクがいっぱいです：{reason}",
            "そのディスクに空きを作って（ラボには約 2 GB 必要です）、同じコマンドをもう一度実行してください。",
        ),
    ),
    "path-unusable": Message(
        USE,
        (
            "there is a {sign} in the path of this checkout: {what} cannot work there, so nothing was touched.",
            "Move it to a folder without that sign, then run the same command again. The path: {path}",
        ),
        (
            "このチェックアウトのパスに {sign} が入っています。{what} はそこでは動かないので、何も変更していません。",
            "この文字を含まないフォルダーに移して、同じコマンドをもう一度実行してください。今のパス：{path}",
        ),
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
    "internal": Message(
        ENVIRONMENT,
        ("this is a defect in the lab, not in what you did.", "Please report it, with the file {log}"),
        ("ラボの側の不具合です。あなたの操作のせいではありません。", "{log} を添えて報告してください。"),
    ),
}

TEXT: dict[str, tuple[str, str]] = {
    "help-settings": (
        "\nSettings are typed behind a verb (make lab PORT=9000). Those of a verb: make help VERB=lab",
        "\n設定はコマンドの後に書きます（make lab PORT=9000）。コマンドごとの設定： make help VERB=lab",
    ),
}
