"""The native environment: a virtual environment with torch and the locked packages, made once."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from host.errors import LabError
from host.places import CHECKOUT, LAB_STATE, LABS, VENV
from host.text import say

DOCKER = CHECKOUT / "docker"
LOCK, DEV_LOCK, TORCH = DOCKER / "requirements.lock", DOCKER / "requirements-dev.lock", DOCKER / "torch-cpu.txt"
LOG = LAB_STATE / "setup.log"

# What to ask of an interpreter before anything is built beside it.
QUESTIONS = """
import json, sys
facts = {"version": list(sys.version_info[:2]), "base": sys.base_prefix}
try:
    import ensurepip
    facts["ensurepip"] = True
except ImportError:
    facts["ensurepip"] = False
try:
    import importlib.util, os
    spec = importlib.util.find_spec("torch")
    facts["torch"] = os.path.dirname(spec.submodule_search_locations[0]) if spec else None
except Exception:
    facts["torch"] = None
print(json.dumps(facts))
"""


@dataclass(frozen=True)
class Interpreter:
    """A Python to build beside, and the folder in which its torch lies (None: it has none)."""

    path: Path
    version: tuple[int, int]
    has_ensurepip: bool
    torch_folder: str | None


def environment(python: Path | None, *, dev: bool = False) -> Path:
    """The interpreter of the ready environment; makes or repairs it first. Raises LabError."""
    folder = VENV if python is None else LAB_STATE / f"python-{_digest(str(python.absolute()))[:8]}"
    with _one_at_a_time():
        stamp = folder / "lab-ready"
        wanted = _digest(str(folder), sys.version if python is None else str(python), LOCK, TORCH)
        if _read(stamp) != wanted:
            _make(folder, _ask(python or Path(sys.executable)), own_torch=python is None)
            stamp.write_text(wanted)
        dev_stamp = folder / "lab-ready-dev"
        if dev and _read(dev_stamp) != _digest(DEV_LOCK):
            say("setup-dev")
            _pip(folder / "bin/python", "--require-hashes", "-r", str(DEV_LOCK))
            dev_stamp.write_text(_digest(DEV_LOCK))
    return folder / "bin/python"


def clean_environ(python: Path | None) -> dict[str, str]:
    """The environment for what runs in it: a PYTHONPATH of the user's shell would shadow packages."""
    environ = dict(os.environ)
    if python is None:
        environ.pop("PYTHONPATH", None)
    environ.pop("PYTHONHOME", None)
    return environ


def _make(folder: Path, base: Interpreter, *, own_torch: bool) -> None:
    # What an interrupted set-up left may look installed and not be: start afresh, pip's cache keeps it cheap.
    started = time.monotonic()
    if not own_torch and base.torch_folder is None:
        raise LabError("python-unusable", python=base.path, reason="no torch")
    if folder.exists():
        shutil.rmtree(folder)
    LOG.write_bytes(b"")
    say("setup-venv")
    _run([str(base.path), "-m", "venv", *([] if base.has_ensurepip else ["--without-pip"]), str(folder)], "no-venv")
    python = folder / "bin/python"
    pip_host = python if base.has_ensurepip else base.path
    if own_torch:
        say("setup-torch")
        _install_cpu_torch(python)
    say("setup-packages")
    _pip(python, "--require-hashes", "-r", str(LOCK), pip_host=pip_host)
    _put_on_path(folder, base, own_torch=own_torch)
    say("setup-done", seconds=f"{time.monotonic() - started:.0f}")


def _install_cpu_torch(python: Path) -> None:
    pinned = TORCH.read_text(encoding="utf-8").splitlines(keepends=True)
    local = LAB_STATE / "torch-local.txt"
    local.write_text("".join(line for line in pinned if not line.startswith("--index-url")), encoding="utf-8")
    options = ["--no-deps", "--require-hashes", "-r"]
    command = _pip_command(python, python)
    with LOG.open("ab") as log:
        found = subprocess.run([*command, "--no-index", *options, str(local)], stdout=log, stderr=log).returncode == 0
    if not found:
        _pip(python, *options, str(TORCH))


def _put_on_path(folder: Path, base: Interpreter, *, own_torch: bool) -> None:
    site_packages = next(folder.glob("lib/python3*/site-packages"))
    # Relative, because site.py reads the file in the locale's encoding and a checkout's path may not fit it.
    lines = [os.path.relpath(LABS, site_packages)]
    if not own_torch:
        # addsitedir, not a bare line: ROCm's wheels bring .pth files of their own. Last on the path: the lock wins.
        lines.append(f"import site; site.addsitedir({base.torch_folder!a})")
    (site_packages / "rocm-lab.pth").write_text("\n".join(lines) + "\n")


def _ask(python: Path) -> Interpreter:
    try:
        answer = subprocess.run([str(python), "-c", QUESTIONS], capture_output=True, text=True, timeout=60)
        facts = json.loads(answer.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise LabError("python-unusable", python=python, reason=type(error).__name__) from error
    version = (facts["version"][0], facts["version"][1])
    if version < (3, 11):
        raise LabError("python-unusable", python=python, reason=f"Python {version[0]}.{version[1]}")
    return Interpreter(python, version, facts["ensurepip"], facts["torch"])


def _pip_command(pip_host: Path, python: Path) -> list[str]:
    return [str(pip_host), "-m", "pip", "--python", str(python), "--disable-pip-version-check", "install", "-q"]


def _pip(python: Path, *arguments: str, pip_host: Path | None = None) -> None:
    _run([*_pip_command(pip_host or python, python), *arguments], "setup-failed")


def _run(command: list[str], code: str) -> None:
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


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    make_folder(LAB_STATE)
    with (LAB_STATE / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_folder(folder: Path) -> None:
    """Makes `folder` and makes sure that it can be written. Raises LabError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise LabError("not-writable", path=folder, reason=error.strerror) from error


def _digest(*parts: str | Path) -> str:
    content = (part.read_bytes() if isinstance(part, Path) else part.encode() for part in parts)
    return hashlib.sha256(b"\0".join(content)).hexdigest()


def _read(file: Path) -> str:
    return file.read_text() if file.is_file() else ""
