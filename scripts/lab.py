"""make lab: sets up what is missing, starts JupyterLab, and says where it is and what it runs on."""

import host.oldest_python  # noqa: F401  first: an old Python stops here
from host import server
from host.environment import clean_environ, environment
from host.errors import run_verb
from host.native import demanded, require_backend, runs_on
from host.notebooks import seed_work
from host.settings import read_settings
from host.text import say


def main() -> int:
    """The verb."""
    settings = read_settings()
    running = server.running()
    if running is None:
        require_backend(settings, "lab")
        server.require_free(settings.port)
        seed_work()
        python = environment(settings.python)
        what = runs_on(settings, python)
        say("starting")
        environ = {**clean_environ(settings.python), "LAB_BACKEND": demanded(settings)}
        running = server.start(python, environ, settings.port, settings.language, what)
        say("up")
    else:
        say("already-up")
        if running.port != settings.port:
            say("other-port", port=running.port)
    say("runs-on", what=running.runs_on)
    say("address", url=server.address(running, settings.language))
    say("next")
    return 0


if __name__ == "__main__":
    run_verb(main)
