"""How `make check` calls the judge: in this process's place natively, or in a container of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from cli.files import make_folder, put
from cli.interrupted import ENDS
from cli.places import CHECKOUT, RUNS
from cli.process import docker, let_end, running, undisturbed
from cli.settings import Settings
from images.image import Image
from machine.mode import Plan
from session import container
from session.compose import PROJECT, environ
from session.environment import environment, judge_environ
from session.folders import HOME, hand_over, prepare
from session.native import require_backend


def judge_natively(settings: Settings, plan: Plan) -> NoReturn:
    """The judge in the native environment. Raises LabError."""
    require_backend(settings, "check")
    make_folder(RUNS)
    python = environment(settings.python, gfx=plan.gfx)
    notebook = ["--notebook", str(settings.notebook)] if settings.notebook else []
    command = [str(python), "-m", "judge", *_asked(settings, plan), "--runs", str(RUNS), *notebook]
    variables = judge_environ(settings.python)
    # In place of this process: signals reach the judge, and its exit status is the verb's. Until it can say what
    # they mean, they wait.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    sys.stdout.flush()
    os.execve(command[0], command, variables)


def judge_in_container(settings: Settings, plan: Plan, image: Image) -> int:
    """The judge in a container that ends with it; its exit status. Raises LabError."""
    prepare()
    notebook = _given(settings.notebook) if settings.notebook else []
    hand_over()
    before = set(RUNS.iterdir())
    # A terminal to show on, but nothing to read from: Ctrl-C comes to us.
    arguments = ["--interactive=false"] if sys.stdout.isatty() else ["--no-TTY"]
    arguments += ["--env", "NO_COLOR"] if os.environ.get("NO_COLOR") else []
    arguments += _judge(settings, plan, image, *notebook)
    sys.stdout.flush()
    status, said = run_judge(f"check-{os.getpid()}", arguments, environ(settings, plan))
    for line in _own(said):
        print(line, file=sys.stderr)
    # A verdict leaves a record; Docker's and Compose's own statuses, 1 among them, leave none.
    if status > 4 or (status in (0, 1, 3) and set(RUNS.iterdir()) <= before):
        raise container.explain(settings, said or f"status {status}")
    return status


@contextmanager
def judging_apart(settings: Settings, plan: Plan, image: Image, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The judge at work on `folder`/home/notebook.ipynb, with `folder`'s in the place of runs/ and HOME.

    What it says goes to `folder`/said; several may be at work at once.
    """
    # `docker compose run --volume` leaves the service's own mount of the same target in force; a file on top does not.
    label = {"selinux": "z", "create_host_path": True}  # as the short form has it: by the long one alone it is lost
    mounts = [
        {"type": "bind", "source": str(folder / name), "target": f"/lab/{name}", "bind": label}
        for name in ("runs", "home")
    ]
    over = folder / "compose.json"
    over.write_text(json.dumps({"services": {"check": {"volumes": mounts}}}), encoding="utf-8")
    given = environ(settings, plan)
    variables = {**given, "COMPOSE_FILE": f"{given['COMPOSE_FILE']}:{over.relative_to(CHECKOUT)}"}
    arguments = ["--no-TTY", *_judge(settings, plan, image, "--notebook", "/lab/home/notebook.ipynb")]
    with (
        (folder / "said").open("w") as said,
        _container(folder.name, arguments, variables, out=said.fileno(), error=subprocess.STDOUT) as process,
    ):
        yield process


def run_judge(what: str, arguments: Sequence[str], variables: Mapping[str, str]) -> tuple[int, str]:
    """The exit status and what was said to stderr; no container for `what` is left."""
    with _container(what, arguments, variables, error=subprocess.PIPE) as process:
        _, said = process.communicate()
    return process.returncode, said


@contextmanager
def _container(
    what: str, arguments: Sequence[str], variables: Mapping[str, str], **pipes: int
) -> Iterator[subprocess.Popen[str]]:
    """`docker compose run` with these arguments, in a container named after `what`, of which nothing is left."""
    name = f"{PROJECT}-{what}"
    with (
        _or_docker("network", "rm", f"{PROJECT}_default"),  # one that a lab or another check is in stays
        _or_docker("rm", "--force", name),
        running(["docker", "compose", "run", "--rm", "--name", name, *arguments], variables, **pipes) as process,
        let_end(process, lambda: docker("stop", "--time", "5", name)),  # the judge takes its half of a record away
    ):
        yield process


@contextmanager
def _or_docker(*arguments: str) -> Iterator[None]:
    """Calls docker with these where what goes on meanwhile is broken off."""
    try:
        yield
    except BaseException:
        with undisturbed():
            docker(*arguments)
        raise


def _own(said: str) -> list[str]:
    """What the judge said to stderr, without Compose's own lines of progress."""
    return [line for line in said.splitlines() if line.startswith(("✗", "  →"))]


def _judge(settings: Settings, plan: Plan, image: Image, *notebook: str) -> list[str]:
    """Compose's service with the judge in it, and what that is asked."""
    judge = ["check", "python", "-m", "judge", *_asked(settings, plan), "--runs", "/lab/runs", *notebook]
    return [*judge, "--provenance", json.dumps(container.provenance(settings, plan, image))]


def _asked(settings: Settings, plan: Plan) -> list[str]:
    exercise = ["--exercise", settings.exercise] if settings.exercise else []
    details = ["--details"] if settings.details else []
    return ["--backend", plan.backend, "--language", settings.language, *exercise, *details]


def _given(notebook: Path) -> list[str]:
    """A learner's notebook, put where the container finds it whatever its folder and name are."""
    put(HOME, f"checked/{notebook.name}", notebook.read_bytes())
    return ["--notebook", f"/lab/home/checked/{notebook.name}"]
