"""Loads a bundle that was verified: all of it, or nothing."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

from host import image, unpacked
from host.bundle.form import BLOCK, FACTS_SIZE, FILES, IMAGE, SUMS_SIZE, Bundle, padding
from host.bundle.verify import UNZSTD, Reading, Sink, Verified
from host.bundle.bytes_done import BytesDone
from host.engine import Engine
from host.environment import make_folder
from host.errors import LabError
from host.folders import give
from host.places import CHECKOUT, LAB_STATE
from host.process import last_line, piped, undisturbed
from host.room import disk_at
from host.bundle.plain_tar import CHUNK
from host.text import say

# At its peak the engine holds the image twice: as the tar that it unpacks into a folder of its own, and as layers.
# Measured with Docker 26.1 on empty engines: 2.07 times the tar (files fill whole blocks), with overlay2 at the peak,
# with a containerd store, which keeps both, for good.
PEAK_OVER_SIZE = 2.2
WAIT_SECONDS = 0.5


def require_checkout(bundle: Bundle, pin: str) -> None:
    """Raises LabError where this checkout would not use the image: by its base, then by its files."""
    if bundle.image.base != pin:
        raise LabError("bundle-other-base", base=bundle.image.base, pin=pin)
    if image.reference(bundle.image.base, bundle.image.rocm) != bundle.image.reference:
        raise LabError("bundle-other-checkout", commit=bundle.commit)


def require_room(engine: Engine, bundle: Bundle) -> None:
    """Says what loading takes at its peak and what is free. Raises LabError where it is less."""
    disk = disk_at(engine.data_root or Path("/"))
    need = int(bundle.image.size * PEAK_OVER_SIZE)
    free = "?" if disk.free is None else f"{disk.free / 1e9:.1f}"
    says = {"need": f"{need / 1e9:.1f}", "free": free, "path": disk.path}
    if disk.free is not None and disk.free < need:
        raise LabError("bundle-disk-load", **says)
    say("bundle-room", **says)


def require_platform(verified: Verified) -> None:
    """Raises LabError where the engine's machine is of another kind."""
    command = ["docker", "version", "--format", "{{.Server.Os}}/{{.Server.Arch}}"]
    here = subprocess.run(command, capture_output=True, text=True).stdout.strip()
    if here != verified.saved.platform:
        raise LabError("bundle-platform", found=verified.saved.platform, here=here or "?")


def is_here(verified: Verified) -> image.Image | None:
    """The image, where the engine has this very one."""
    found = image.find(verified.bundle.image.reference)
    return found if found and found.id in verified.saved.digests else None


def load(path: Path, verified: Verified) -> image.Image:
    """Loads the image. Raises LabError, and then what had its name before has it again."""
    reference = verified.bundle.image.reference
    before = image.find(reference)
    if before:
        say("bundle-replaces", reference=reference, id=before.id)
    try:
        _feed(path, verified)
        if found := is_here(verified):
            return found
        other = image.find(reference)
        raise LabError("bundle-other-image", found=other.id if other else "-", wanted=verified.bundle.image.id)
    except BaseException:
        with undisturbed():
            _take_back(reference, before)
        raise


def _feed(path: Path, verified: Verified) -> None:
    """The image through zstd to the engine, which gets the last bytes only once the sum is right again."""
    size = verified.bundle.members[IMAGE]
    progress = BytesDone("bundle-loading", size)
    with progress, piped(UNZSTD, subprocess.PIPE) as zstd, path.open("rb") as file:
        assert zstd.stdin
        assert zstd.stdout
        with piped(["docker", "load", "--quiet"], zstd.stdout) as docker:
            zstd.stdout.close()
            file.seek(_offset(verified.bundle))
            _copy(Reading(path, file), size, Sink(zstd.stdin, progress), verified)
            _wait(docker, zstd, progress)
            assert docker.stderr
            said = last_line(docker.stderr.read())
    if docker.returncode:
        code = "engine-disk-full" if "no space left on device" in said else "bundle-load-failed"
        raise LabError(code, reason=said, log="-")


def _offset(bundle: Bundle) -> int:
    before = (FACTS_SIZE, SUMS_SIZE, bundle.members[FILES])
    return sum(BLOCK + size + padding(size) for size in before) + BLOCK


def _copy(reading: Reading, size: int, sink: Sink, verified: Verified) -> None:
    """A stick may give other bytes the second time: without its last ones no tar is whole, and none is loaded."""
    digest, held = hashlib.sha256(), b""
    while size:
        sink.write(held)
        held = reading.take(min(size, CHUNK))
        digest.update(held)
        size -= len(held)
    if digest.hexdigest() != verified.head.sums[IMAGE]:
        raise LabError("bundle-damaged", member=IMAGE, path=reading.path)
    sink.write(held)
    sink.close()


def _wait(docker: subprocess.Popen[bytes], zstd: subprocess.Popen[bytes], progress: BytesDone) -> None:
    """Until the engine has made layers of it; once it has the whole tar it cannot be stopped, and goes on alone."""
    try:
        while docker.poll() is None:
            progress.waiting("bundle-layers")
            try:
                docker.wait(WAIT_SECONDS)
            except subprocess.TimeoutExpired:
                continue
    except BaseException:
        if zstd.poll() is not None:  # it has given all that it had
            with undisturbed():
                say("bundle-unstoppable")
                docker.wait()
        raise


def _take_back(reference: str, before: image.Image | None) -> None:
    now = image.find(reference)
    if now is None or now == before:
        return
    if before:
        subprocess.run(["docker", "tag", before.id, reference], capture_output=True, start_new_session=True)
    name = now.id if before else reference
    subprocess.run(["docker", "image", "rm", name], capture_output=True, start_new_session=True)


def note_commit(verified: Verified) -> None:
    """Where git does not know this checkout's commit, leaves what the bundle says of it."""
    if image.git_revision():
        return
    make_folder(LAB_STATE)
    unpacked.note(CHECKOUT, verified.bundle.commit, verified.files)
    give(LAB_STATE, CHECKOUT / unpacked.NOTE)
