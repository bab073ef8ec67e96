"""make: every verb with what it does, read from the Makefile."""

import re

import cli.oldest_python  # noqa: F401  first: an old Python stops here
from cli.places import CHECKOUT
from cli.speech import reader_language
from cli.verb import run_verb


def main() -> int:
    """The verb."""
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    for verb, english, japanese in re.findall(r"^([\w-]+): ## (.*) \| (.*)$", makefile, re.MULTILINE):
        print(f"make {verb:<10} {japanese if reader_language() == 'ja' else english}")
    return 0


if __name__ == "__main__":
    run_verb(main)
