"""`make verify`, inside the environment: judges somebody else's record again, from the facts that are in it.

A machine that writes a record can write anything. What can be found out is whether the rest of the record follows
from its facts; the facts themselves, and the words about the machine, stay the word of whoever wrote them.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema

from judge.claim import is_number
from judge.record import SCHEMA, plain, what_follows
from judge.specs import SPECS
from judge.verdict import Judged, compare_twins, verdict
from judge.verify_lab import Entry, again, place, traces_of
from judge.verify_show import Difference, Found, show

Record = dict[str, Any]
CONSISTENT, NO_RECORD, DIFFERS = 0, 2, 5  # 1 is a crash's, and Docker's own
SECONDS = 60  # a real record takes one or two; a made-up one could take for ever
WHOLE = [f"{lab}.{lang}" for lab in SPECS for lang in ("en", "ja")]
# Python's tanh comes from the C library, whose last bit differs from machine to machine.
LAST_BITS = 1e-12


@dataclass(frozen=True)
class Beside:
    """What is known apart from the record; where the commit's notebooks are not, `unknown` says why (see WHY)."""

    notebooks: Mapping[str, str]  # the SHA-256 of each in labs/, at the record's commit
    unknown: str | None
    traces: Mapping[str, str]  # what profilers left, as it lies beside the record


def main() -> int:
    """Reads what scripts/session/verifying.py wrote down, shows what was found; the status says whether all agrees."""
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
    return DIFFERS if found.differences else CONSISTENT


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


def examine(record: Record, beside: Beside) -> Found:
    """Everything that can be said of a record that has the right form. Pure."""
    tried = [again(entry, record["asked"], beside.traces) for entry in record["labs"]]
    judged = compare_twins([lab for lab in tried if isinstance(lab, Judged)])
    told = plain(what_follows(judged, verdict(judged, record["asked"])))
    said, now = _by_name(record), _by_name(told) | {"torches": None}
    for entry, why in zip(record["labs"], tried, strict=True):
        if isinstance(why, str):  # of facts that have no form, nothing follows
            said["labs"][place(entry)], now["labs"][place(entry)] = {"facts": None}, {"facts": why}
            said["verdict"] = now["verdict"] = said["torch"] = now["torch"] = None
    untold = list(_hold_against_the_commit(record["labs"], now["labs"], beside))
    without = [e for e in record["labs"] if "trace" in said["labs"][place(e)].get("claims", {})]
    untold += [(place(e), "trace", "no-trace") for e in without if not traces_of(e, beside.traces)]
    return Found(sum(len(lab.claims) for lab in judged), list(differences(said, now)), untold)


def _by_name(told: Record) -> Record:
    """What follows from the facts, with names where a record has lists; what is there twice has a name of its own."""
    labs: Record = {}
    for entry in told["labs"]:
        claims: Record = {}
        for claim in entry["claims"]:
            claims[claim["id"] + " (2)" * (claim["id"] in claims)] = claim
        conditions = {str(number): condition for number, condition in enumerate(entry["hip"], 1)}
        same = {name: entry[name] for name in ("notebook", "exercise", "sha256", "reason")}
        labs[place(entry) + " (2)" * (place(entry) in labs)] = {**same, "claims": claims, "hip": conditions}
    torches = [entry["opening"].get("torch") for entry in told["labs"] if entry["opening"]]
    others = next((torch for torch in torches if torch != torches[0]), None)
    return {"labs": labs, "torch": told["torch"], "torches": others, "verdict": told["verdict"]}


def _hold_against_the_commit(labs: list[Entry], now: Record, beside: Beside) -> Iterator[tuple[str, str, str]]:
    """Puts into `now` which notebooks there should be; yields what nobody can tell of a copy or of the commit."""
    alone = len(labs) == 1
    if alone:
        yield "", "notebooks", "one-notebook"
    else:
        now |= {name: now.get(name, {}) for name in WHOLE}
    for entry in labs:
        where, own = place(entry), f"{place(entry)}.ipynb"
        unknown = beside.unknown or ("copy" if alone and entry["sha256"] not in beside.notebooks.values() else None)
        if unknown:
            yield where, "notebook", unknown
        if "claims" in now.get(where, {}):
            now[where] |= {} if alone else {"notebook": own, "exercise": None}
            now[where] |= {} if unknown else {"sha256": beside.notebooks.get(own)}


def differences(said: Any, now: Any, path: tuple[str, ...] = ()) -> Iterator[Difference]:
    """Each value of the record that is not what its facts say, with the names that lead to it."""
    if isinstance(said, dict) and isinstance(now, dict):
        for name in {**said, **now}:
            yield from differences(said.get(name), now.get(name), (*path, name))
    elif not alike(said, now):
        yield Difference(path, said, now)


def alike(one: Any, other: Any) -> bool:
    """Whether two values of JSON are the same, numbers but for their last bits; 1 is not True."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= LAST_BITS * max(1.0, abs(other))
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(value, other[key]) for key, value in one.items())
    return is_number(one) == is_number(other) and isinstance(one, bool) == isinstance(other, bool) and one == other


def _too_long(_signal: int, _frame: object) -> None:
    raise TimeoutError(f"judging it takes longer than {SECONDS} s")


if __name__ == "__main__":
    sys.exit(main())
