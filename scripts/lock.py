"""make lock: the newest versions of docker/*.in, each with its hashes."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

import re

from cli.settings import read_settings
from cli.verb import run_verb
from project.tools import run_tools
from session.environment import DOCKER, LOCK

# --universal: one lock for every Python from 3.11 on; fewest: each package in one version for all of them.
COMPILE = ["-m", "uv", "pip", "compile", "--universal", "--python-version", "3.11", "--fork-strategy", "fewest"]
COMPILE += ["--generate-hashes", "--upgrade", "--quiet", "--custom-compile-command", "make lock"]

TAKES: tuple[str, ...] = ()


def main() -> int:
    """The verb."""
    read_settings(TAKES)
    # In this order: each is held to the versions of those before it.
    status = run_tools(compile_("requirements"), compile_("requirements-organizer"))
    if status:
        return status
    # These two are installed on top of the first: of what is there on every machine and Python.
    there = re.findall(r"^([a-z0-9][a-z0-9.-]*)==\S+ \\$", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    on_top = [option for name in there for option in ("--no-emit-package", name)]
    rest = [[*compile_(name), *on_top] for name in ("requirements-seat", "requirements-dev")]
    return run_tools(*rest, ["scripts/project/write_pins.py"])


def compile_(name: str) -> list[str]:
    """The arguments for Python that make this lock."""
    return [*COMPILE, str(DOCKER / f"{name}.in"), "-o", str(DOCKER / f"{name}.lock")]


if __name__ == "__main__":
    run_verb(main)
