"""Makes runs/pages/: every lab of the newest check as a page in each language, with a page to start from.

Runs inside the environment. The former pages stay whole until the new ones are.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cli.files import give, remove, tree
from cli.places import CHECKOUT, LABS, RUNS
from cli.process import undisturbed
from cli.speech import LabError, Language, say, texts
from cli.verb import run_verb
from judge.report_view import clean, ran_on
from judge.report_words import word
from judge.words import CONDITIONS, pick
from project.page_parts import Lab, lab
from session.notebooks import labs
from session.records import Record, newest_check

HERE = Path(__file__).resolve().parent
PAGES, NEW, FORMER = RUNS / "pages", RUNS / ".pages-new", RUNS / ".pages-former"
OTHER: dict[Language, Language] = {"en": "ja", "ja": "en"}
START = {"en": "index.html", "ja": "index.ja.html"}  # the first is what a web server opens
TEMPLATE = Environment(
    loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def said(key: str, lang: Language, **values: object) -> str:
    """A sentence of the pages."""
    return texts()[f"page-{key}"][lang == "ja"].format(**values)


TEMPLATE.globals.update(say=said, word=word, pick=pick, CONDITIONS=CONDITIONS, OTHER=OTHER, START=START)


def render(record: Record, folder: Path) -> None:
    """Writes all pages of this check into the folder."""
    (folder / "pictures").mkdir(parents=True)
    (folder / "pages.css").write_bytes((HERE / "pages.css").read_bytes())
    for lang in OTHER:
        read = {name: _read(record.path.with_name(f"{name}.{lang}.ipynb")) for name in labs().values()}
        given = {"lang": lang, "labs": read, "run": _run(record.said), "shows": _what_each_shows(lang)}
        _write(folder / START[lang], name=None, **given)
        for name, shown in read.items():
            _write(folder / f"{name}.{lang}.html", name=name, **given)
            for cell in shown.cells:
                for number, output in enumerate(cell.outputs):
                    if output.picture:
                        (folder / f"pictures/{name}.{lang}.{cell.name}.{number}.png").write_bytes(output.picture)


def publish(new: Path, pages: Path, former: Path) -> None:
    """Puts the new pages where the former ones were; whenever this ends, one of the two is there, and whole."""
    with undisturbed():
        if pages.exists():
            pages.rename(former)
        new.rename(pages)
    remove(former)


def tidy(new: Path, pages: Path, former: Path) -> None:
    """Takes up what a killed process left: the former pages at their place, no half of new ones."""
    remove(new)
    if former.exists() and not pages.exists():
        former.rename(pages)
    remove(former)


def _read(path: Path) -> Lab:
    return lab(nbformat.read(path, as_version=4))


def _write(path: Path, **given: Any) -> None:
    path.write_text(TEMPLATE.get_template("page.html.j2").render(**given), encoding="utf-8")


def _run(record: dict[str, Any]) -> dict[str, Any]:
    """What the pages say of the check: when, on what, of which commit, with which end."""
    shown: dict[str, Any] = clean({key: record[key] for key in ("commit", "dirty", "torch", "verdict")})
    shown["when"] = datetime.fromisoformat(record["when"]).astimezone(UTC)
    shown["on"] = ran_on(shown["verdict"])
    shown["failed"] = {(one["lab"], one["lang"]) for one in record["labs"] if one["reason"] is not None}
    return shown


def _changed_since(record: dict[str, Any]) -> list[str]:
    """The notebooks that are not any more what was checked."""
    checked = {one["notebook"]: one["sha256"] for one in record["labs"]}
    now = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(LABS.glob("*.ipynb"))}
    return [name for name, digest in now.items() if checked.get(name) != digest]


def _what_each_shows(lang: Language) -> dict[str, str]:
    """A line a lab, from the table in labs/README.md."""
    table = (LABS / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d\d_\w+) \| \d+ \| (.+) \| (.+) \|$", table, re.MULTILINE)
    return {name: (english, japanese)[lang == "ja"] for name, english, japanese in rows}


def main() -> int:
    """All of it."""
    record = newest_check()
    if record is None:
        raise LabError("pages-no-check")
    tidy(NEW, PAGES, FORMER)
    try:
        render(record, NEW)
        give(*tree(NEW))
    except BaseException:
        remove(NEW)
        raise
    publish(NEW, PAGES, FORMER)
    if changed := _changed_since(record.said):
        say("pages-older", names=", ".join(changed))
    say("pages-written", folder=PAGES.relative_to(CHECKOUT), check=record.path.parent.name, **START)
    return 0


if __name__ == "__main__":
    run_verb(main)
