"""Ctrl-C, a terminal that is closed, `kill`: one line in the reader's language, at any moment, and one clean-up.

Read by old Pythons, too: builtins alone as annotations, no f-strings, nothing from this project.
"""

import os
import signal
import sys
from typing import NoReturn

ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TEXT = {
    "en": "✗ interrupted: stopped by you. Nothing was left running; the same command starts again.",
    "ja": "✗ interrupted: 中断しました。動いたまま残っているものはありません。同じコマンドでやり直せます。",
}


def speaks_japanese() -> bool:
    """Whether the reader does, by what the environment says before anything else is known."""
    names = ("LAB_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    return next((os.environ[n] for n in names if os.environ.get(n)), "").startswith("ja")


def end_at_once(_number: int = 0, _frame: object = None) -> NoReturn:
    """Says it and ends this process, which has begun nothing yet, or has taken back what it began."""
    on_interrupt(signal.SIG_IGN)
    sys.stderr.flush()
    os.write(2, (TEXT["ja" if speaks_japanese() else "en"] + "\n").encode("utf-8"))
    os._exit(130)


def raise_once(_number: int, _frame: object) -> None:
    """KeyboardInterrupt; whatever else is sent meanwhile does not disturb the clean-up."""
    on_interrupt(lambda *_: None)
    raise KeyboardInterrupt


def too_late() -> None:
    """What was begun is there now: who interrupts from here on is told that, and nothing is taken back."""
    on_interrupt(lambda *_: None)


def on_interrupt(handler: object) -> None:
    """Lets `handler` have all three; what the caller has ignored (nohup) stays ignored."""
    for end in ENDS:
        if signal.getsignal(end) != signal.SIG_IGN:
            signal.signal(end, handler)  # type: ignore[arg-type]
