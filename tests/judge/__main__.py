"""`make check`, inside the environment: what is asked for, the keeper of kernels, and how it all ends."""

from __future__ import annotations

import argparse
import errno
import json
import signal
import sys
import traceback
import warnings
from pathlib import Path

from judge.kernels.kept import MOST_AT_ONCE, kept
from judge.words import say

ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(asked: argparse.Namespace) -> int:
    """The check. The keeper first: it imports while this process asks torch, or does the same."""
    with kept(1 if asked.notebook else MOST_AT_ONCE):
        from judge.demand import OTHER, torch_facts

        facts = torch_facts() if asked.backend in OTHER else None
        from judge.check import check

        return check(asked, facts)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="judge")
    parser.add_argument("--backend", required=True)
    parser.add_argument("--language", choices=("ja", "en"), required=True)
    parser.add_argument("--runs", type=Path, required=True)
    parser.add_argument("--notebook", type=Path)
    parser.add_argument("--exercise")  # the verb knows which there are; the specs come after the keeper
    parser.add_argument("--brief", action="store_true", help="a few lines as JSON, for flowlab.check")
    parser.add_argument("--details", action="store_true", help="every claim, on the terminal, too")
    # In a container there is neither git nor an engine to ask.
    parser.add_argument("--provenance", type=json.loads)
    return parser.parse_args()


def _interrupt(_signal: int, _frame: object) -> None:
    for end in ENDS:
        signal.signal(end, lambda *_: None)  # a second one does not disturb the clean-up
    raise KeyboardInterrupt


if __name__ == "__main__":
    for end in ENDS:
        if signal.getsignal(end) != signal.SIG_IGN:  # as nohup has it
            signal.signal(end, _interrupt)
    warnings.simplefilter("ignore")  # nbformat's, on cells without ids: a learner's copy may have them
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    asked = _arguments()
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)  # `make check` has blocked them
        sys.exit(main(asked))
    except KeyboardInterrupt:
        print(say("interrupted", asked.language), file=sys.stderr, flush=True)
        sys.exit(130)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            reason = ": ".join(filter(None, (error.filename, error.strerror)))
            print(say("disk-full", asked.language, reason=reason), file=sys.stderr)
            sys.exit(4)
        log = asked.runs / "crash.log"
        log.write_text(traceback.format_exc(), encoding="utf-8")
        print(say("internal", asked.language, log=log), file=sys.stderr)
        sys.exit(4)
