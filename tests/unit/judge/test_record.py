"""What a check leaves behind can be read again, whatever a lab printed or raised."""

from __future__ import annotations

import json
import xml.dom.minidom
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from judge.cells import LABS
from judge.jobs import make_job
from judge.kernels.kept import kept
from judge.printed import agree
from judge.record import make_record, write
from judge.run_lab import Job, Run
from judge.run_labs import run_labs
from judge.specs import SPECS
from judge.table import summary, table, verdict_line
from judge.verdict import Judged, judge, verdict

SPEC = SPECS["01_training_flow"]
JOB = Job(Path("labs/01_training_flow.en.ipynb"), "01_training_flow", "en", SPEC.names)
NOWHERE = {"commit": None, "dirty": None, "image": None}
FACTS = {"objects": {}, "watched": {"answered": True}, "kernels": {}, "same_step_on_cpu": None}


def judged(run: Run) -> Judged:
    run.notebook, run.sha256 = nbformat.v4.new_notebook(), "0" * 64
    return judge(SPEC, JOB, run)


@pytest.mark.parametrize("end", ["exception", "timeout", "kernel-died", "stopped-early", "backend-not-found"])
def test_however_a_lab_ends_it_can_be_shown_and_kept(end: str, tmp_path: Path) -> None:
    labs = [judged(Run(end=end, detail="RuntimeError: \x1b[31mboom\x00\n\ud83d", said="\x1b[1mfault\ud83d"))]
    found = verdict(labs, "auto")
    record = make_record(labs, found, "auto", NOWHERE)
    write(tmp_path, record, labs, "en")
    assert record["verdict"]["labs"] == ("NOT RUN" if end == "backend-not-found" else "FAIL")
    assert json.loads((tmp_path / "record.json").read_bytes())["labs"][0]["reason"] == end
    xml.dom.minidom.parse(str(tmp_path / "junit.xml"))
    for language in ("en", "ja"):
        shown = table(labs, language) + "".join(summary(labs, language)) + verdict_line(found, labs, language)
        assert "\x1b" not in shown
        assert "\x00" not in shown


def test_what_came_of_amd_s_wheels_is_in_the_record_and_on_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = {"name": "torch", "version": "2.13.0+rocm10.0.0", "file": "torch-2.whl", "sha256": "ab" * 32}
    came = {"index": "https://index.example/", "gfx": ["gfx942"], "wheels": [wheel]}
    (tmp_path / "wheels.json").write_text(json.dumps(came))
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    labs = [judged(Run(end="timeout"))]
    record = make_record(labs, verdict(labs, "auto"), "auto", NOWHERE)
    write(tmp_path, record, labs, "en")
    assert record["wheels"] == came
    assert f"<code>torch-2.whl</code> <code>{'ab' * 32}</code>" in (tmp_path / "report.html").read_text()


@pytest.mark.parametrize("run", [Run(facts=FACTS), Run(opening={"torch": {}}), Run()])
def test_a_run_that_lacks_facts_never_passes(run: Run) -> None:
    assert judged(run).claims[0].holds is False
    assert verdict([judged(run)], "auto").labs == "FAIL"


ODD = (None, "?", 7, [], [None], [[1.0], [2.0, 3.0]], {"1": 2}, "nan")


@pytest.mark.parametrize("odd", ODD, ids=str)
@pytest.mark.parametrize("lab", SPECS)
def test_names_bound_to_odd_things_are_a_verdict_and_not_a_crash(lab: str, odd: object) -> None:
    spec = SPECS[lab]
    torch = {"executable": "", "hip": None}
    facts = {**FACTS, "objects": {name: {"kind": "odd", "data": odd, "values": odd} for name in spec.names}}
    watched = dict.fromkeys(
        ("answered", "answer", "silent_changes", "training", "tracked", "profiled", "changes_since")
    )
    watched |= {"backward_runs": None, "step_runs": None, "order": [], "shown": []}
    facts |= {"watched": {**watched, "losses": [], "updates": [], "taught": []}, "readings": [], "flowlab": None}
    run = Run(opening={"torch": torch}, facts={**facts, "torch_at_end": torch}, python="")
    found = judge(spec, make_job(LABS / f"{lab}.en.ipynb", lab, "en"), run)
    assert found.reason not in (None, "names")
    assert "\n" not in "".join(summary([found], "ja"))


@pytest.fixture(scope="module")
def keeper() -> Iterator[None]:
    """One import of torch for the notebooks that are run here."""
    with kept(1):
        yield


@pytest.mark.usefixtures("keeper")
def test_a_notebook_with_half_a_letter_is_run_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "half.ipynb"
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("half: X"), nbformat.v4.new_code_cell("1")]
    )
    path.write_text(nbformat.writes(notebook).replace("half: X", "half: \\ud83d"))
    job = Job(path, "01_training_flow", "en", SPEC.names)
    labs = [judge(SPEC, job, run_labs([job])[job])]
    write(tmp_path, make_record(labs, verdict(labs, "auto"), "auto", NOWHERE), labs, "ja")
    assert labs[0].reason == "names"


@pytest.mark.usefixtures("keeper")
def test_a_notebook_that_goes_away_meanwhile_is_judged_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "gone.ipynb"
    cell = nbformat.v4.new_code_cell(f"import os\nos.remove({str(path)!r})")
    path.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=[cell])))
    job = Job(path, "01_training_flow", "en", SPEC.names)
    labs = [judge(SPEC, job, run_labs([job])[job])]
    assert not path.exists()
    assert len(make_record(labs, verdict(labs, "auto"), "auto", NOWHERE)["labs"][0]["sha256"]) == 64


@pytest.mark.parametrize(
    ("line", "alike"),
    [
        ("pred = tensor([[1.9000]])", True),
        ("pred = tensor([[1.90000010]])", True),
        ("pred = tensor([[1.9001]])", False),
        ("pred = tensor([[1.9000], [1.9000]])", False),
        ("pred = tensor([[nan]])", False),
        ("pred = 1.9", False),
    ],
)
def test_a_printed_number_agrees_to_the_fourth_place(line: str, alike: bool) -> None:
    assert agree("pred = tensor([[1.9000]])", line) is alike
