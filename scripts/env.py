"""make env: writes what it found on this machine into .env, so that plain `docker compose` does the right thing."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

from cli.settings import RUN, read_settings
from cli.speech import say
from cli.verb import run_verb
from images.build import require_inputs
from machine.mode import make_container_plan
from session import container, dotenv
from session.compose import variables

TAKES = (*RUN, "PORT")


def main() -> int:
    """The verb."""
    settings = read_settings(TAKES)
    plan = make_container_plan(settings, "env")
    require_inputs(settings)
    found = variables(settings, plan)  # before anything is touched: it may refuse
    if container.running() is None:
        container.make_ready(settings)
        container.PROVENANCE.unlink(missing_ok=True)  # of the last make lab: by hand, nobody says which image it is
    written = {**dotenv.typed(), **found}
    dotenv.write(written)
    for name, value in written.items():
        print(f"  {name}={value}")
    say("env-written")
    return 0


if __name__ == "__main__":
    run_verb(main)
