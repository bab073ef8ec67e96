"""Each forgery of a real record is named by its own reason; facts of no form are a difference and no crash."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from judge.verify import Beside
from native.forging import (
    TIMED,
    TRAINED,
    Forgery,
    Record,
    all_samples_faster,
    change,
    claim,
    differences,
    left_out,
    made_up,
    of_claim,
    one_sample_faster,
    said_twice,
    verdict,
    without,
)

FORGERIES: list[tuple[str, Forgery, set[tuple[str, str, str]]]] = [
    ("a weight in the facts", change("facts/objects/model/weight/values", [[9.0, 9.0, 9.0]]),
     {(TRAINED, "measured", "weight after"), (TRAINED, "holds", "weight after"), (TRAINED, "condition", "5"),
      (TRAINED, "reason", ""), ("", "verdict-labs", "")}),
    ("a measured value", of_claim("weight after", measured=[[0.22, 0.44, 0.67]]),
     {(TRAINED, "measured", "weight after")}),
    ("expected and measured together", of_claim("loss", expected=7.0, measured=7.0),
     {(TRAINED, "expected", "loss"), (TRAINED, "measured", "loss")}),
    ("a wider tolerance", of_claim("loss", tolerance=9.0), {(TRAINED, "tolerance", "loss")}),
    ("a claim that holds no more", of_claim("loss", holds=False), {(TRAINED, "holds", "loss")}),
    ("True for 1", of_claim("step runs", measured=True), {(TRAINED, "measured", "step runs")}),
    ("a claim left out", left_out("weight after"), {(TRAINED, "claim-missing", "weight after")}),
    ("a claim made up", made_up("answers well"), {(TRAINED, "claim-added", "answers well")}),
    ("a claim twice", said_twice("loss"), {(TRAINED, "claim-twice", "loss")}),
    ("the verdict on HIP", verdict(hip="PROVED"), {("", "verdict-hip", "")}),
    ("what it ran on", verdict(ran_on="hip"), {("", "ran-on", "")}),
    ("the reason taken away", verdict(why=None), {("", "why", "")}),
    ("the labs' verdict", verdict(labs="FAIL"), {("", "verdict-labs", "")}),
    ("a condition flipped", change("hip/0/holds", True), {(TRAINED, "condition", "1")}),
    ("a condition's words", change("hip/3/found", "GPU kernels seen: forward 9"), {(TRAINED, "condition", "4")}),
    ("a reason made up", change("reason", "loss"), {(TRAINED, "reason", "")}),
    ("another notebook's hash", change("sha256", "0" * 64), {(TRAINED, "sha256", "")}),
    ("another notebook's name", change("notebook", "mine.ipynb"), {(TRAINED, "notebook-name", "")}),
    ("a lab left out", without(TIMED),
     {("", "labs", ""), ("03_training_vs_inference.ja", "claim-added", "repeatable")}),
    ("an exercise in a lab's place", change("exercise", "1.2"), {(TRAINED, "exercise", "")}),
    ("a lab that is none", change("lab", "99_dreams"),
     {("99_dreams.en", "unknown-lab", ""), ("", "labs", ""), ("01_training_flow.ja", "claim-added", "repeatable")}),
    ("torch's version above", lambda r: r["torch"].update(version="9.9"), {("", "torch", "")}),
    ("torch's version at the start", change("opening/torch/version", "9.9"),
     {(TRAINED, "measured", "torch-untouched"), (TRAINED, "holds", "torch-untouched"), ("", "torches", "")}),
    ("one sample", one_sample_faster, {(TIMED, "measured", "clock"), (TIMED, "holds", "clock")}),
    ("all samples", all_samples_faster, {(TIMED, "holds", "rounds")}),
    ("a fingerprint", change("facts/fingerprint", "f" * 64),
     {(TRAINED, "measured", "repeatable"), ("01_training_flow.ja", "expected", "repeatable")}),
    ("a printed line", change("printed/5", "loss = 0.1"), {(TRAINED, "measured", "prints")}),
    ("a picture", change("pictures/picture-step", ["0" * 64]),
     {(TRAINED, "measured", "pictures"), (TRAINED, "holds", "pictures")}),
    ("a picture of the lab's own", change("facts/pictures/picture-step", "0" * 64),
     {(TRAINED, "measured", "pictures"), (TRAINED, "holds", "pictures")}),
    ("facts of no form", change("facts", {"objects": 7}), {(TRAINED, "facts-form", "")}),
    ("how it ended", change("end", "timeout"), {(TRAINED, "claim-added", "loss"), (TRAINED, "measured", "ran")}),
    ("flowlab from elsewhere", of_claim("flowlab", expected="/tmp/flowlab/__init__.py"),
     {(TRAINED, "expected", "flowlab")}),
    ("an operator more than the trace has", of_claim("trace", "05_under_the_hood.ja", expected=99, measured=99),
     {("05_under_the_hood.ja", "expected", "trace"), ("05_under_the_hood.ja", "measured", "trace")}),
]  # fmt: skip


@pytest.mark.parametrize(("forge", "reasons"), [row[1:] for row in FORGERIES], ids=[row[0] for row in FORGERIES])
def test_a_forgery_is_named_by_its_own_reason(
    real: Record, beside: Beside, forge: Forgery, reasons: set[tuple[str, str, str]]
) -> None:
    assert differences(real, beside) == set()
    forged = copy.deepcopy(real)
    forge(forged)
    found = differences(forged, beside)
    assert reasons <= found
    about = {where.rpartition(".")[0] for where, _, _ in reasons if where}  # its twin may no longer agree with it
    assert {where.rpartition(".")[0] for where, _, _ in found if where} <= about


def test_a_lone_edit_is_the_only_difference(real: Record, beside: Beside) -> None:
    forged = copy.deepcopy(real)
    claim(forged, "loss")["measured"] += 1e-9
    assert differences(forged, beside) == {(TRAINED, "measured", "loss")}


HOSTILE: list[Any] = [None, 7, "\x1b[2J", [], {}, [[]], 10**400, {"objects": {}}, {"torch": 1}]


@pytest.mark.parametrize("value", HOSTILE, ids=str)
@pytest.mark.parametrize(
    "path", ["facts/objects/model", "facts/objects", "facts/watched", "opening/torch", "printed/0"]
)
def test_odd_facts_are_differences_and_no_crash(real: Record, beside: Beside, path: str, value: Any) -> None:
    forged = copy.deepcopy(real)
    change(path, str(value) if path.startswith("printed") else value)(forged)
    for lab in ("03_training_vs_inference.ja", "04_learning_rate.ja", "05_under_the_hood.ja"):
        if not path.startswith("printed"):
            change(path if "model" not in path else "facts/objects/cases", value, lab)(forged)
    assert differences(forged, beside)


@pytest.mark.parametrize(("path", "value"), [("facts", {}), ("opening", {}), ("opening/torch/cuda", [1])])
def test_facts_that_break_the_judge_s_own_words_are_differences(
    real: Record, beside: Beside, path: str, value: Any
) -> None:
    forged = copy.deepcopy(real)
    change(path, value)(forged)
    assert (TRAINED, "facts-form", "") in differences(forged, beside)
