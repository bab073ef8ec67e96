"""make lab: sets up what is missing, starts JupyterLab, and says where it is and what it runs on."""

import host.oldest_python  # noqa: F401  first: an old Python stops here
from host import container, server
from host.environment import clean_environ, environment
from host.errors import run_verb
from host.mode import Plan, make_plan
from host.native import require_backend, runs_on
from host.notebooks import seed_work
from host.requirements import require_machine
from host.settings import Settings, read_settings
from host.text import say


def main() -> int:
    """The verb."""
    settings = read_settings()
    up = _already_up(settings)
    if up is None:
        plan = make_plan(settings)
        server.require_free(settings.port)
        if not plan.container:
            require_backend(settings, "lab")
        require_machine(settings, plan, port=True)
        up = _start_container(settings, plan) if plan.container else _start_native(settings, plan)
        say("up")
    port, what = up
    say("runs-on", what=what)
    say("address", url=server.address(port, settings.language))
    say("next")
    return 0


def _already_up(settings: Settings) -> tuple[int, str] | None:
    native, contained = server.running(), container.running()
    if native:
        up = native.port, native.runs_on
    elif contained:
        up = contained.port, container.runs_on(contained, settings.backend)
    else:
        return None
    say("already-up")
    if up[0] != settings.port:
        say("other-port", port=up[0])
    return up


def _start_container(settings: Settings, plan: Plan) -> tuple[int, str]:
    lab, what = container.start(settings, plan)
    return lab.port, what


def _start_native(settings: Settings, plan: Plan) -> tuple[int, str]:
    seed_work()
    python = environment(settings.python)
    what = runs_on(settings, python)
    say("starting")
    environ = {**clean_environ(settings.python), "LAB_BACKEND": plan.backend}
    lab = server.start(python, environ, settings.port, settings.language, what)
    return lab.port, what


if __name__ == "__main__":
    run_verb(main)
