"""make bundle: packs the lab's image and this checkout into one file."""

import host.oldest_python  # noqa: F401  first: an old Python stops here
from host import container
from host.bundle import pack
from host.bundle.commit import archive, clean_commit, require_same
from host.environment import make_folder
from host.errors import run_verb
from host.mode import make_container_plan
from host.places import RUNS
from host.requirements import require_machine, require_zstd
from host.settings import read_settings
from host.text import say


def main() -> int:
    """The verb."""
    settings = read_settings()
    plan = make_container_plan(settings, "bundle", cards_needed=False)
    require_zstd()
    base, commit = plan.base_image(settings), clean_commit()
    files = archive(commit)
    require_same(files, base, rocm=plan.rocm)
    require_machine(settings, plan, port=False)
    found = container.ready_image(settings, plan)
    make_folder(RUNS)
    pack.require_room(plan.engine, found.size, len(files))
    packed = pack.pack(found, base, commit, files, rocm=plan.rocm)
    says = {"id": packed.bundle.image.id, "commit": commit, "sum": packed.sum, "path": packed.path}
    say("bundle-packed", **says, **packed.bundle.figures(packed.seconds))
    return 0


if __name__ == "__main__":
    run_verb(main)
