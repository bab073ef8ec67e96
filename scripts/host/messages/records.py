"""What can be wrong with somebody else's record, before a word of it is believed."""

from host.messages.form import ENVIRONMENT, USE, Message

ERRORS = {
    "record-not-named": Message(
        USE,
        ("no record is named.", "Name one, for example: make verify RECORD=runs/<time>/record.json"),
        ("記録が指定されていません。", "指定してください。例： make verify RECORD=runs/<時刻>/record.json"),
    ),
    "record-missing": Message(
        USE,
        ("there is no record {path}.", "Name a record.json, or the folder of runs/ that holds it."),
        (
            "{path} という記録がありません。",
            "record.json か、それが入っている runs/ のフォルダーを指定してください。",
        ),
    ),
    "record-unreadable": Message(
        USE,
        ("{path} cannot be read as a record: {reason}.", "Ask for the record.json that make check wrote, unchanged."),
        (
            "{path} は記録として読めません：{reason}",
            "make check が書いた record.json を、そのまま送ってもらってください。",
        ),
    ),
    "record-invalid": Message(
        USE,
        (
            "{path} has not the form of a record: {reason}.",
            "Ask for the record.json that make check wrote, unchanged; an older one: verify it by its own commit.",
        ),
        (
            "{path} は記録の形式になっていません：{reason}",
            "make check が書いた record.json を、そのまま送ってもらってください。古い記録は、その記録のコミットで確かめてください。",
        ),
    ),
    "record-judge-failed": Message(
        ENVIRONMENT,
        ("the judge did not come to an end over {path}: {reason}.", "Run it again; if it stays so, do not believe it."),
        (
            "{path} の判定が最後まで終わりませんでした：{reason}",
            "もう一度実行してください。それでも同じなら、この記録を信じないでください。",
        ),
    ),
}
