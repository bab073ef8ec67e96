"""For a workflow: pushes the image of `make image` to IMAGE_REGISTRY, and leaves its digest and what is in it."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

import json

from cli.files import give, make_folder, put
from cli.places import RUNS
from cli.settings import read_settings
from cli.speech import LabError, say
from cli.verb import run_verb
from images import image, registry
from images.bill import bill_of_materials
from machine.mode import make_container_plan
from session.ci import append


def main() -> int:
    """The name without its tag, the digest and the bill's path are the step's outputs."""
    settings = read_settings()
    if settings.image_registry is None:
        raise LabError("registry-not-named")
    plan = make_container_plan(settings, "image", cards_needed=False)
    name = image.reference(plan.base_image(settings), plan.rocm, plan.gfx)
    if image.find(name) is None:
        raise LabError("image-not-built", name=name)
    digest = registry.push(settings.image_registry, name)
    make_folder(RUNS)
    content = json.dumps(bill_of_materials(name, settings.image_registry, digest), indent=1)
    bill = put(RUNS, f"{name.replace(':', '-')}.cdx.json", content.encode())
    give(RUNS, bill)
    outputs = {"name": settings.image_registry, "digest": digest, "bill": str(bill)}
    append("GITHUB_OUTPUT", "".join(f"{key}={value}\n" for key, value in outputs.items()))
    say("image-pushed", name=settings.image_registry, tag=name.rpartition(":")[2], digest=digest)
    return 0


if __name__ == "__main__":
    run_verb(main)
