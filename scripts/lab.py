"""make lab: sets up what is missing, starts JupyterLab, and says where it is and what it runs on."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

from cli.files import one_at_a_time
from cli.settings import RUN, Settings, read_settings
from cli.speech import LabError, say
from cli.verb import run_verb
from images.image import Image
from machine.doctor import require_machine
from machine.mode import Plan, make_plan, tell_card
from session import container, server
from session.environment import clean_environ, environment
from session.native import require_backend, torch_of
from session.notebooks import seed_work
from session.torch_facts import TorchFacts, describe, offers

Up = tuple[int, TorchFacts, str]  # its port, what its PyTorch said, the backend that was asked for

TAKES = (*RUN, "PORT")


def main() -> int:
    """The verb."""
    settings = read_settings(TAKES)
    up = _already_up(settings)
    if up is None:
        plan = make_plan(settings)
        if not plan.container:
            require_backend(settings, "lab")
        require_machine(settings, plan, port=True)
        image = container.or_natively(settings, plan)
        if image:
            tell_card(settings, plan)
        with one_at_a_time("lab-busy"):
            up = _already_up(settings) or _start(settings, plan, image)
    port, torch, asked = up
    say("runs-on", what=describe(torch, asked))
    say("address", url=server.address(port, settings.language))
    more = {"MODE": settings.mode if settings.mode != "auto" else "", "BASE": "wheels" if settings.wheels else ""}
    typed = {**more, "GFX": ",".join(settings.gfx)}  # without them another lab would be checked
    check = " ".join(("make check", *(f"{name}={value}" for name, value in typed.items() if value)))
    say("next", check=check, stop="make stop".ljust(len(check)))
    return 0


def _already_up(settings: Settings) -> Up | None:
    native, contained = server.running(), container.running()
    if native:
        up: Up = native.port, native.torch, native.asked
    elif contained:
        up = contained.port, *container.torch_of(contained)
    else:
        return None
    on = "cpu" if up[2] == "cpu" else offers(up[1])
    if settings.backend not in ("auto", on):
        raise LabError("lab-on-other", backend=settings.backend, what=describe(up[1], up[2]))
    say("already-up")
    if up[0] != settings.port:
        say("other-port", port=up[0])
    return up


def _start(settings: Settings, plan: Plan, image: Image | None) -> Up:
    lab, torch = container.start(settings, plan, image) if image else _start_native(settings, plan)
    say("up")
    return lab.port, torch, plan.backend


def _start_native(settings: Settings, plan: Plan) -> tuple[server.Server, TorchFacts]:
    seed_work()
    python = environment(settings.python, gfx=plan.gfx)
    torch = torch_of(settings, python)
    say("starting")
    environ = {**clean_environ(settings.python), "LAB_BACKEND": plan.backend}
    return server.start(python, environ, settings.port, settings.language, torch, plan.backend), torch


if __name__ == "__main__":
    run_verb(main)
