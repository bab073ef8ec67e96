"""What the READMEs promise is so: verbs, settings, statuses, files, and both languages alike."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from cli.settings import BACKENDS, NAMES
from cli.speech import errors

ROOT = Path(__file__).resolve().parents[3]
PAGES = [
    path
    for path in subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-co", "--exclude-standard", "*.md"], capture_output=True, text=True
    ).stdout.split()
    if not path.startswith(".github/")
]
READMES = {
    lang: (ROOT / "scripts" / name).read_text(encoding="utf-8")
    for lang, name in (("en", "README.md"), ("ja", "README.ja.md"))
}
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def rows(text: str, heading: int) -> list[list[str]]:
    """The table rows of the heading-th section of level 2."""
    section = text.split("\n## ")[heading]
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("| `")
    ]


@pytest.mark.parametrize("lang", READMES)
def test_every_verb_of_make_help_is_in_the_readme_and_the_reverse(lang: str) -> None:
    verbs = re.findall(r"^([\w-]+): ## .+ \| .+$", MAKEFILE, re.MULTILINE)
    told = [row[0].strip("`").removeprefix("make ") for row in rows(READMES[lang], 1)]
    assert told == verbs
    assert set(verbs) == set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


@pytest.mark.parametrize("lang", READMES)
def test_make_help_prints_every_verb(lang: str) -> None:
    environ = {**os.environ, "LAB_LANG": lang}
    said = subprocess.run(["make"], cwd=ROOT, env=environ, capture_output=True, text=True, check=True).stdout
    printed = [line.split()[1] for line in said.splitlines() if line.startswith("make ")]
    assert printed == re.findall(r"^([\w-]+): ##", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("lang", READMES)
def test_every_setting_is_documented_and_the_reverse(lang: str) -> None:
    told = {name: tuple(row[1:]) for row in rows(READMES[lang], 2) for name in re.findall(r"`(\w+)`", row[0])}
    assert set(told) == {*NAMES, "PYTHON3"}
    assert tuple(re.findall(r"`(\w+)`", told["BACKEND"][0])) == BACKENDS


def test_a_verb_takes_settings_that_exist_and_help_lists_them() -> None:
    for verb in re.findall(r"scripts/(\w+)\.py", MAKEFILE):
        said = subprocess.run(
            ["make", "help", f"VERB={verb.replace('_', '-')}"], cwd=ROOT, capture_output=True, text=True
        )
        assert said.returncode == 0, said.stderr
        listed = re.findall(r"^  (\w+)=", said.stdout, re.MULTILINE)
        assert listed[-1:] == ["LAB_LANG"]
        assert set(listed) <= set(NAMES)


@pytest.mark.parametrize("lang", READMES)
def test_every_exit_status_is_documented(lang: str) -> None:
    section = READMES[lang].split("\n## ")[3]
    told = {int(number) for number in re.findall(r"(?:^|· ?\n?)(\d+) ", section, re.MULTILINE)}
    assert told == {0, 1, 130} | {message.status for message in errors().values()}


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    made = (
        "runs/",
        "work/",
        ".lab/",
        "record.json",
        "junit.xml",
        "labs/NN_name.py",
        "tests/judge/labs/lab_NN",
        "tests/mutants/lab_NN",
        "labs/07",
        "tests/judge/labs/lab_07",
        "tests/mutants/lab_07",
        "scripts/<",
        "rocm/pytorch",
    )
    paths = re.findall(r"`([\w.]+/[\w./*<>コマンド-]+)`|\]\(([\w./]+)\)", text)
    for path in (a or b for a, b in paths):
        if not path.startswith(made) and "<" not in path:
            assert list(ROOT.glob(path)) or list((ROOT / page).parent.glob(path)), path


def test_torch_is_pinned_to_one_version_and_its_needs_are_in_the_lock() -> None:
    from importlib.metadata import requires, version

    pinned = re.search(r"^torch==(\S+)", (ROOT / "docker/torch-cpu.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert pinned
    assert pinned[1] == version("torch")
    lock = (ROOT / "docker/requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    needs = {
        re.split(r"[^A-Za-z0-9-]", need.replace("_", "-"))[0]
        for need in requires("torch") or []
        if "extra ==" not in need
    }
    assert needs <= locked
    assert "torch" not in locked


def test_every_locked_package_has_its_hash() -> None:
    for name in (f.name for f in (ROOT / "docker").glob("*.lock")):
        text = (ROOT / "docker" / name).read_text(encoding="utf-8")
        packages = re.split(r"\n(?=[a-z])", "\n" + text[text.index("\n") :])
        assert all("--hash=sha256:" in package for package in packages if re.match(r"[a-z0-9-]+==", package))


def test_mypy_is_strict() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["tool"]["mypy"]["strict"] is True
