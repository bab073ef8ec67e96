"""make collect: copies the notebooks of all seats, judges each, and tells what came out."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

import shutil

from cli.files import give, make_folder, one_at_a_time, tree
from cli.places import CHECKOUT, RUNS, moment
from cli.settings import RUN, Settings, read_settings
from cli.speech import LabError, say
from cli.verb import run_verb
from images.image import Image
from machine.doctor import require_machine
from machine.mode import Plan, make_container_plan
from session import container
from session.environment import organizer_environment
from workshop.seats import gathering
from workshop.seats import hub_process as hub
from workshop.seats.collecting import as_json, as_table, exit_status, judge_all

TAKES = RUN


def main() -> int:
    """The verb."""
    settings = read_settings(TAKES)
    if not gathering.is_there():
        raise LabError("seats-none")
    plan = make_container_plan(settings, "collect", every_card=True)
    require_machine(settings, plan, port=False)
    image = container.ready_image(settings, plan)
    with one_at_a_time("collect-busy"):
        return _collect(settings, plan, image)


def _collect(settings: Settings, plan: Plan, image: Image) -> int:
    when = moment()
    folder = RUNS / f"collect-{when}"
    make_folder(folder)
    try:
        found = gathering.gather(folder)
        say(
            "collect-found",
            notebooks=sum(one.copy is not None for one in found),
            seats=len({one.seat for one in found}),
        )
        rows = judge_all(settings, plan, image, found, folder)
        kept = as_json(rows, settings, when)
        (folder / "collect.json").write_text(kept, encoding="utf-8")
        page = hub.render(organizer_environment(), "collect.html.j2", kept)
        (folder / "collect.html").write_text(page, encoding="utf-8")
        give(RUNS, *tree(folder))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)  # half a table is none
        raise
    print("", as_table(rows), "", sep="\n")
    say("collect-kept", folder=folder.relative_to(CHECKOUT))
    return exit_status(rows)


if __name__ == "__main__":
    run_verb(main)
