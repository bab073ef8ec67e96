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

T, R = f"labs/{TRAINED}", f"labs/{TIMED}"

FORGERIES: list[tuple[str, Forgery, set[str]]] = [
    ("a weight in the facts", change("facts/objects/model/weight/values", [[9.0, 9.0, 9.0]]),
     {f"{T}/claims/weight after/measured", f"{T}/claims/weight after/holds", f"{T}/hip/5/holds",
      f"{T}/reason", "verdict/labs"}),
    ("a measured value", of_claim("weight after", measured=[[0.22, 0.44, 0.67]]),
     {f"{T}/claims/weight after/measured"}),
    ("expected and measured together", of_claim("loss", expected=7.0, measured=7.0),
     {f"{T}/claims/loss/expected", f"{T}/claims/loss/measured"}),
    ("a wider tolerance", of_claim("loss", tolerance=9.0), {f"{T}/claims/loss/tolerance"}),
    ("a claim that holds no more", of_claim("loss", holds=False), {f"{T}/claims/loss/holds"}),
    ("True for 1", of_claim("step runs", measured=True), {f"{T}/claims/step runs/measured"}),
    ("a claim left out", left_out("weight after"), {f"{T}/claims/weight after"}),
    ("a claim made up", made_up("answers well"), {f"{T}/claims/answers well"}),
    ("a claim twice", said_twice("loss"), {f"{T}/claims/loss (2)"}),
    ("the verdict on HIP", verdict(hip="PROVED"), {"verdict/hip"}),
    ("what it ran on", verdict(ran_on="hip"), {"verdict/ran_on"}),
    ("the reason taken away", verdict(why=None), {"verdict/why"}),
    ("the labs' verdict", verdict(labs="FAIL"), {"verdict/labs"}),
    ("a condition flipped", change("hip/0/holds", True), {f"{T}/hip/1/holds"}),
    ("a condition's words", change("hip/3/found", "GPU kernels seen: forward 9"), {f"{T}/hip/4/found"}),
    ("a reason made up", change("reason", "loss"), {f"{T}/reason"}),
    ("another notebook's hash", change("sha256", "0" * 64), {f"{T}/sha256"}),
    ("another notebook's name", change("notebook", "mine.ipynb"), {f"{T}/notebook"}),
    ("a lab left out", without(TIMED),
     {"labs/03_training_vs_inference.en", "labs/03_training_vs_inference.ja/claims/repeatable"}),
    ("an exercise in a lab's place", change("exercise", "1.2"), {f"{T}/exercise"}),
    ("a lab that is none", change("lab", "99_dreams"),
     {"labs/99_dreams.en/facts", "labs/01_training_flow.en", "labs/01_training_flow.ja/claims/repeatable"}),
    ("torch's version above", lambda r: r["torch"].update(version="9.9"), {"torch/version"}),
    ("torch's version at the start", change("opening/torch/version", "9.9"),
     {f"{T}/claims/torch-untouched/measured/version", f"{T}/claims/torch-untouched/holds", "torches"}),
    ("one sample", one_sample_faster, {f"{R}/claims/clock/measured", f"{R}/claims/clock/holds"}),
    ("all samples", all_samples_faster, {f"{R}/claims/rounds/holds"}),
    ("a fingerprint", change("facts/fingerprint", "f" * 64),
     {f"{T}/claims/repeatable/measured", "labs/01_training_flow.ja/claims/repeatable/expected"}),
    ("a printed line", change("printed/5", "loss = 0.1"), {f"{T}/claims/prints/measured"}),
    ("a picture", change("pictures/picture-step", ["0" * 64]),
     {f"{T}/claims/pictures/measured", f"{T}/claims/pictures/holds"}),
    ("a picture of the lab's own", change("facts/pictures/picture-step", "0" * 64),
     {f"{T}/claims/pictures/measured", f"{T}/claims/pictures/holds"}),
    ("facts of no form", change("facts", {"objects": 7}), {f"{T}/facts"}),
    ("how it ended", change("end", "timeout"), {f"{T}/claims/loss", f"{T}/claims/ran/measured"}),
    ("flowlab from elsewhere", of_claim("flowlab", expected="/tmp/flowlab/__init__.py"),
     {f"{T}/claims/flowlab/expected"}),
    ("an operator more than the trace has", of_claim("trace", "05_under_the_hood.ja", expected=99, measured=99),
     {"labs/05_under_the_hood.ja/claims/trace/expected", "labs/05_under_the_hood.ja/claims/trace/measured"}),
]  # fmt: skip


def test_of_a_true_record_nothing_differs(real: Record, beside: Beside) -> None:
    assert differences(real, beside) == set()


@pytest.mark.parametrize(("forge", "reasons"), [row[1:] for row in FORGERIES], ids=[row[0] for row in FORGERIES])
def test_a_forgery_is_named_by_its_own_reason(real: Record, beside: Beside, forge: Forgery, reasons: set[str]) -> None:
    forged = copy.deepcopy(real)
    forge(forged)
    found = differences(forged, beside)
    assert reasons <= found
    about = {path.split(".")[0] for path in reasons}  # its twin may no longer agree with it
    assert {path.split(".")[0] for path in found if path.startswith("labs/")} <= about


def test_a_lone_edit_is_the_only_difference(real: Record, beside: Beside) -> None:
    forged = copy.deepcopy(real)
    claim(forged, "loss")["measured"] += 1e-9
    assert differences(forged, beside) == {f"{T}/claims/loss/measured"}


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
    assert f"{T}/facts" in differences(forged, beside)
