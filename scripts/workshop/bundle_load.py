"""Loads a bundle's image into the engine: the very one that is named, or nothing."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from cli.files import give, make_folder
from cli.places import CHECKOUT, LAB_STATE
from cli.process import docker, last_line, piped, undisturbed
from cli.settings import Settings
from cli.speech import LabError, say, text
from images import image, unpacked
from machine.engine import Engine
from machine.sysfs import disk_at
from workshop.bundle import CHUNK, IMAGE, Bundle, require_free
from workshop.bytes_done import BytesDone

WAIT_SECONDS = 0.5
ANSWER_SECONDS = 5


def require_checkout(bundle: Bundle, settings: Settings) -> None:
    """Raises LabError where this checkout would not use the image: by its base, by AMD's wheels, then by its files."""
    if (bundle.gfx, bool(bundle.gfx)) != (settings.gfx, settings.wheels):
        typed = " ".join(f"{name}={value}" for name, value in bundle.settings.items())
        raise LabError("bundle-other-wheels", made=typed or text("no-wheels"))
    pin = settings.base_image or bundle.pin
    if bundle.base != pin:
        raise LabError("bundle-other-base", base=bundle.base, pin=pin)
    if image.reference(bundle.base, bundle.rocm, bundle.gfx) != bundle.reference:
        raise LabError("bundle-other-checkout", commit=bundle.commit)


def require_engine(engine: Engine, bundle: Bundle) -> None:
    """Raises LabError where the engine's machine is of another kind, or has too little room; says how much it has."""
    here = image.platform()
    if here != bundle.platform:
        raise LabError("bundle-platform", found=bundle.platform, here=here or "?")
    require_free(engine.data_root or Path("/"), bundle.peak, "bundle-disk-load")


def is_here(bundle: Bundle) -> image.Image | None:
    """The image, where the engine has this very one."""
    found = image.find(bundle.reference)
    return found if found and found.id in bundle.ids else None


def load(bundle: Bundle, engine: Engine) -> image.Image:
    """Loads the image. Raises LabError, and then what had its name before has it again."""
    before, loaded = _names(), {bundle.reference}
    if bundle.reference in before:
        say("bundle-replaces", reference=bundle.reference, id=before[bundle.reference])
    try:
        _feed(bundle, engine, loaded)
        found = is_here(bundle)
        if found is None or loaded != {bundle.reference}:
            other = found or image.find(bundle.reference)
            names = " ".join(sorted(loaded))
            raise LabError("bundle-other-image", found=f"{names} {other.id if other else ''}", wanted=bundle.ids[0])
    except BaseException:
        with undisturbed():
            for name in loaded:
                _take_back(name, before.get(name))
        raise
    return found


def _names() -> dict[str, str]:
    """Every name of an image that the engine has, with its id, which is a name, too."""
    listed = docker("image", "ls", "--no-trunc", "--format", "{{.Repository}}:{{.Tag}} {{.ID}}\n{{.ID}} {{.ID}}").stdout
    return dict(line.split(" ", 1) for line in listed.splitlines())


@contextmanager
def _tar(bundle: Bundle) -> Iterator[tuple[IO[bytes], int]]:
    """The image as the engine is given it, and about how many bytes: unpacked, where the machine has zstd.

    Docker 26.1's zstd reader reads on behind the tar's end, in a buffer that it has handed back: it crashed the engine
    once in 500 loads that were broken off, and found nothing in one of 60,000 whole ones, eight at a time.
    """
    path = bundle.folder / IMAGE
    if shutil.which("zstd"):
        with piped(["zstd", "-dcq", str(path)]) as unpacking:
            assert unpacking.stdout
            with open(unpacking.stdout.fileno(), "rb", CHUNK, closefd=False) as tar:  # by whole chunks
                yield tar, bundle.size
    else:
        with path.open("rb") as file:
            yield file, path.stat().st_size


def _feed(bundle: Bundle, engine: Engine, loaded: set[str]) -> None:
    """All of it to the engine; the names that came of it, to `loaded`."""
    all_given = False
    with (
        _tar(bundle) as (tar, size),
        BytesDone("bundle-loading", size) as progress,
        piped(["docker", "load", "--quiet"], subprocess.PIPE) as loading,
    ):
        assert loading.stdin
        assert loading.stderr
        try:
            _give(tar, loading.stdin, progress)
            all_given = True
            _wait(loading, progress)
        except BaseException:
            with undisturbed():
                _break_off(loading, all_given=all_given)
                loaded |= _names_said(loading)
            raise
        said = last_line(loading.stderr.read())
        loaded |= _names_said(loading)
    if loading.returncode:
        raise LabError(
            "engine-disk-full" if _full(said, bundle, engine) else "bundle-load-failed", reason=said, log="-"
        )


def _break_off(loading: subprocess.Popen[bytes], *, all_given: bool) -> None:
    """Ends the stream, not the client: so the engine says what came of it. Once it has all, it cannot be stopped."""
    assert loading.stdin
    if all_given:
        say("bundle-unstoppable")
    with suppress(subprocess.TimeoutExpired):
        loading.stdin.close()
        loading.wait(None if all_given else ANSWER_SECONDS)


def _names_said(loading: subprocess.Popen[bytes]) -> set[str]:
    """What it has loaded, by its own word; nothing where it has not ended."""
    assert loading.stdout
    said = "" if loading.poll() is None else loading.stdout.read().decode()
    return {line.partition(": ")[2] for line in said.splitlines() if line.startswith("Loaded image")}


def _full(said: str, bundle: Bundle, engine: Engine) -> bool:
    """Whether its disk is what it failed by: it may break the line, being written to, before it has said why."""
    free = disk_at(engine.data_root or Path("/")).free  # at the start there was enough
    return "no space left on device" in said or (free is not None and free < bundle.peak)


def _give(tar: IO[bytes], sink: IO[bytes], progress: BytesDone) -> None:
    """All of it, or as much as the engine wants: where it gives up, it says why."""
    try:
        while chunk := tar.read(CHUNK):
            view = memoryview(chunk)
            while view:  # a raw pipe takes what it has room for
                view = view[sink.write(view) :]
            progress.add(len(chunk))
        sink.close()
    except BrokenPipeError:
        pass


def _wait(loading: subprocess.Popen[bytes], progress: BytesDone) -> None:
    while loading.poll() is None:
        progress.waiting("bundle-layers")
        try:
            loading.wait(WAIT_SECONDS)
        except subprocess.TimeoutExpired:
            continue


def _take_back(reference: str, before: str | None) -> None:
    """Removes what has this name now, and gives the name back to the image of the id `before`."""
    now = image.find(reference)
    if now is None or now.id == before:
        return
    if before:
        docker("tag", before, reference)
    docker("image", "rm", now.id if before else reference)


def note_commit(commit: str, files: Mapping[str, str]) -> None:
    """Where git does not know this checkout's commit, leaves what the bundle says of it."""
    if image.git_revision():
        return
    make_folder(LAB_STATE)
    unpacked.note(CHECKOUT, commit, files)
    give(LAB_STATE, CHECKOUT / unpacked.NOTE)
