"""Refuses a Python too old for this project: import it before anything that an old one cannot parse."""

import sys

from cli.interrupted import end_at_once, on_interrupt, speaks_japanese

OLDEST = (3, 10)  # what the verbs are written for; native mode asks for 3.11, for which packages are locked

MESSAGES = {
    "en": (
        "python-too-old: this is Python %s; the lab needs 3.10 or newer.",
        "Install a newer Python (on Debian and Ubuntu: sudo apt install python3 python3-venv), or name one: "
        "make lab PYTHON3=python3.12",
    ),
    "ja": (
        "python-too-old: この Python は %s です。3.10 以上が必要です。",
        "新しい Python を入れる（Debian や Ubuntu では sudo apt install python3 python3-venv）か、"
        "名前を指定してください： make lab PYTHON3=python3.12",
    ),
}


def refuse_old_python():  # type: ignore[no-untyped-def]
    # Without annotations and f-strings: an old Python has to get this far.
    if sys.version_info >= OLDEST:
        return
    cause, cure = MESSAGES["ja" if speaks_japanese() else "en"]
    text = "✗ " + cause % ".".join(map(str, sys.version_info[:3])) + "\n  → " + cure + "\n"
    sys.stderr.buffer.write(text.encode("utf-8"))
    sys.exit(4)


on_interrupt(end_at_once)  # until run_verb takes over
refuse_old_python()  # type: ignore[no-untyped-call]
