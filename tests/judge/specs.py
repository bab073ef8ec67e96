"""Every lab's spec, exercises and words, found by the lab's name: labs/lab_NN_name.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from judge import words
from judge.spec import Exercise, Spec
from judge.words import Both

_FILES = sorted((Path(__file__).parent / "labs").glob("lab_*.py"))
_LABS = {file.stem.removeprefix("lab_"): import_module(f"judge.labs.{file.stem}") for file in _FILES}

SPECS: Mapping[str, Spec] = {name: lab.SPEC for name, lab in _LABS.items()}
EXERCISES: Mapping[str, Exercise] = {
    number: replace(exercise, lab=name) for name, lab in _LABS.items() for number, exercise in lab.EXERCISES.items()
}
CLAIMS: dict[str, Both] = {
    **words.CLAIMS,
    **{claim: both for lab in _LABS.values() for claim, both in lab.CLAIMS.items()},
}
