"""Runs a verb to its exit status; whatever goes wrong, a person sees two lines and no traceback."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from cli.files import FULL
from cli.interrupted import end_at_once, on_interrupt, raise_once
from cli.places import LAB_STATE
from cli.speech import LabError, reader_language


def run_verb(main: Callable[[], int]) -> NoReturn:
    """Ends this process with what `main` gave, or with the status of what it raised."""
    for stream in (sys.stdout, sys.stderr):
        # An old locale may lack Japanese: better a replaced letter than a crash.
        stream.reconfigure(errors="backslashreplace", line_buffering=True)  # type: ignore[union-attr]
    on_interrupt(raise_once)
    try:
        sys.exit(main())
    except LabError as error:
        print(error.text(reader_language()), file=sys.stderr)
        sys.exit(error.status)
    except KeyboardInterrupt:
        end_at_once()
    except BrokenPipeError:  # who listened, `| head` for one, has heard enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)  # as a shell tells of SIGPIPE
    except Exception as error:
        if isinstance(error, OSError) and error.errno in FULL:
            told = LabError("disk-full", reason=": ".join(filter(None, (error.filename, error.strerror))))
        else:
            told = LabError("internal", log=_keep_crash())
        print(told.text(reader_language()), file=sys.stderr)
        sys.exit(told.status)


def _keep_crash() -> Path:
    """The file that now holds the traceback: in .lab/, or where that cannot be written in the temporary folder."""
    for folder in (LAB_STATE, Path(tempfile.gettempdir())):
        with suppress(OSError):
            folder.mkdir(exist_ok=True)
            file = folder / f"crash-{os.getpid()}.log"
            file.write_text(traceback.format_exc(), encoding="utf-8")
            return file
    return Path("-")
