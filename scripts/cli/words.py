"""What any verb may say, in both languages: how it was called, and what cannot be written."""

from cli.speech import ENVIRONMENT, USE, Message

ERRORS: dict[str, Message] = {
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
    "lab-not-named": Message(
        USE,
        ("make reset has to be told which lab.", "Name it, for example: make reset LAB=01"),
        ("どのラボを元に戻すのか、指定されていません。", "番号を指定してください。例： make reset LAB=01"),
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
    "internal": Message(
        ENVIRONMENT,
        ("this is a defect in the lab, not in what you did.", "Please report it, with the file {log}"),
        ("ラボの側の不具合です。あなたの操作のせいではありません。", "{log} を添えて報告してください。"),
    ),
}

TEXT: dict[str, tuple[str, str]] = {
    "env-written": (
        "Written to .env. To start the lab by hand: docker compose up",
        ".env に書きました。手動で動かすには： docker compose up",
    ),
    "removed": ("removed {what}", "{what} を消しました"),
    "given-back": ("{count} files now belong to {owner}", "{count} 個のファイルの所有者を {owner} にしました"),
    "clean-yours": ("Still here, because it is yours: {what}", "あなたのものは残してあります：{what}"),
    "clean-ask": (
        'Remove that as well? Only "yes" removes it: ',
        "これも消しますか？ yes と入力したときだけ消します： ",
    ),
    "clean-kept": ("Kept.", "残しました。"),
    "already-up": ("The lab is already up.", "ラボはもう動いています。"),
    "other-port": (
        "It keeps its port, {port}: to use another one, run make stop first.",
        "ポートは {port} のままです。変えるには、先に make stop を実行してください。",
    ),
    "runs-on": ("  runs on:  {what}", "  計算：    {what}"),
    "next": (
        "  then:     run the cells from top to bottom (Shift + Enter). Your copies are in work/.\n"
        "            make check{mode}   finds out whether the step really happened\n"
        "            make stop    ends the lab",
        "  次に：    セルを上から順に実行します（Shift + Enter）。ノートブックは work/ にあります。\n"
        "            make check{mode}   ステップが本当に実行されたかを調べます\n"
        "            make stop    ラボを終了します",
    ),
    "reset": (
        "{name} is fresh again; yours is kept as {kept}.",
        "{name} を元に戻しました。今までのノートブックは {kept} として残してあります。",
    ),
    "reset-new": ("{name} is there again.", "{name} を新しく置きました。"),
}
