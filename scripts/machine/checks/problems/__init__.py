"""What doctor can find wrong: by its code, a line of cause and one of cure, in both languages."""

from typing import NamedTuple

from cli.speech import Lines


class Problem(NamedTuple):
    """A line of cause and one of cure."""

    en: Lines
    ja: Lines
