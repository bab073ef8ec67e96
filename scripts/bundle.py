"""make bundle: packs the lab's image and this checkout into one folder."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

import tempfile
import time
from pathlib import Path

from cli.files import make_folder
from cli.places import RUNS
from cli.settings import RUN, read_settings
from cli.speech import say
from cli.verb import run_verb
from machine.doctor import require_machine
from machine.mode import make_container_plan
from session import container
from workshop import bundle_pack
from workshop.bundle import CHECKOUT

TAKES = RUN


def main() -> int:
    """The verb."""
    settings = read_settings(TAKES)
    plan = make_container_plan(settings, "bundle", cards_needed=False)
    bundle_pack.require_zstd()
    commit = bundle_pack.clean_commit()
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / CHECKOUT
        bundle_pack.write_archive(archive, commit)
        bundle_pack.require_same(archive, settings, plan)
        require_machine(settings, plan, port=False)
        found = container.ready_image(settings, plan)
        make_folder(RUNS)
        bundle_pack.require_room(plan.engine, found.size)
        started = time.monotonic()
        made = bundle_pack.pack(found, settings, plan, commit, archive)
    seconds = time.monotonic() - started
    figures = {"size": f"{made.bytes / 1e6:.0f}", "unpacked": f"{made.size / 1e6:.0f}", "seconds": f"{seconds:.0f}"}
    say("bundle-packed", path=made.folder, id=found.id, commit=commit, **figures)
    return 0


if __name__ == "__main__":
    run_verb(main)
