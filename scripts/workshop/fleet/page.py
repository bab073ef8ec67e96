"""What a person sees of a fleet: the table, the plans and what was left on the terminal; fleet.html in the folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jsonschema import Draft202012Validator

from cli.places import CHECKOUT
from cli.speech import Language, columns, printable, reader_language, text
from workshop.fleet.rows import Row, row
from workshop.fleet.words import word

PAGE = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,  # whatever a machine said is text
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
PAGE.globals.update(word=word)
SCHEMA = CHECKOUT / "tests/judge/record.schema.json"


def page(rows: Sequence[Row], bundle: Mapping[str, Any], when: str, language: Language) -> str:
    """fleet.html, opened in `language`."""
    return PAGE.get_template("fleet.html.j2").render(
        rows=rows, bundle=bundle, when=when, language=language, green=sum(row.good for row in rows)
    )


def table(rows: Sequence[Row], language: Language) -> str:
    """The same for a terminal: one line a machine, and under a red one what to do."""
    head = [word(key, language) for key in ("machine", "gfx", "driver", "image", "verdict", "seconds")]
    cells = [
        [r.name, r.gfx, r.driver, r.image.removeprefix("sha256:")[:12], r.verdict, f"{r.seconds:.0f}"] for r in rows
    ]
    first, *others = columns([head, *cells])
    lines = ["   " + first]
    for found, line in zip(rows, others, strict=True):
        lines.append(f"{'✓' if found.good else '✗'}  {line}")
        for cause, cure in found.lines[language]:
            lines += [f"     {cause}", f"     → {cure}"]
    return "\n".join(printable(line) for line in lines)


def judge(facts: Mapping[str, Any], folder: Path) -> bool:
    """Prints the table and writes the page; whether all are green."""
    language = reader_language()
    rows = [row(m, _record(folder, m["name"]), facts["bundle"], facts["folder"]) for m in facts["machines"]]
    print("\n" + table(rows, language))
    green = sum(found.good for found in rows)
    print(f"\n{word('sum', language, green=green, red=len(rows) - green)}")
    if not facts["bundle"]["image"]["rocm"]:
        print(word("cpu-only", language))
    day, clock = folder.name.removeprefix("fleet-").rstrip("Z").split("T")
    when = f"{day} {clock.replace('-', ':')} UTC"
    (folder / "fleet.html").write_text(page(rows, facts["bundle"], when, language), encoding="utf-8")
    return green == len(rows)


def print_plans(facts: Mapping[str, Any]) -> bool:
    """What each machine would get; whether every one could be asked and nothing stands in the way."""
    good = True
    for machine in facts["machines"]:
        print(f"\n{printable(machine['name'])}")
        try:
            lines, found = planned(machine, facts), machine
        except (KeyError, TypeError, AttributeError, ValueError):  # what a machine says may have any form
            strange = json.dumps({"code": "fleet-strange", "values": {}})
            lines, found = [], {**machine, "state": "failed", "failed": {"msg": strange}}
        for line in lines:
            print(printable(f"  + {line}"))
        good &= _print_red(found)
    return good


def planned(machine: Mapping[str, Any], facts: Mapping[str, Any]) -> list[str]:
    """A line for each thing that would be done there."""
    look = machine["lab"].get("found", {})
    plan = look.get("plan", {})
    values = {
        "packages": " ".join(plan.get("packages", [])),
        "groups": ", ".join(plan.get("groups", [])),
        "user": look.get("user", {}).get("name", "?"),
        "commit": facts["bundle"]["commit"][:12],
        "folder": facts["folder"],
        "settings": " ".join(f"{name}={value}" for name, value in facts["settings"].items()),
        "megabytes": f"{facts['bundle']['bytes'] / 1e6:.0f}",
        "reference": facts["bundle"]["image"]["reference"],
        "seats": plan.get("seats"),
    }
    return [text(f"would-{key}", **values) for key in would(machine)]


def would(machine: Mapping[str, Any]) -> list[str]:
    """The keys of what `make fleet` would do there."""
    look = machine["lab"].get("found", {})
    if "plan" not in look:
        return []
    plan, fresh = look["plan"], look["fresh"]
    holds = {
        "packages": plan["packages"],
        "groups": plan["groups"],
        "checkout": fresh or "checkout" in machine["would"],
        "settings": fresh or "settings" in machine["would"],
        "bundle": plan["send"],
        "image": plan["load"],
        "seats" if plan["seats"] else "service": fresh or "service" in machine["would"],
    }
    found = [key for key, held in holds.items() if held]
    return found or (["nothing"] if machine["state"] == "ended" else [])


def print_left(facts: Mapping[str, Any]) -> bool:
    """What was left of it, and why; whether every machine could be put back."""
    good = True
    for machine in facts["machines"]:
        lab = machine["lab"]
        if kept := lab.get("kept"):
            print(printable(text("fleet-kept", machine=machine["name"], what=kept)))
        if packages := lab.get("memory", {}).get("packages"):
            print(printable(text("fleet-packages", machine=machine["name"], packages=" ".join(packages))))
        good &= _print_red(machine, title=True)
    return good


def _print_red(machine: Mapping[str, Any], *, title: bool = False) -> bool:
    """What stopped it, if anything did; whether nothing did."""
    if machine["state"] == "ended":
        return True
    if title:
        print(printable(machine["name"]))
    for cause, cure in row(machine, None, None, "").lines[reader_language()]:
        print(printable(f"  ✗ {cause}"), printable(f"    → {cure}"), sep="\n")
    return False


def _record(folder: Path, name: str) -> dict[str, Any] | None:
    """What make check on that machine wrote, if it was fetched and is a record."""
    schema = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    try:
        record = json.loads((folder / "machines" / name / "record.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if schema.is_valid(record) else None
