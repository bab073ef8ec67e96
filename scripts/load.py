"""make load: verifies a bundle and loads its image; anything else is refused, and what was loaded is taken back."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

import time

from cli.settings import read_settings
from cli.speech import LabError, say
from cli.verb import run_verb
from machine.engine import ask_engine
from machine.mode import asks_native
from workshop import bundle_load
from workshop.bundle import read, verify
from workshop.bytes_done import BytesDone

TAKES = ("BUNDLE", "BASE", "GFX", "BASE_IMAGE")


def main() -> int:
    """The verb."""
    settings = read_settings(TAKES)
    if settings.bundle is None:
        raise LabError("bundle-not-named")
    if asks_native(settings):
        raise LabError("setting-conflict", one="make load", other="MODE=native, PYTHON, BACKEND=cuda")
    engine = ask_engine()
    engine.require()
    started = time.monotonic()
    bundle = read(settings.bundle)
    bundle_load.require_checkout(bundle, settings)
    here = bundle_load.is_here(bundle)
    if not here:
        bundle_load.require_engine(engine, bundle)
    with BytesDone("bundle-verifying", bundle.bytes) as progress:
        files = verify(bundle, progress.add)
    found = here or bundle_load.load(bundle, engine)
    bundle_load.note_commit(bundle.commit, files)
    figures = {"size": f"{bundle.bytes / 1e6:.0f}", "seconds": f"{time.monotonic() - started:.0f}"}
    key = "bundle-here" if here else "bundle-loaded"
    say(key, reference=found.reference, id=found.id, commit=bundle.commit, **figures)
    return 0


if __name__ == "__main__":
    run_verb(main)
