"""make load: verifies a bundle and loads its image; anything else is refused before."""

import time
from pathlib import Path

import host.oldest_python  # noqa: F401  first: an old Python stops here
from host.bundle import load
from host import image
from host.bases import CPU, ROCM
from host.bundle.verify import Reading, Verified, read_head, require_whole, verify
from host.engine import Engine, ask_engine
from host.errors import LabError, run_verb
from host.mode import asks_native
from host.requirements import require_zstd
from host.settings import Settings, read_settings
from host.text import say


def main() -> int:
    """The verb."""
    settings = read_settings()
    if settings.bundle is None:
        raise LabError("bundle-not-named")
    if asks_native(settings):
        raise LabError("setting-conflict", one="make load", other="MODE=native, PYTHON, BACKEND=cuda")
    engine = ask_engine()
    engine.require()
    require_zstd()
    started = time.monotonic()
    try:
        verified = _verified(settings, settings.bundle, engine)
        found = load.is_here(verified)
        key = "bundle-here" if found else "bundle-loaded"
        found = found or load.load(settings.bundle, verified)
    except FileNotFoundError as error:
        raise LabError("bundle-missing", path=settings.bundle) from error
    except OSError as error:
        raise LabError("bundle-unreadable", path=settings.bundle, reason=error.strerror) from error
    load.note_commit(verified)
    figures = verified.bundle.figures(time.monotonic() - started)
    says = {"reference": found.reference, "id": found.id, "commit": verified.bundle.commit, "sum": verified.sum}
    say(key, **says, **figures)
    return 0


def _verified(settings: Settings, path: Path, engine: Engine) -> Verified:
    """The bundle, every byte of it, if it is for this checkout and there is room for it. Raises LabError."""
    with path.open("rb") as file:
        reading = Reading(path, file)
        head = read_head(reading)
        require_whole(path, head.bundle)
        pin = ROCM if head.bundle.image.rocm else CPU
        load.require_checkout(head.bundle, settings.base_image or pin.reference)
        # Where the name is known, only the whole bundle can say whether it is this very image: stores differ in ids.
        named = image.find(head.bundle.image.reference) is not None
        if not named:
            load.require_room(engine, head.bundle)
        verified = verify(reading, head)
    if named and not load.is_here(verified):
        load.require_room(engine, head.bundle)
    load.require_platform(verified)
    return verified


if __name__ == "__main__":
    run_verb(main)
