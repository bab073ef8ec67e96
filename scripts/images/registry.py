"""The lab's image out of a registry, in place of a build; and into one.

The engine asks for the tag once, fetches what that names by its digest, and holds every byte to it. That it is this
checkout's image is asked here: of the label that the build wrote, and of the lab's own files in it. The packages and
the base below them cannot be judged from here: they are the publisher's word.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
from collections.abc import Sequence

from cli.places import CHECKOUT
from cli.process import docker, last_line, piped, running, undisturbed
from cli.speech import LabError, printable, say, text
from images.image import Image, content, find, git_output, git_revision, platform

REVISION, VERSION = (f"org.opencontainers.image.{name}" for name in ("revision", "version"))
HOST = "ghcr.io"  # where a release's images are: .github/workflows/images.yml
GITHUB = re.compile(r"(?:(?:https|ssh)://)?(?:[^@/]+@)?github\.com[:/]([\w.-]+/[\w.-]+?)(?:\.git)?/?")
# What the engine says of bytes that are not their digest's: with its own store, and with containerd's.
OTHER_BYTES = ("verification failed", "unexpected commit digest")


def published() -> str:
    """Where the images of this very release are: of a clean clone from GitHub that is at a tag; else nothing."""
    origin = GITHUB.fullmatch(git_output("remote", "get-url", "origin"))
    tag = git_output("describe", "--exact-match", "--tags", "--match", "v*", "HEAD")
    return f"{HOST}/{origin[1].lower()}" if origin and tag and not git_revision().endswith("-dirty") else ""


def take(registry: str, name: str, gfx: Sequence[str]) -> bool:
    """Whether the image of this name is here now, out of the registry; why it is not is said.

    Raises LabError where what came is not this checkout's: nothing of it is kept.
    """
    remote, taken = _remote(registry, name), False
    say("image-asking", remote=remote)
    try:
        reason = _pull(remote)
        came = None if reason else find(remote)
        if any(sign in reason for sign in OTHER_BYTES):
            raise LabError("image-broken", remote=remote, reason=reason)
        if came is None:
            say("image-absent", reason=reason or "?")
            return False
        if wrong := _other_label(came, name, gfx) or _other_file(remote):
            raise LabError("image-other", remote=remote, reason=wrong)
        docker("tag", remote, name)
        taken = True
    finally:
        if not taken:
            with undisturbed():
                docker("image", "rm", remote)
    commit = printable(came.labels.get(REVISION, ""))[:60] or "-"
    say("image-taken", digest=came.digest, size=f"{came.size / 1e9:.2f}", commit=commit)
    return True


def push(registry: str, name: str) -> str:
    """Pushes the image, under its own tag; the digest that it has there. Raises LabError."""
    remote = _remote(registry, name)
    docker("tag", name, remote)
    done = docker("push", remote)
    pushed = re.search(r": digest: (sha256:[0-9a-f]{64}) ", done.stdout)
    if done.returncode or not pushed:
        raise LabError("image-not-pushed", remote=remote, reason=last_line(done.stderr))
    return pushed[1]


def _remote(registry: str, name: str) -> str:
    return f"{registry}:{name.rpartition(':')[2]}"


def _pull(remote: str) -> str:
    """Why it did not come, in the engine's words; nothing where it did."""
    shown = sys.stdout.isatty()  # the engine's own bars, layer by layer
    command = ["docker", "pull", "--platform", platform(), *([] if shown else ["--quiet"]), remote]
    out = None if shown else subprocess.DEVNULL
    with running(command, out=out, error=subprocess.PIPE) as process:
        _, error = process.communicate()
    return last_line(error).removeprefix("Error response from daemon: ") if process.returncode else ""


def _other_label(came: Image, name: str, gfx: Sequence[str]) -> str:
    """What the build says of itself, where that is not this image; nothing where it is."""
    version = came.labels.get(VERSION, "")
    if version != name.rpartition(":")[2]:
        return text("image-label", label=VERSION, said=printable(version)[:60] or "-")
    try:
        wheels = json.loads(came.wheels)["gfx"] if came.wheels else []
    except (ValueError, KeyError, TypeError):
        wheels = came.wheels[:60]
    return "" if wheels == [*gfx] else text("image-label", label="rocm-lab.wheels", said=printable(str(wheels)))


def _other_file(remote: str) -> str:
    """A file of the lab that is another one here, is missing, or is more; nothing where each is this checkout's."""
    here = {path.relative_to(CHECKOUT).as_posix(): path for path in content(CHECKOUT)}
    need = {name for name in here if name.startswith(("labs/", "tests/"))}
    found = _files(remote)
    sums = {name: hashlib.sha256(here[name].read_bytes()).hexdigest() for name in found.keys() & here.keys()}
    other = sorted(name for name in found.keys() | need if name not in sums or sums[name] != found[name])
    return text("image-file", path=printable(other[0])[:100]) if other else ""


def _files(remote: str) -> dict[str, str]:
    """The SHA-256 of each file in the image's /lab; it is not run for that. Raises LabError."""
    made = docker("create", "--network", "none", remote, "-")
    container = made.stdout.strip()
    try:
        with piped(["docker", "cp", f"{container}:/lab", "-"]) as copied:
            assert copied.stdout
            with tarfile.open(fileobj=copied.stdout, mode="r|") as tar:
                return dict(_sum(tar, member) for member in tar if not member.isdir())
    except (tarfile.TarError, OSError):  # no such folder, for one
        return {}
    finally:
        if container:
            with undisturbed():
                docker("rm", "--force", container)


def _sum(tar: tarfile.TarFile, member: tarfile.TarInfo) -> tuple[str, str]:
    file = tar.extractfile(member) if member.isfile() else None  # a link is nothing that the build makes
    return member.name.removeprefix("lab/"), hashlib.sha256(file.read()).hexdigest() if file else ""
