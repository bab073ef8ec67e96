"""Installs packages, by hash, with pip; what it says goes to a log, and a failure is told in two lines."""

from __future__ import annotations

import subprocess
from pathlib import Path

from cli.places import CHECKOUT, LAB_STATE
from cli.speech import LabError

TORCH = CHECKOUT / "docker/torch-cpu.txt"
LOG = LAB_STATE / "setup.log"


def install_cpu_torch(python: Path, base: Path) -> None:
    """The pinned CPU build: from a local folder of wheels where one has it, else from its index. Raises LabError."""
    pinned = TORCH.read_text(encoding="utf-8").splitlines(keepends=True)
    local = LAB_STATE / "torch-local.txt"
    local.write_text("".join(line for line in pinned if not line.startswith("--index-url")), encoding="utf-8")
    options = ["--no-deps", "--require-hashes", "-r"]
    command = _pip_command(python, base)
    with LOG.open("ab") as log:
        found = subprocess.run([*command, "--no-index", *options, str(local)], stdout=log, stderr=log).returncode == 0
    if not found:
        install(python, base, *options, str(TORCH))


def _pip_command(python: Path, base: Path) -> list[str]:
    """To install for `python`: with its own pip, or with that of the interpreter it was made from."""
    host = python if list(python.parents[1].glob("lib/python3*/site-packages/pip")) else base
    return [str(host), "-m", "pip", "--python", str(python), "--disable-pip-version-check", "install", "-q"]


def install(python: Path, base: Path, *arguments: str) -> None:
    """`pip install` into the environment of `python`, which was made from `base`. Raises LabError."""
    run_logged([*_pip_command(python, base), *arguments], "setup-failed")


def run_logged(command: list[str], code: str) -> None:
    """Runs `command`; if it fails, raises a LabError of what its output speaks of, or else of `code`."""
    with LOG.open("ab") as log:
        start = log.tell()
        status = subprocess.run(command, stdout=log, stderr=log).returncode
    if status:
        raise _explain(code, LOG.read_bytes()[start:].decode(errors="replace"))


def _explain(code: str, output: str) -> LabError:
    """Pip says much; what matters to the reader is which of a few things it was."""
    signs = {
        "hash-mismatch": ("DO NOT MATCH THE HASHES",),
        "disk-full": ("No space left on device",),
        "no-network": (
            "NewConnectionError",
            "Max retries exceeded",
            "ConnectTimeoutError",
            "ProxyError",
            "from versions: none",
        ),
    }
    for sign, parts in signs.items():
        if any(part in output for part in parts):
            return LabError(sign, log=LOG)
    last = next((line for line in reversed(output.splitlines()) if line.strip()), "")
    return LabError(code, reason=last.strip()[:200], log=LOG)
