"""make: every verb, read from the Makefile; with VERB=…, the settings that it takes, read from scripts/README.md."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

import re
from difflib import get_close_matches
from importlib import import_module

from cli.places import CHECKOUT
from cli.settings import EVERY_VERB, read_settings
from cli.speech import LabError, reader_language, say
from cli.verb import run_verb

TAKES = ("VERB",)


def main() -> int:
    """The verb."""
    verb = read_settings(TAKES).verb
    ours = reader_language() == "ja"
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    verbs = {name: (en, ja) for name, en, ja in re.findall(r"^([\w-]+): ## (.*) \| (.*)$", makefile, re.MULTILINE)}
    if verb is None:
        for name, does in verbs.items():
            print(f"make {name:<10} {does[ours]}")
        say("help-settings")
        return 0
    if verb not in verbs:
        close = get_close_matches(verb, verbs, n=1)
        raise LabError("verb-unknown", verb=verb, right=f"make {close[0] if close else 'help'}")
    print(f"make {verb}: {verbs[verb][ours]}")
    told = _settings("README.ja.md" if ours else "README.md")
    for name in (*import_module(verb.replace("-", "_")).TAKES, *EVERY_VERB):
        values, meaning = told[name]
        print(f"\n  {name}={values}\n      {meaning}")
    return 0


def _settings(page: str) -> dict[str, tuple[str, str]]:
    """Each setting's values and meaning: the page's rows of three cells, of which the first names one or two."""
    text = (CHECKOUT / "scripts" / page).read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[A-Z].*?) \| (.*) \| (.*) \|$", text, re.MULTILINE)
    plain = ([cell.replace("`", "") for cell in row] for row in rows)
    return {name: (values, meaning) for names, values, meaning in plain for name in names.split()}


if __name__ == "__main__":
    run_verb(main)
