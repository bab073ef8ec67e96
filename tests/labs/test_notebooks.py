"""One source, two notebooks: equal to it, twins of each other, and in the form that a learner can read."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbformat import NotebookNode

from cli.speech import LabError
from judge.jobs import make_job
from judge.specs import SPECS
from project.render_notebooks import render

ROOT = Path(__file__).resolve().parents[2]
LABS = ROOT / "labs"
SOURCES = sorted(LABS.glob("[0-9]*.py"))


def notebook(source: Path, lang: str) -> NotebookNode:
    return nbformat.read(source.with_suffix(f".{lang}.ipynb"), as_version=4)


def test_every_lab_has_a_spec_and_the_reverse() -> None:
    assert [source.stem for source in SOURCES] == sorted(SPECS)


def test_notebooks_equal_their_source() -> None:
    check = subprocess.run(
        [sys.executable, ROOT / "scripts/project/render_notebooks.py", "--check"], capture_output=True, text=True
    )
    assert (check.returncode, check.stdout) == (0, "")


@pytest.mark.parametrize(
    ("cells", "code"), [("# %%\n1", "cell-unnamed"), ("# %% one\n1\n# %% one\n2", "cells-doubled")]
)
def test_a_source_whose_cells_cannot_be_told_apart_is_refused(cells: str, code: str, tmp_path: Path) -> None:
    source = tmp_path / "07_new.py"
    header = SOURCES[0].read_text(encoding="utf-8").partition("# %%")[0]
    source.write_text(header + cells, encoding="utf-8")
    with pytest.raises(LabError) as refused:
        render(source, "en")
    assert refused.value.code == code


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.stem)
def test_every_prose_cell_has_its_twin(source: Path) -> None:
    prose = [c for c in jupytext.read(source).cells if c.cell_type == "markdown"]
    names = {lang: [c.metadata.title for c in prose if c.metadata.lang == lang] for lang in ("en", "ja")}
    assert names["en"] == names["ja"]
    assert len(prose) == 2 * len(names["en"])


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.stem)
def test_code_is_the_same_to_the_byte_and_ids_are_too(source: Path) -> None:
    code = {
        lang: [(c.id, c.source, dict(c.metadata)) for c in notebook(source, lang).cells if c.cell_type == "code"]
        for lang in ("en", "ja")
    }
    ids = {lang: [c.id for c in notebook(source, lang).cells] for lang in ("en", "ja")}
    assert code["en"] == code["ja"]
    assert ids["en"] == ids["ja"]
    assert code["en"][0][0] == "parameters"
    assert code["en"][0][2] == {"tags": ["parameters"]}


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.stem)
def test_a_notebook_is_stripped_short_celled_and_names_its_lab(source: Path, lang: str) -> None:
    found = notebook(source, lang)
    assert (found.metadata.lab.name, found.metadata.lab.lang) == (source.stem, lang)
    for cell in found.cells:
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)
            assert 1 <= len(cell.source.splitlines()) <= 6, cell.id


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.stem)
def test_how_a_lab_is_to_be_run_is_said_alike_and_heard(source: Path) -> None:
    said = [
        {k: v for k, v in notebook(source, lang).metadata.lab.items() if k not in ("name", "lang")}
        for lang in ("en", "ja")
    ]
    assert said[0] == said[1]
    job = make_job(source.with_suffix(".ja.ipynb"), source.stem, "ja")
    assert {name: getattr(job, name) for name in said[0]} == said[0]
    assert job.exclusive is source.stem.startswith(("03", "06"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.stem)
def test_the_japanese_is_japanese_and_both_have_the_same_equations(source: Path) -> None:
    for english, japanese in zip(notebook(source, "en").cells, notebook(source, "ja").cells, strict=True):
        if english.cell_type == "markdown":
            equations = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
            assert equations.findall(english.source) == equations.findall(japanese.source), english.id
            if english.id != "the-model":
                assert re.search(r"[ぁ-ん]", japanese.source), english.id


# Lines that a pencil gives; whatever else a lab prints, the judge holds against its facts.
LINES = {
    "01_training_flow": [
        "torch.version.hip = None",
        "device = cpu",
        "model.training = True",
        "pred = tensor([[1.9000]])",
        "loss = 0.36",
        "pred.requires_grad = True",
        "weight changed = True",
        "weight.grad = tensor([[-1.2000, -2.4000, -3.6000]])",
    ],
    "02_inference_flow": [
        "torch.version.hip = None",
        "device = cpu",
        "model.training = False",
        "input: tensor([[1., 2., 3.]])",
        "prediction: tensor([[1.9000]])",
        "pred.requires_grad: False",
        "weight changed: False",
    ],
    "03_training_vs_inference": [
        "torch.version.hip = None",
        "device = cpu",
        "prediction = tensor([[1.9000]])",
        "FLOPs 3→1: 6 and 12, 2.00 times",
        "FLOPs 4×1024: 4294967296 and 11811160064, 2.75 times",
    ],
    "04_learning_rate": [
        "torch.version.hip = None",
        "device = cpu",
        "factor at lr 0.0100 = 0.7000",
        "factor at lr 0.0333 = 0.0000",
        "factor at lr 0.0667 = -1.0000",
        "factor at lr 0.1000 = -2.0000",
    ],
    "05_under_the_hood": [
        "torch.version.hip = None",
        "device = cpu",
        "weight changed = True",
        "operators in forward = 10",
        "operators in loss = 13",
        "operators in backward = 28",
        "operators in update = 2",
        "operators in inference = 10",
        "GPU kernels seen = 0",
        "MseLossBackward0 -> AddmmBackward0",
        "TBackward0 -> AccumulateGrad weight",
    ],
    "06_many_workers": [
        "torch.version.hip = None",
        "device = cpu",
        "loss = 0.42",
        "weight.grad = tensor([[-1.6000, -1.4000, -0.8000]])",
        "worker 1 of 2, own gradient: tensor([[0.4000, 0.4000, 1.2000]])",
        "worker 1 of 2, averaged: tensor([[-1.6000, -1.4000, -0.8000]])",
        "worker 3 of 4, weight after: tensor([[0.2600, 0.3400, 0.3800]])",
        "2 workers hold one model = True",
        "4 workers hold one model = True",
    ],
}


LEFT = {"05_under_the_hood": ["training_step.trace.json"]}  # what a lab leaves where it runs


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.stem)
def test_as_a_script_it_prints_its_lines_in_order_and_nothing_else_to_the_terminal(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAB_BACKEND", "cpu")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # other tests have the other cores
    done = subprocess.run([sys.executable, source], cwd=tmp_path, capture_output=True, text=True, check=True)
    wanted = LINES.get(source.stem, [])
    assert [line for line in done.stdout.splitlines() if line in wanted] == wanted
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == [tmp_path / name for name in LEFT.get(source.stem, [])]


def test_as_a_script_a_demand_that_cannot_be_met_ends_with_3_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_BACKEND", "hip")
    monkeypatch.setenv("LAB_LANG", "ja")
    done = subprocess.run([sys.executable, SOURCES[0]], capture_output=True, text=True)
    assert done.returncode == 3
    assert done.stderr.startswith("backend-not-found: ")
    assert "Traceback" not in done.stderr
