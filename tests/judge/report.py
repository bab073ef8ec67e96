"""report.html: one page, in both languages, that shows a record to a person. Pure but for reading its own template."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbformat import NotebookNode

from judge.report_figures import Figure, figures, title
from judge.report_view import Lab, clean, conditions, groups, ran_on, rows, shown
from judge.report_words import MEANINGS, word
from judge.specs import EXERCISES
from judge.words import CONDITIONS, Language, pick, say

PAGE = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent),
    autoescape=True,  # whatever a lab printed is text
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
PAGE.globals.update(word=word, pick=pick, say=say, rows=rows)
SHOWS = {number: exercise.shows for number, exercise in EXERCISES.items()}
PAGE.globals.update(CONDITIONS=CONDITIONS, SHOWS=SHOWS, MEANINGS=MEANINGS)


def render(record: dict[str, Any], notebooks: Mapping[str, NotebookNode], language: Language) -> str:
    """The page, opened in `language`; `notebooks` are the executed ones, by file name."""
    seen = shown(record)
    labs: list[Lab] = seen["labs"]
    return PAGE.get_template("report.html.j2").render(
        record=seen,
        language=language,
        when=datetime.fromisoformat(record["when"]).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
        ran_on=ran_on(seen["verdict"]),
        passed=sum(lab["reason"] is None for lab in labs),
        groups=(grouped := groups(labs)),
        claims=sum(group.claims for group in grouped),
        held=sum(group.held for group in grouped),
        conditions=conditions(labs),
        pictures={lab["notebook"]: _pictures(notebooks.get(lab["notebook"])) for lab in labs},
        titles={name: clean(title(executed)) for name, executed in notebooks.items()},
    )


def _pictures(executed: NotebookNode | None) -> list[Figure]:
    return [Figure(f.data, clean(f.alt), clean(f.heading)) for f in figures(executed)] if executed else []
