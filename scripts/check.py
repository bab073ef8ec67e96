"""make check: runs every lab under observation and judges it; the judge itself is in tests/judge."""

import os
import sys

import host.oldest_python  # noqa: F401  first: an old Python stops here
from host.environment import clean_environ, environment, make_folder
from host.errors import run_verb
from host.native import demanded, require_backend
from host.notebooks import require_lab_copy
from host.places import CHECKOUT, RUNS
from host.settings import read_settings


def main() -> int:
    """The verb."""
    settings = read_settings()
    if settings.notebook:
        require_lab_copy(settings.notebook)
    require_backend(settings, "check")
    make_folder(RUNS)
    python = environment(settings.python)
    command = [str(python), "-m", "judge", "--backend", demanded(settings), "--language", settings.language]
    command += ["--runs", str(RUNS)]
    command += ["--notebook", str(settings.notebook)] if settings.notebook else []
    environ = clean_environ(settings.python)
    environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(CHECKOUT / "tests"), environ.get("PYTHONPATH")]))
    # In place of this process: signals reach the judge, and its exit status is the verb's.
    sys.stdout.flush()
    os.execve(command[0], command, environ)


if __name__ == "__main__":
    run_verb(main)
