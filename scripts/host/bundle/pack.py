"""Packs a bundle: the checkout's commit and its image, into a file that is there whole or not at all."""

from __future__ import annotations

import hashlib
import os
import select
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import IO

from host import image
from host.bundle.form import (
    BLOCK, END, FACTS, FACTS_SIZE, FILES, IMAGE, SUMS, SUMS_SIZE, Bundle, PackedImage, facts_text, header, padding,
    sums_text,
)  # fmt: skip
from host.bundle.bytes_done import BytesDone
from host.engine import Engine
from host.errors import LabError
from host.folders import give
from host.places import RUNS
from host.process import last_line, piped, undisturbed
from host.room import disk_at, same_disk
from host.bundle.plain_tar import CHUNK
from host.bundle.saved_image import Saved, look
from host.text import say

# Side by side on two cores, with the CPU image's 1534 MB: -1 takes 19.0 s and leaves 474 MB, -3 19.5 s and 399 MB,
# -6 36.8 s and 366 MB. Up to -3 it is the engine that takes the time.
ZSTD = ["zstd", "-q", "-T0", "-3", "--stdout"]
# What `docker save` writes over the size that the engine names: headers and padding, 1.03 as measured on the CPU image.
SAVED_OVER_SIZE = 1.1
WAIT_SECONDS = 0.5


@dataclass(frozen=True)
class Packed:
    """A bundle that was written."""

    path: Path
    bundle: Bundle
    sum: str
    seconds: float


def require_room(engine: Engine, size: int, files: int) -> None:
    """Says what packing takes at most, here and in the engine's folder, and what is free. Raises LabError."""
    most = int(size * SAVED_OVER_SIZE)
    for_bundle, data_root = most + files + FACTS_SIZE, engine.data_root or Path("/")
    # The engine writes the whole tar into a folder of its own before the first byte comes out.
    needs = {RUNS: for_bundle, data_root: most}
    if same_disk(RUNS, data_root):
        needs = {RUNS: for_bundle + most}
    for path, need in needs.items():
        free = disk_at(path).free
        says = {"need": f"{need / 1e9:.1f}", "free": "?" if free is None else f"{free / 1e9:.1f}", "path": path}
        if free is not None and free < need:
            raise LabError("bundle-disk", **says)
        say("bundle-room", **says)


def pack(found: image.Image, base: str, commit: str, files: bytes, *, rocm: bool) -> Packed:
    """Writes the bundle, beside its name first. Raises LabError."""
    started = time.monotonic()
    path = RUNS / f"{found.reference.replace(':', '-')}.bundle.tar"
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            bundle = _write(file, found, base, commit, files, rocm=rocm)
            file.flush()
            os.fsync(file.fileno())
        whole = _sum(part)
        give(part)
        part.replace(path)
    except OSError as error:
        raise LabError("not-writable", path=path, reason=error.strerror) from error
    finally:
        with undisturbed():
            part.unlink(missing_ok=True)
    return Packed(path, bundle, whole, time.monotonic() - started)


def _write(file: IO[bytes], found: image.Image, base: str, commit: str, files: bytes, *, rocm: bool) -> Bundle:
    now = datetime.now(timezone.utc)  # noqa: UP017  Python 3.10 has no datetime.UTC
    mtime = int(now.timestamp())
    head = BLOCK + FACTS_SIZE + BLOCK + SUMS_SIZE + padding(SUMS_SIZE)  # written last: it says what came out
    file.seek(head)
    _member(file, FILES, files, mtime)
    at = file.tell()
    file.seek(at + BLOCK)
    saved, saved_bytes, image_sum = _save(found, file)
    size = file.tell() - at - BLOCK
    file.write(bytes(padding(size)) + END)
    file.seek(at)
    file.write(header(IMAGE, size, mtime))
    packed = PackedImage(found.reference, saved.id, max(found.size, saved_bytes), base, rocm)
    bundle = Bundle(now.strftime("%Y-%m-%dT%H:%M:%SZ"), commit, packed, {FILES: len(files), IMAGE: size})
    facts = facts_text(bundle)
    sums = {FACTS: hashlib.sha256(facts).hexdigest(), FILES: hashlib.sha256(files).hexdigest(), IMAGE: image_sum}
    file.seek(0)
    _member(file, FACTS, facts, mtime)
    _member(file, SUMS, sums_text(sums), mtime)
    return bundle


def _member(file: IO[bytes], name: str, content: bytes, mtime: int) -> None:
    file.write(header(name, len(content), mtime) + content + bytes(padding(len(content))))


class _Tee:
    """The engine's tar on its way to zstd, as look reads it."""

    def __init__(self, source: IO[bytes], sink: IO[bytes], progress: BytesDone) -> None:
        self.source, self.sink, self.progress, self.ended = source, sink, progress, False

    def read(self, size: int = CHUNK, /) -> bytes:
        # The engine first writes the whole tar for itself: minutes for an image with ROCm.
        while not select.select([self.source], [], [], WAIT_SECONDS)[0]:
            self.progress.waiting("bundle-saving")
        chunk = self.source.read(size)
        view = memoryview(chunk)
        while view:  # a raw pipe takes what it has room for
            view = view[self.sink.write(view) :]
        self.progress.add(len(chunk))
        self.ended |= not chunk
        return chunk


def _save(found: image.Image, file: IO[bytes]) -> tuple[Saved, int, str]:
    """Writes the image as zstd; what is in it, its bytes unpacked and the sum. Raises LabError."""
    progress = BytesDone("bundle-packing", int(found.size * SAVED_OVER_SIZE))
    digest = hashlib.sha256()
    save_command = ["docker", "save", found.reference]
    # In this order: whatever happens, both programs are ended before the thread between them is waited for.
    with progress, ThreadPoolExecutor(1) as between, piped(save_command) as save, piped(ZSTD, subprocess.PIPE) as zstd:
        assert save.stdout
        assert save.stderr
        assert zstd.stdin
        assert zstd.stdout
        tee = _Tee(save.stdout, zstd.stdin, progress)
        looking = between.submit(_pump, tee)
        while chunk := zstd.stdout.read(CHUNK):
            file.write(chunk)
            digest.update(chunk)
        problem = looking.exception()
        save.stdout.close()  # where somebody gave up midway, the engine's program would wait for a reader
        said = save.stderr.read()
    if problem and not tee.ended and not isinstance(problem, LabError):
        raise LabError("bundle-pack-failed", reason=f"zstd: {zstd.returncode}, {problem}"[:200])
    if save.returncode and (tee.ended or not problem):
        raise LabError("bundle-pack-failed", reason=last_line(said))
    saved = looking.result()
    if zstd.returncode or saved.references != {found.reference} or found.id not in saved.digests:
        raise LabError("bundle-pack-failed", reason=f"zstd: {zstd.returncode}, {saved}"[:200])
    return saved, progress.done, digest.hexdigest()


def _pump(tee: _Tee) -> Saved:
    try:
        return look(tee)
    finally:
        tee.sink.close()


def _sum(path: Path) -> str:
    """The whole file's: to be compared by a second way."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
