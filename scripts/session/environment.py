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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cli.files import make_folder
from cli.places import CHECKOUT, LAB_STATE, LABS, VENV
from cli.process import last_line
from cli.speech import LabError, say, text
from images.build import NO_NETWORK, WHEEL_SIGNS, sign
from images.wheels import fetched, tell_wheels, wheels
from session.torch_facts import version_in

DOCKER = CHECKOUT / "docker"
LOCK, DEV_LOCK = DOCKER / "requirements.lock", DOCKER / "requirements-dev.lock"
ORGANIZER_LOCK = DOCKER / "requirements-organizer.lock"
TORCH, TORCH_ROCM = DOCKER / "torch-cpu.txt", DOCKER / "torch-rocm.txt"
ROCM_WHEELS = DOCKER / "build/rocm_wheels.py"
LOG = LAB_STATE / "setup.log"
IMAGE_PYTHON, IMAGE_MARK = Path("/opt/lab/bin/python"), Path("/opt/lab/torch.json")

# jsonschema would build this parser at its import, for a second of the start of JupyterLab and of JupyterHub, to check
# strings of a format (IRI) that no schema of Jupyter's has; it does without where the import fails.
NO_IRI = 'import sys; sys.modules["rfc3987_syntax"] = None'

# What pip's output speaks of, and the code that explains it; the first that fits.
SIGNS = (
    ("hash-mismatch", ("DO NOT MATCH THE HASHES",)),
    ("disk-full", ("No space left on device",)),
    ("no-network", NO_NETWORK),
    *WHEEL_SIGNS,
    ("no-network", ("from versions: none",)),
)

# What to ask of an interpreter before anything is built beside it.
QUESTIONS = """
import json, sys
facts = {"version": list(sys.version_info[:2])}
for name in ("ensurepip", "pip"):
    try:
        __import__(name)
        facts[name] = True
    except ImportError:
        facts[name] = False
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
    has_ensurepip: bool
    has_pip: bool
    torch_folder: str | None


def environment(python: Path | None, *, gfx: Sequence[str] = (), dev: bool = False) -> Path:
    """The interpreter of the ready environment; makes or repairs it first. Raises LabError.

    `gfx`: the GPUs that it has to have AMD's wheels for; where it has some and none are asked for, it keeps them.
    """
    if python == IMAGE_PYTHON and IMAGE_MARK.is_file():  # in an editor's container: the image has all of it
        return python
    folder = VENV if python is None else LAB_STATE / f"python-{_digest(str(python.absolute()))[:8]}"
    with _one_at_a_time():
        stamp, kept = folder / "lab-ready", fetched(folder)
        gfx = gfx or kept
        if not set(gfx) <= set(kept) or _read(stamp) != wanted(folder, python, kept):
            _make(folder, _ask(python or Path(sys.executable)), own_torch=python is None, gfx=gfx)
            stamp.write_text(wanted(folder, python, gfx))
        if python is None:
            _require_locked_torch(folder, gfx)
        dev_stamp = folder / "lab-ready-dev"
        if dev and _read(dev_stamp) != _digest(DEV_LOCK):
            say("setup-dev")
            install(folder / "bin/python", Path(sys.executable), "--require-hashes", "-r", str(DEV_LOCK))
            _compile(folder)
            dev_stamp.write_text(_digest(DEV_LOCK))
    return folder / "bin/python"


def _require_locked_torch(folder: Path, gfx: Sequence[str]) -> None:
    """Refuses another one that was put there since: somebody may want to keep it. Raises LabError."""
    locked = wheels().torch if gfx else TORCH.read_text(encoding="utf-8").partition("\ntorch==")[2].split()[0]
    if (found := version_in(folder)) != locked:
        there = f"torch {found}" if found else text("no-torch")
        raise LabError("torch-replaced", folder=folder, found=there, locked=locked)


def wanted(folder: Path, python: Path | None, gfx: Sequence[str] = ()) -> str:
    """What a ready environment was made from, and where: the content of its stamp."""
    torch = [TORCH_ROCM, *gfx] if gfx else [TORCH]
    return _digest(str(folder), sys.version if python is None else str(python), LOCK, *torch)


def organizer_environment() -> Path:
    """The interpreter of the organizer's environment (Ansible, JupyterHub); makes it first. Raises LabError."""
    folder = LAB_STATE / "organizer"
    with _one_at_a_time():
        stamp = folder / "lab-ready"
        if _read(stamp) != organizer_wanted(folder):
            started = time.monotonic()
            base = _ask(Path(sys.executable))
            python = _make_venv(folder, base)
            say("setup-organizer")
            install(python, base.path, "--require-hashes", "-r", str(ORGANIZER_LOCK))
            _put_on_path(folder)
            _compile(folder)
            say("setup-done", seconds=f"{time.monotonic() - started:.0f}")
            stamp.write_text(organizer_wanted(folder))
    return folder / "bin/python"


def organizer_wanted(folder: Path) -> str:
    """The content of its stamp."""
    return _digest(str(folder), sys.version, ORGANIZER_LOCK)


def clean_environ(python: Path | None) -> dict[str, str]:
    """The environment for what runs in it: a PYTHONPATH of the user's shell would shadow packages."""
    # With queue interposition, profiler sessions of torch 2.13 for ROCm hang or come back empty now and then.
    environ = {"ROCPROFILER_QUEUE_INTERPOSITION": "0", **_home(), **os.environ}
    environ["PYTHONUTF8"] = "1"  # as the notebooks are: a cell failed in an old locale, in a folder with an ü
    if python is None:
        environ.pop("PYTHONPATH", None)
    environ.pop("PYTHONHOME", None)
    return environ


def _home() -> dict[str, str]:
    """One for whom neither the environment nor an account gives one: Jupyter does not start without."""
    try:
        Path.home()
    except RuntimeError:
        return {"HOME": str(LAB_STATE / "home")}
    return {}


def judge_environ(python: Path | None) -> dict[str, str]:
    """The same for the judge, which lies in tests/."""
    environ = clean_environ(python)
    path = (str(CHECKOUT / "tests"), environ.get("PYTHONPATH", ""))
    return {**environ, "PYTHONPATH": os.pathsep.join(filter(None, path))}


def _make(folder: Path, base: Interpreter, *, own_torch: bool, gfx: Sequence[str]) -> None:
    # What an interrupted set-up left may look installed and not be: start afresh, pip's cache keeps it cheap.
    started = time.monotonic()
    if not own_torch and base.torch_folder is None:
        raise LabError("python-unusable", python=base.path, reason="no torch")
    python = _make_venv(folder, base)
    if gfx:
        tell_wheels(gfx)
        host = _host_of_pip(python, base.path)
        run_logged([host, str(ROCM_WHEELS), str(TORCH_ROCM), ",".join(gfx), str(python)], "setup-failed")
    elif own_torch:
        say("setup-torch")
        install_cpu_torch(python, base.path)
    say("setup-packages")
    install(python, base.path, "--require-hashes", "-r", str(LOCK))
    # Relative, because site.py reads the file in the locale's encoding and a checkout's path may not fit it.
    labs = os.path.relpath(LABS, _site_packages(folder))
    # addsitedir, not a bare line: ROCm's wheels bring .pth files of their own. Last on the path: the lock wins.
    torch = [] if own_torch else [f"import site; site.addsitedir({base.torch_folder!a})"]
    _put_on_path(folder, labs, *torch)
    _compile(folder)
    say("setup-done", seconds=f"{time.monotonic() - started:.0f}")


def _make_venv(folder: Path, base: Interpreter) -> Path:
    if not (base.has_ensurepip or base.has_pip):
        raise LabError("no-venv", reason="ensurepip, pip")
    _clear(folder)
    LOG.write_bytes(b"")
    say("setup-venv")
    run_logged(
        [str(base.path), "-m", "venv", *([] if base.has_ensurepip else ["--without-pip"]), str(folder)], "no-venv"
    )
    return folder / "bin/python"


def _clear(folder: Path) -> None:
    """An empty folder that bears the lab's mark; somebody else's environment is left alone. Raises LabError."""
    mark = folder / "lab-made"
    if folder.exists() and not mark.exists():
        raise LabError("venv-not-ours", folder=folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    mark.touch()


def _put_on_path(folder: Path, *lines: str) -> None:
    (_site_packages(folder) / "rocm-lab.pth").write_text("\n".join((NO_IRI, *lines)) + "\n")


def _compile(folder: Path) -> None:
    """On all cores, where pip takes one. Some packages have files that are no Python of this version: let be."""
    command = [str(folder / "bin/python"), "-m", "compileall", "-qq", "-j", "0", str(_site_packages(folder))]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _site_packages(folder: Path) -> Path:
    return next(folder.glob("lib/python3*/site-packages"))


def _ask(python: Path) -> Interpreter:
    try:
        answer = subprocess.run([str(python), "-c", QUESTIONS], capture_output=True, text=True, timeout=60)
        facts = json.loads(answer.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise LabError("python-unusable", python=python, reason=type(error).__name__) from error
    version = (facts["version"][0], facts["version"][1])
    if version < (3, 11):
        raise LabError("python-unusable", python=python, reason=f"Python {version[0]}.{version[1]}")
    return Interpreter(python, facts["ensurepip"], facts["pip"], facts["torch"])


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    make_folder(LAB_STATE)
    with (LAB_STATE / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _digest(*parts: str | Path) -> str:
    content = (part.read_bytes() if isinstance(part, Path) else os.fsencode(part) for part in parts)
    return hashlib.sha256(b"\0".join(content)).hexdigest()


def _read(file: Path) -> str:
    return file.read_text() if file.is_file() else ""


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
    pip = [_host_of_pip(python, base), "-m", "pip", "--python", str(python)]
    return [*pip, "--disable-pip-version-check", "install", "-q", "--no-compile"]


def _host_of_pip(python: Path, base: Path) -> str:
    return str(python if list(python.parents[1].glob("lib/python3*/site-packages/pip")) else base)


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
    return LabError(sign(SIGNS, output) or code, reason=last_line(output), log=LOG)
