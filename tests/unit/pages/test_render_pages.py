"""runs/pages/: from which check, what is said of it, and that a reader always finds a whole site."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from cli.speech import Language, texts
from judge.report_words import word
from project import render_pages
from project.render_pages import OTHER, START, main, render, tidy
from session.notebooks import LABS, labs
from session.records import Record, newest_check
from unit.judge.report_records import lab, record

LATER = "2999-01-01T00-00-00Z"  # of a clock that was set back since
OLD, NEW = "2026-11-27T10-00-00Z", "2026-11-28T10-00-00Z"
HIP = {"labs": "PASS", "hip": "PROVED", "ran_on": "hip", "why": None}
CARD = {"version": "2.13.0", "devices": [{"name": "AMD Instinct MI300X", "arch": "gfx942"}]}


def check(runs: Path, when: str = NEW, **changes: Any) -> Path:
    """A check of all labs, whose notebooks have not been run: they show no outputs."""
    folder = runs / when
    folder.mkdir(parents=True)
    for notebook in LABS.glob("*.ipynb"):
        shutil.copy(notebook, folder)
    made = [lab(lang, name) for name in labs().values() for lang in OTHER]
    (folder / "record.json").write_text(json.dumps(record(*made, **changes)), encoding="utf-8")
    return folder


def start_page(tmp_path: Path, lang: str, **changes: Any) -> str:
    """What the page to start from says of a check like this."""
    file = check(tmp_path, **changes) / "record.json"
    render(Record(file, json.loads(file.read_text()), {}), tmp_path / "site")
    return BeautifulSoup((tmp_path / "site" / START[lang]).read_text(encoding="utf-8"), "html.parser").get_text(" ")


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A runs/ of its own for main(), with one check in it."""
    for name in ("PAGES", "NEW", "FORMER"):
        monkeypatch.setattr(render_pages, name, tmp_path / getattr(render_pages, name).name)
    monkeypatch.setattr(render_pages, "CHECKOUT", tmp_path)
    monkeypatch.setattr(render_pages, "newest_check", lambda: newest_check(tmp_path))
    check(tmp_path)
    return tmp_path


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_without_a_check_there_is_none(tmp_path: Path) -> None:
    assert newest_check(tmp_path / "runs") is None


def test_it_is_the_newest_check_of_all_labs_whose_notebooks_are_there(tmp_path: Path) -> None:
    for when in (OLD, NEW, LATER):
        check(tmp_path, when)
    found = newest_check(tmp_path)
    assert found
    assert found.path.parent.name == NEW
    (tmp_path / NEW / "04_learning_rate.ja.ipynb").unlink()  # as in a check of one notebook
    found = newest_check(tmp_path)
    assert found
    assert found.path.parent.name == OLD


@pytest.mark.parametrize("lang", OTHER)
def test_on_a_cpu_it_says_that_nothing_is_proved(tmp_path: Path, lang: Language) -> None:
    said = start_page(tmp_path, lang)
    for fact in (
        "HIP NOT PROVED",
        word("ran-cpu", lang),
        "found 1",
        "2026-11-23 12:10 UTC",
        "b" * 12,
    ):
        assert fact in said
    assert "HIP PROVED" not in said


@pytest.mark.parametrize("lang", OTHER)
def test_on_a_gpu_it_names_the_card(tmp_path: Path, lang: str) -> None:
    said = start_page(tmp_path, lang, verdict=HIP, torch=CARD)
    assert "HIP PROVED" in said
    assert "AMD Instinct MI300X gfx942" in " ".join(said.split())
    assert texts()["page-on-hip"][lang == "ja"] in said


@pytest.mark.parametrize("lang", OTHER)
def test_a_gpu_that_is_not_proved_is_not_said_to_have_computed(tmp_path: Path, lang: str) -> None:
    said = start_page(tmp_path, lang, verdict={**HIP, "hip": "NOT PROVED"}, torch=CARD)
    assert texts()["page-on-unknown"][lang == "ja"] in said
    assert texts()["page-on-hip"][lang == "ja"] not in said


@pytest.mark.parametrize("lang", OTHER)
def test_a_lab_that_did_not_pass_says_so_itself(tmp_path: Path, lang: str) -> None:
    file = check(tmp_path) / "record.json"
    said = json.loads(file.read_text())
    next(one for one in said["labs"] if (one["lab"], one["lang"]) == ("02_inference_flow", lang))["reason"] = "mode"
    said["verdict"]["labs"] = "FAIL"
    render(Record(file, said, {}), tmp_path / "site")
    failed = [page.name for page in (tmp_path / "site").glob("*.html") if 'class="failed"' in page.read_text()]
    assert sorted(failed) == sorted([f"02_inference_flow.{lang}.html", START[lang]])


@pytest.mark.parametrize(("dirty", "said"), [(True, "(files differed from it)"), (False, "(no file differed from it)")])
def test_a_commit_that_was_not_all_is_told_from_one_that_was(tmp_path: Path, dirty: bool, said: str) -> None:
    assert said in start_page(tmp_path, "en", dirty=dirty)


def test_every_lab_has_its_line_from_the_table_of_labs() -> None:
    shown = {lang: render_pages._what_each_shows(lang) for lang in OTHER}
    assert set(shown["en"]) == set(shown["ja"]) == set(labs().values())
    lines = [shown[lang]["02_inference_flow"] for lang in ("en", "ja")]
    assert all(f"| {' | '.join(lines)} |" in (LABS / "README.md").read_text() and "|" not in line for line in lines)
    assert not any(line[0].isdigit() for line in shown["en"].values())


def test_pages_are_made_anew_and_nothing_else_is_left(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert main() == 0
        assert sorted(path.name for path in runs.iterdir()) == [NEW, "pages"]
    assert len(list((runs / "pages").glob("*.html"))) == 2 * (1 + len(labs()))
    assert f"from the check {NEW}" in capsys.readouterr().out


def test_it_is_said_which_labs_have_changed_since(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Those of the record here have SHA-256 of zeros: all have."""
    main()
    assert "01_training_flow.en.ipynb" in capsys.readouterr().out
    said = json.loads((runs / NEW / "record.json").read_text())
    for one in said["labs"]:
        one["sha256"] = render_pages.hashlib.sha256((LABS / one["notebook"]).read_bytes()).hexdigest()
    (runs / NEW / "record.json").write_text(json.dumps(said))
    main()
    assert "01_training_flow.en.ipynb" not in capsys.readouterr().out


@pytest.mark.parametrize("end", [KeyboardInterrupt, OSError])
def test_broken_off_it_leaves_the_former_pages_whole_and_nothing_of_new_ones(
    runs: Path, monkeypatch: pytest.MonkeyPatch, end: type[BaseException]
) -> None:
    main()
    former = content(runs / "pages")

    def break_off(*_: object, **__: object) -> None:
        raise end

    monkeypatch.setattr(render_pages, "_what_each_shows", break_off)
    with pytest.raises(end):
        main()
    assert content(runs / "pages") == former
    assert sorted(path.name for path in runs.iterdir()) == [NEW, "pages"]


@pytest.mark.parametrize(
    ("there", "kept"),
    [
        ({".pages-new": "half"}, None),
        ({".pages-new": "half", "pages": "former"}, "former"),
        ({".pages-new": "whole", ".pages-former": "former"}, "former"),  # killed between the two names
        ({".pages-former": "former", "pages": "new"}, "new"),
    ],
)
def test_after_a_kill_one_whole_site_is_at_its_place(tmp_path: Path, there: dict[str, str], kept: str | None) -> None:
    for name, said in there.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(said)
    tidy(*(tmp_path / name for name in (".pages-new", "pages", ".pages-former")))
    assert content(tmp_path) == ({"pages/index.html": kept.encode()} if kept else {})
