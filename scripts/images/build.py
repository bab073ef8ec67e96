"""Builds the lab's image and tells, while it does, how far it is."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import IO

from cli.files import give, make_folder
from cli.places import LAB_STATE
from cli.process import docker, running
from cli.settings import Settings
from cli.speech import LabError, PassingLine, say, text
from images.image import WHEELS
from images.wheels import CAME

LOG = LAB_STATE / "build.log"
# What is only copied together is there at once: not worth a word.
HEADER = re.compile(r"(#\d+) \[(?!\S* ?(?:recipe|files) ).*?\d+/\d+\] (.*)")
FETCHED = re.compile(r"#\d+ (?:sha256:\w+|extracting) .*?([\d.]+[kMG]B / [\d.]+[kMG]B)")
LONGEST, SHOWN, CLAUSES = 1000, 200, 120  # letters of a reason
STEPS = {"FROM": "step-base", "install.sh torch": "step-torch", "install.sh packages": "step-packages"}

# What pip says where no index answers, and where AMD's wheels are not what they should be: natively, too.
NO_NETWORK = ("NewConnectionError", "Max retries exceeded", "ConnectTimeoutError", "ProxyError")
WHEEL_SIGNS = (
    ("wheels-without-code", ("has no device code for",)),
    ("wheels-broken", ("IncompleteRead", "Connection broken", "incomplete-download", "ERROR: Wheel '")),
    # Its index answers 403 for what it does not have, and pip takes that for nothing.
    ("wheels-missing", ("No matching distribution found for torch[", "No matching distribution found for amd-torch")),
)
# What Docker and its plugins say where the engine is gone, or goes while they talk with it.
GONE = (
    "Cannot connect to the Docker daemon",
    "error during connect",
    "rpc error: code = Unavailable",
    "failed to solve: Unavailable: ",
)
# What the end of a build's output speaks of, and the code that explains it; the first that fits.
SIGNS = (
    ("build-hash-mismatch", ("DO NOT MATCH THE HASHES",)),
    ("engine-disk-full", ("no space left on device", "No space left on device")),  # the engine, and Python
    ("engine-down", GONE),
    ("base-unreachable", ("failed to resolve source metadata", "failed to copy:", "pull access denied")),
    ("build-certificate", ("CERTIFICATE_VERIFY_FAILED",)),
    ("build-no-network", (*NO_NETWORK, "Temporary failure resolving", "Could not connect to")),  # the others are apt's
    *WHEEL_SIGNS,
    ("build-no-network", ("from versions: none",)),
)
# And of a base that did not come: what its registry, or the way there, said. A proxy's words hold the others' as well.
BASE_SIGNS = {
    "base-limit": ("toomanyrequests", "Too Many Requests"),
    "base-proxy": ("proxyconnect", "Proxy Authentication Required"),
    "base-certificate": ("x509:",),
    "base-no-host": ("no such host", "server misbehaving", "name resolution"),
    "base-refused": ("connection refused", "i/o timeout", "handshake timeout", "network is unreachable"),
    "base-missing": ("pull access denied", "manifest unknown", ": not found"),
}
# With these an image cannot be built here, while packages may come to the machine itself.
FAR_AWAY = ("base-unreachable", *BASE_SIGNS, "build-no-network", "build-certificate")

LAB = ("docker", "compose", "--progress", "plain", "build", "lab")


def build(environ: Mapping[str, str], base: str, command: Sequence[str] = LAB) -> None:
    """Builds the service's image, or what `command` builds; the whole output goes to a log. Raises LabError."""
    make_folder(LAB_STATE)
    LOG.unlink(missing_ok=True)  # the last one may be root's
    started = time.monotonic()
    said: list[str] = []
    pipe, same = subprocess.PIPE, subprocess.STDOUT
    with LOG.open("w", encoding="utf-8") as log, running([*command], environ, out=pipe, error=same) as process:
        give(LAB_STATE, LOG)
        assert process.stdout
        progress = Progress()
        for line in process.stdout:
            log.write(line)
            said.append(line.rstrip())
            progress.show(line)
        progress.end()
    if process.returncode:
        raise explain("\n".join(said), base)
    say("image-built", seconds=f"{time.monotonic() - started:.0f}")


def label_wheels(name: str) -> None:
    """Gives the image a label that says what came of AMD's wheels: only now can anybody know. Raises LabError."""
    came = docker("run", "--rm", "--network", "none", "--entrypoint", "cat", name, f"/opt/lab/{CAME}")
    label = f"{WHEELS}={' '.join(came.stdout.split())}"
    command = ["docker", "build", "--quiet", "--label", label, "--tag", name, "-"]
    built = subprocess.run(command, input=f"FROM {name}\n", capture_output=True, text=True)
    for step in (came, built):
        if step.returncode:
            raise LabError("build-failed", log=LOG, reason=_last(step.stderr)[:SHOWN])


def explain(output: str, base: str) -> LabError:
    """What a failed build says, in two lines."""
    code = sign(SIGNS, output) or "build-failed"
    reason = _last(output)
    if code == "base-unreachable":
        code, reason = sign(BASE_SIGNS.items(), output) or code, _clauses(reason)
    return LabError(code, log=LOG, base=base.partition("@")[0], reason=reason[:SHOWN])


def sign(signs: Iterable[tuple[str, Sequence[str]]], output: str) -> str | None:
    """The first code of which a sign is in the output."""
    return next((code for code, parts in signs if any(part in output for part in parts)), None)


def _clauses(reason: str) -> str:
    """The end of it in whole clauses, without digests: what the registry itself said stands last."""
    clauses = re.sub(r"@sha256:[0-9a-f]+", "", reason).split(": ")
    while len(clauses) > 1 and len(": ".join(clauses)) > CLAUSES:
        clauses.pop(0)
    return ": ".join(clauses)[-CLAUSES:]


def _last(output: str) -> str:
    """The last line that the failing step itself said."""
    said = [line for line in output.splitlines() if re.match(r"\d+\.\d+ \S", line)]
    plain = [line for line in output.splitlines() if line.strip() and not line.startswith(("#", "---", " >"))]
    return re.sub(r"^\d+\.\d+ ", "", (said or plain or ["?"])[-1].strip())[:LONGEST]


class Progress(PassingLine):
    """One line a step; on a terminal what goes on within it, too."""

    def __init__(self, out: IO[str] = sys.stdout) -> None:
        super().__init__(out)
        self.steps: dict[str, str] = {}  # BuildKit's number: what the step is about
        self.said: set[str] = set()

    def show(self, line: str) -> None:
        """Takes one line of BuildKit's plain output."""
        if header := HEADER.match(line):
            self.steps[header[1]] = _named(header[2])
            return
        number, _, what = line.strip().partition(" ")
        name = self.steps.get(number)
        if name and name not in self.said and what != "CACHED":  # what comes from the cache needs no word
            self.said.add(name)
            self.stay(f"  {name} …")
        if fetched := FETCHED.match(line):
            self.pass_by(f"    {fetched[1]}")
        elif self.in_place:
            self.pass_by("    " + re.sub(r"^\d+\.\d+ ", "", what))


def _named(what: str) -> str:
    return next((text(key) for sign, key in STEPS.items() if sign in what), text("step-labs"))


def require_inputs(settings: Settings) -> None:
    """Refuses a wheelhouse or a CA file that is not there, before anything is built. Raises LabError."""
    if settings.wheelhouse and not settings.wheelhouse.is_dir():
        raise LabError("file-missing", name="WHEELHOUSE", path=settings.wheelhouse)
    if settings.ca_file and not settings.ca_file.is_file():
        raise LabError("file-missing", name="CA_FILE", path=settings.ca_file)
