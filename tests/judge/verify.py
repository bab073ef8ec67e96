"""`make verify`, inside the environment: judges somebody else's record again, from the facts that are in it.

A machine that writes a record can write anything. What can be found out is whether the rest of the record follows
from its facts; the facts themselves, and the words about the machine, stay the word of whoever wrote them.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema

from judge.record import SCHEMA
from judge.specs import SPECS
from judge.verdict import Judged, Verdict, compare_twins, verdict
from judge.verify_finding import Finding, compared
from judge.verify_lab import Entry, again, compare, place
from judge.verify_show import show

Record = dict[str, Any]
CONSISTENT, NO_RECORD, DIFFERS = 0, 2, 5  # 1 is a crash's, and Docker's own
SECONDS = 60  # a real record takes one or two; a made-up one could take for ever
WHOLE = [(lab, lang) for lab in SPECS for lang in ("en", "ja")]


@dataclass(frozen=True)
class Beside:
    """What is known apart from the record; where the commit's notebooks are not, `unknown` says why (see WHY)."""

    notebooks: Mapping[str, str]  # the SHA-256 of each in labs/, at the record's commit
    unknown: str | None
    traces: Mapping[str, str]  # what profilers left, as it lies beside the record


def main() -> int:
    """Reads what scripts/verify.py wrote down, shows what was found; the status says whether all agrees."""
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(SECONDS)
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    record = asked["record"]
    try:
        require_form(record)
        found = examine(record, Beside(**asked["beside"]))
    except (jsonschema.ValidationError, ValueError, TimeoutError, MemoryError, RecursionError) as error:
        print(why_not(error), file=sys.stderr)
        return NO_RECORD
    print("\n".join(show(found, record, asked["rules"], asked["language"])))
    return DIFFERS if any(finding.kind == "differs" for finding in found) else CONSISTENT


def require_form(record: Record) -> None:
    """Raises jsonschema.ValidationError or ValueError for what is no record."""
    jsonschema.validate(record, json.loads(SCHEMA.read_text(encoding="utf-8")))
    datetime.fromisoformat(record["when"])


def why_not(error: Exception) -> str:
    """In one line, why it is no record."""
    if isinstance(error, jsonschema.ValidationError):
        said = error.message if len(error.message) < 120 else f"{error.validator} {error.validator_value}"[:120]
        return ascii(f"{error.json_path[:80]}: {said}")[1:-1]
    return ascii(f"{type(error).__name__} {error}"[:200])[1:-1]


def examine(record: Record, beside: Beside) -> list[Finding]:
    """Everything that can be said of a record that has the right form. Pure."""
    labs: list[Entry] = record["labs"]
    tried = [again(entry, record["asked"], beside.traces) for entry in labs]
    found = [*_scope(labs), *(finding for finding in tried if isinstance(finding, Finding))]
    known = [(entry, judged) for entry, judged in zip(labs, tried, strict=True) if isinstance(judged, Judged)]
    judged = compare_twins([judged for _, judged in known])
    for (entry, _), lab in zip(known, judged, strict=True):
        found += compare(entry, lab, beside.traces)
    found += (_notebook(entry, beside, alone=len(labs) == 1) for entry in labs)
    if len(known) == len(labs):  # of facts that have no form, no verdict follows
        found += _together(record, verdict(judged, record["asked"]))
    return found


def _scope(labs: list[Entry]) -> Iterator[Finding]:
    """Whether these are the notebooks of a whole check, or one notebook."""
    there = [(entry["lab"], entry["lang"]) for entry in labs]
    if len(labs) == 1:
        yield Finding("untold", "", "one-notebook", said=f"1 / {len(WHOLE)}")
        return
    missing = [f"{lab}.{lang}" for lab, lang in WHOLE if (lab, lang) not in there]
    yield Finding("differs" if missing else "same", "", "labs", said=len(labs), now=", ".join(missing))
    yield from (Finding("differs", f"{lab}.{lang}", "lab-twice") for lab, lang in WHOLE if there.count((lab, lang)) > 1)
    yield from (Finding("differs", place(e), "exercise", said=e["exercise"]) for e in labs if e["exercise"] is not None)


def _notebook(entry: Entry, beside: Beside, *, alone: bool) -> Finding:
    """Whether the notebook that ran is the commit's; a learner's copy has nothing to be held against."""
    where, own = place(entry), f"{place(entry)}.ipynb"
    if alone and entry["sha256"] not in beside.notebooks.values():
        return Finding("untold", where, "notebook", beside.unknown or "copy")
    if not alone and entry["notebook"] != own:
        return Finding("differs", where, "notebook-name", said=entry["notebook"], now=own)
    if beside.unknown:
        return Finding("untold", where, "notebook", beside.unknown)
    return compared(where, "sha256", entry["sha256"], beside.notebooks.get(own))


def _together(record: Record, now: Verdict) -> Iterator[Finding]:
    """What the record says of all its notebooks together."""
    torches = [entry["opening"].get("torch") for entry in record["labs"] if entry["opening"]]
    yield compared("", "torch", record["torch"], torches[0] if torches else None)
    yield from (Finding("differs", "", "torches") for torch in torches[1:2] if any(torch != t for t in torches))
    said = record["verdict"]
    yield compared("", "verdict-labs", said["labs"], now.labs)
    yield compared("", "verdict-hip", said["hip"], now.hip)
    yield compared("", "ran-on", said["ran_on"], now.ran_on)
    yield compared("", "why", said["why"], None if now.unmet is None else asdict(now.unmet))


def _too_long(_signal: int, _frame: object) -> None:
    raise TimeoutError(f"judging it takes longer than {SECONDS} s")


if __name__ == "__main__":
    sys.exit(main())
