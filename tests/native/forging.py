"""How somebody would make a record say what did not happen: one change each, on a real record."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from judge.verify import Beside, examine, require_form

Record = dict[str, Any]
Forgery = Callable[[Record], None]
TRAINED, TIMED = "01_training_flow.en", "03_training_vs_inference.en"
GPU = {"name": "AMD Instinct MI300X", "arch": "gfx942:sramecc+:xnack-"}


def entry(record: Record, name: str) -> Record:
    return next(lab for lab in record["labs"] if f"{lab['lab']}.{lab['lang']}" == name)


def claim(record: Record, name: str, lab: str = TRAINED) -> Record:
    return next(claim for claim in entry(record, lab)["claims"] if claim["id"] == name)


def change(path: str, value: Any, lab: str = TRAINED) -> Forgery:
    """One value within a notebook's entry, by the names that lead to it."""

    def forge(record: Record) -> None:
        *way, last = path.split("/")
        found = entry(record, lab)
        for name in way:
            found = found[int(name)] if isinstance(found, list) else found[name]
        found[int(last) if isinstance(found, list) else last] = value

    return forge


def of_claim(name: str, lab: str = TRAINED, **values: Any) -> Forgery:
    return lambda record: claim(record, name, lab).update(values)


def of_record(**values: Any) -> Forgery:
    return lambda record: record.update(values)


def verdict(**values: Any) -> Forgery:
    return lambda record: record["verdict"].update(values)


def left_out(name: str) -> Forgery:
    return lambda record: entry(record, TRAINED)["claims"].remove(claim(record, name))


def made_up(name: str) -> Forgery:
    said = {"id": name, "expected": 1, "measured": 1, "tolerance": None, "holds": True}
    return lambda record: entry(record, TRAINED)["claims"].append(said)


def said_twice(name: str) -> Forgery:
    return lambda record: entry(record, TRAINED)["claims"].append(dict(claim(record, name)))


def without(lab: str) -> Forgery:
    return lambda record: record["labs"].remove(entry(record, lab))


def one_sample_faster(record: Record) -> None:
    """Makes the first training look as fast as its inference."""
    samples = entry(record, TIMED)["facts"]["objects"]["samples"]["data"]
    training = next(s for s in samples if s["what"] == "training")
    training["end"] = training["start"] + 1e-6


def all_samples_faster(record: Record) -> None:
    """And the timer's own readings with them, so that only what follows from both is off."""
    facts = entry(record, TIMED)["facts"]
    facts["objects"]["samples"]["data"] = [{**s, "case": 0} for s in facts["objects"]["samples"]["data"]]


def hip_from_thin_air(record: Record) -> Record:
    """A record of an AMD GPU that nobody has: every fact is changed, so that the rest can follow from them."""
    text = json.dumps(record).replace('"cpu"', '"cuda:0"').replace("device = cpu", "device = cuda")
    made: Record = json.loads(text.replace("torch.version.hip = None", "torch.version.hip = 7.15.26333"))
    torch = {**made["torch"], "hip": "7.15.26333", "version": "2.13.0+rocm10.0.0"}
    torch |= {"available": True, "devices": [GPU], "arch_list": ["gfx942"]}
    made |= {"torch": torch, "asked": "hip"}
    for lab in made["labs"]:
        lab["opening"]["torch"] = lab["facts"]["torch_at_end"] = torch
        lab["facts"]["kernels"] = {"forward": 2, "backward": 4, "update": 2}
        lab["facts"]["objects"]["device"]["text"] = "cuda"
    return made


def differences(record: Record, beside: Beside) -> set[str]:
    """The names that lead to everything that differs."""
    require_form(record)
    return {"/".join(found.path) for found in examine(record, beside).differences}
