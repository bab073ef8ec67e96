"""What is typed behind make, or is a file's name, is a value: no shell, no make, no terminal obeys it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from native.checkout import Checkout, error_code

RUNS = "touch obeyed"
NAMES = [
    f"$({RUNS})",
    f"`{RUNS}`",
    f"x; {RUNS}",
    f"x' || {RUNS} || '",
    f'x" && {RUNS} && "',
    f"x\n{RUNS}\n",
    f"$(shell {RUNS})",
    f"$$({RUNS})",
    "$(eval all:;touch obeyed)",
    f"-x --eval=$(shell {RUNS})",
    "${IFS}{{7*7}}{work}%n",
    "x: !!python/object/apply:os.system ['touch obeyed']",
    "<script>fetch('//x')</script>",
    "\x1b]0;owned\x07\x1b[2J\x9b31m",
]


@pytest.mark.parametrize("setting", ["LAB", "LAB_LAB"])
@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_value_is_a_value(ready: Checkout, setting: str, name: str) -> None:
    done = ready.make("reset", **{setting: name})
    assert error_code(done) == ("lab-unknown", 2)
    assert not (ready.root / "obeyed").exists()
    assert not set("\x1b\x07\x9b") & set(done.stdout + done.stderr)


@pytest.mark.parametrize("name", [NAMES[-1], NAMES[5]])
def test_a_file_s_name_that_is_said_back_drives_no_terminal_and_adds_no_line(ready: Checkout, name: str) -> None:
    done = ready.make("check", NOTEBOOK=name)
    assert error_code(done) == ("notebook-missing", 2)
    assert not set("\x1b\x07\x9b") & set(done.stdout + done.stderr)


@pytest.mark.parametrize("name", NAMES[:3])
def test_the_same_words_are_obeyed_where_a_shell_gets_them(name: str, tmp_path: Path) -> None:
    subprocess.run(["sh", "-c", f"echo {name}"], cwd=tmp_path, capture_output=True)
    assert (tmp_path / "obeyed").exists()
