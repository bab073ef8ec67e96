"""make image: builds the lab's image, and says what it is."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

from cli.settings import RUN, read_settings
from cli.speech import say
from cli.verb import run_verb
from machine.doctor import require_machine
from machine.mode import make_container_plan
from session import container

TAKES = RUN


def main() -> int:
    """The verb."""
    settings = read_settings(TAKES)
    plan = make_container_plan(settings, "image", cards_needed=False)
    require_machine(settings, plan, port=False)
    # Built again even where it is there: what did not change comes from the engine's cache.
    found = container.ready_image(settings, plan, again=True)
    say("image", reference=found.reference, id=found.id, size=f"{found.size / 1e9:.2f}", layers=found.layers)
    return 0


if __name__ == "__main__":
    run_verb(main)
