"""Packs a bundle: the checkout's commit and its image, into a folder that is there whole or not at all."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import IO, Any

from cli.files import give, unwritten
from cli.places import CHECKOUT, RUNS
from cli.process import last_line, piped, undisturbed
from cli.settings import Settings
from cli.speech import LabError
from images import image
from machine.engine import Engine
from machine.mode import Plan
from machine.sysfs import same_disk
from workshop.bundle import CHECKOUT as ARCHIVE
from workshop.bundle import CHUNK, IMAGE, README, Bundle, require_free, write_sums
from workshop.bytes_done import BytesDone

# Side by side on two cores, with the CPU image's 1534 MB: -1 takes 19.0 s and leaves 474 MB, -3 19.5 s and 399 MB,
# -6 36.8 s and 366 MB. Up to -3 it is the engine that takes the time.
ZSTD = ["zstd", "-q", "-T0", "-3", "--stdout"]
# What `docker save` writes over the size that the engine names: headers and padding, 1.03 as measured on the CPU image.
SAVED_OVER_SIZE = 1.1
WAIT_SECONDS = 0.5


def clean_commit() -> str:
    """The commit that the working files are. Raises LabError where they are none, or differ from it."""
    commit = image.git_revision()
    if not commit:
        raise LabError("bundle-no-commit", path=CHECKOUT)
    if commit.endswith("-dirty"):
        raise LabError("bundle-dirty")
    return commit


def write_archive(path: Path, commit: str) -> None:
    """The commit's files as a tar.gz. Raises LabError."""
    done = subprocess.run(image.git("archive", "--format=tar.gz", "-o", str(path), commit), capture_output=True)
    if done.returncode:
        raise LabError("bundle-pack-failed", reason=last_line(done.stderr))


def require_same(archive: Path, settings: Settings, plan: Plan) -> None:
    """Raises LabError where the archive would make another image than the working files: git ignores some of them."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(archive) as tar:
            tar.extractall(folder)
        made_from = plan.base_image(settings), plan.rocm, plan.gfx
        if image.reference(*made_from, Path(folder)) != image.reference(*made_from):
            raise LabError("bundle-dirty")


def require_room(engine: Engine, size: int) -> None:
    """Says what packing takes at most, here and in the engine's folder, and what is free. Raises LabError."""
    most, data_root = int(size * SAVED_OVER_SIZE), engine.data_root or Path("/")
    # The engine writes the whole tar into a folder of its own before the first byte comes out.
    needs = {RUNS: 2 * most} if same_disk(RUNS, data_root) else {RUNS: most, data_root: most}
    for path, need in needs.items():
        require_free(path, need, "bundle-disk")


def pack(found: image.Image, settings: Settings, plan: Plan, commit: str, archive: Path) -> Bundle:
    """Makes the bundle, beside its name first. Raises LabError."""
    path = RUNS / found.reference.replace(":", "-")
    part, old = (path.with_name(f".{path.name}.{os.getpid()}.{what}") for what in ("part", "old"))
    try:
        part.mkdir()
        shutil.copyfile(archive, part / ARCHIVE)
        with (part / IMAGE).open("xb") as file:
            ids = _save(found, file)
        made_from = plan.base_image(settings), plan.rocm, plan.gfx
        bundle = Bundle(path, found.reference, ids, found.platform, found.size, *made_from, commit)
        (part / README).write_text(bundle.readme(), encoding="utf-8")
        write_sums(part)
        give(part, *part.iterdir())
        with undisturbed():
            if path.exists():
                path.replace(old)
            part.replace(path)
    except OSError as error:
        raise unwritten(path, error) from error
    finally:
        with undisturbed():
            for left in (part, old):
                shutil.rmtree(left, ignore_errors=True)
    return bundle


class _Tee:
    """The engine's tar on its way to zstd, as tarfile reads it."""

    def __init__(self, source: IO[bytes], sink: IO[bytes], progress: BytesDone) -> None:
        self.source, self.sink, self.progress = source, sink, progress

    def read(self, size: int, /) -> bytes:
        # The engine first writes the whole tar for itself: minutes for an image with ROCm.
        while not select.select([self.source], [], [], WAIT_SECONDS)[0]:
            self.progress.waiting("bundle-saving")
        chunk = self.source.read(size)
        self.sink.write(chunk)
        self.progress.add(len(chunk))
        return chunk


def _save(found: image.Image, file: IO[bytes]) -> tuple[str, ...]:
    """Writes the image as zstd; what engines may call it. Raises LabError."""
    progress, ids, reason = BytesDone("bundle-packing", int(found.size * SAVED_OVER_SIZE)), [found.id], ""
    zstd = subprocess.Popen(ZSTD, stdin=subprocess.PIPE, stdout=file, start_new_session=True)
    with progress, zstd, piped(["docker", "save", found.reference]) as save:
        assert zstd.stdin
        assert save.stdout
        assert save.stderr
        tee = _Tee(save.stdout, zstd.stdin, progress)
        try:
            ids += _ids(tee)
            while tee.read(CHUNK):  # zeros behind the last member
                pass
            zstd.stdin.close()
        except (BrokenPipeError, tarfile.TarError, LookupError, ValueError) as error:
            reason = f"{type(error).__name__}: {error}"
            save.stdout.close()  # what still writes ends
        said = save.stderr.read()
    if zstd.returncode:
        reason = f"zstd: {zstd.returncode}"
    elif save.returncode:
        reason = last_line(said)
    if reason:
        raise LabError("bundle-pack-failed", reason=reason[:200])
    return tuple(dict.fromkeys(ids))


def _ids(tee: _Tee) -> list[str]:
    """By the configuration, as one engine names an image, and by the manifests, as one with a containerd store does."""
    held: dict[str, Any] = {}
    with tarfile.open(fileobj=tee, mode="r|", bufsize=CHUNK) as tar:  # type: ignore[call-overload]
        for member in tar:
            if member.name in ("manifest.json", "index.json") and (content := tar.extractfile(member)):
                held[member.name] = json.load(content)
    (described,) = held["manifest.json"]
    manifests = [entry["digest"] for entry in held.get("index.json", {}).get("manifests", [])]
    return ["sha256:" + Path(described["Config"]).name.removesuffix(".json"), *manifests]


def require_zstd() -> None:
    """Raises LabError where the program is missing that packs and unpacks bundles."""
    if shutil.which("zstd") is None:
        raise LabError("zstd-missing")
