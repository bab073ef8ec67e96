"""What a person gets wrong: one line of cause, one of cure, a stable code, the documented status, nothing touched."""

from __future__ import annotations

import ast
import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from native.checkout import PROJECT, Checkout, error_code, make_checkout

MACHINES = PROJECT / "tests/unit/machine/machines"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    return make_checkout(tmp_path_factory.mktemp("untouched") / "Lab ü 2")


@pytest.fixture
def untouched(clone: Checkout) -> Iterator[Checkout]:
    """A fresh clone; at the end, as fresh."""
    yield clone
    assert not any((clone.root / name).exists() for name in (".venv", "runs", "work"))
    assert clone.processes() == []


@pytest.mark.parametrize(
    ("verb", "variables", "expected"),
    [
        ("lab", {"BAKEND": "hip"}, ("setting-misspelt", 2)),
        ("check", {"BAKEND": "hip"}, ("setting-misspelt", 2)),
        *(
            (verb, {"BAKEND": "hip"}, ("setting-misspelt", 2))
            for verb in ("test", "bench", "notebooks", "pages", "lock", "lint")
        ),
        ("test", {"ALL": "yes"}, ("setting-value", 2)),
        ("check", {"DETAILS": "all"}, ("setting-value", 2)),
        ("lab", {"BACKEND": "rocm"}, ("setting-value", 2)),
        ("lab", {"PORT": "eighty"}, ("setting-value", 2)),
        ("lab", {"BACKEND": "hip"}, ("backend-not-found", 3)),
        ("lab", {"BACKEND": "cuda"}, ("backend-not-found", 3)),
        ("lab", {"LAB_LANG": "fr"}, ("setting-value", 2)),
        ("reset", {}, ("lab-not-named", 2)),
        ("reset", {"LAB": "99"}, ("lab-unknown", 2)),
        ("pages", {}, ("pages-no-check", 2)),
        ("pages", {"BACKEND": "cpu"}, ("setting-not-taken", 2)),
        ("stop", {}, ("not-running", 2)),
        ("url", {}, ("not-running", 2)),
        ("check", {"NOTEBOOK": "work/nothing here.ipynb"}, ("notebook-missing", 2)),
        ("check", {"NOTEBOOK": "labs"}, ("notebook-folder", 2)),
        ("check", {"NOTEBOOK": "README.md"}, ("notebook-unreadable", 2)),
        ("check", {"EXERCISE": "1.2"}, ("exercise-alone", 2)),
        ("check", {"NOTEBOOK": "labs/01_training_flow.en.ipynb", "EXERCISE": "1.9"}, ("exercise-unknown", 2)),
        ("check", {"NOTEBOOK": "labs/01_training_flow.en.ipynb", "EXERCISE": "2.1"}, ("exercise-unknown", 2)),
    ],
)
def test_wrong_use(untouched: Checkout, verb: str, variables: dict[str, str], expected: tuple[str, int]) -> None:
    assert error_code(untouched.make(verb, **variables)) == expected


def test_a_python_that_is_not_there(bare: Checkout) -> None:
    assert error_code(bare.make("lab", PYTHON="/no/such/python")) == ("python-unusable", 2)


def test_a_bench_that_could_time_nothing_is_refused(untouched: Checkout, tmp_path: Path) -> None:
    tools = tmp_path / "bin"  # all of this machine's but hyperfine
    tools.mkdir()
    for name in ("make", "python3", "sh"):
        (tools / name).symlink_to(str(shutil.which(name)))
    done = untouched.make("bench", env=untouched.environ(PATH=str(tools)))
    assert error_code(done) == ("bench-hyperfine", 4)


def test_a_bench_leaves_what_learners_made_alone(bare: Checkout) -> None:
    (bare.root / "work/seats/seat-01").mkdir(parents=True)
    assert error_code(bare.make("bench", N=2)) == ("bench-seats-open", 2)
    assert not (bare.root / ".venv").exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "notebook-unreadable"),
        ("[1, 2]", "notebook-unreadable"),
        ("{}", "notebook-unreadable"),
        ('{"cells": [7], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "notebook-unreadable"),
        ('{"worksheets": [], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}', "notebook-format"),
        ('{"cells": [{"cell_type": "odd"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "notebook-format"),
        ('\ufeff{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "notebook-encoding"),
        ('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "notebook-no-lab"),
        ('{"cells": [], "metadata": {"lab": {"name": "99_x", "lang": "en"}}, "nbformat": 4, "nbformat_minor": 5}', "notebook-no-lab"),
        ("\udcff\udcfe", "notebook-encoding"),
        ("\udcc3(", "notebook-unreadable"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_copy_of_a_lab(untouched: Checkout, content: str, code: str) -> None:
    path = untouched.root / "mine.ipynb"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert error_code(untouched.make("check", NOTEBOOK="mine.ipynb")) == (code, 2)


def test_a_misspelt_name_in_the_environment(untouched: Checkout) -> None:
    done = untouched.make("lab", untouched.environ(LAB_PROT="9000"))
    assert error_code(done) == ("setting-misspelt", 2)
    assert "Did you mean PORT?" in done.stderr


def test_the_shell_s_own_port_and_python_are_not_settings(untouched: Checkout) -> None:
    assert error_code(untouched.make("stop", untouched.environ(PORT="http", PYTHON="/no"))) == ("not-running", 2)


def test_a_port_in_use_is_refused_before_anything_is_installed_and_a_free_one_named(untouched: Checkout) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = untouched.make("lab", PORT=other.getsockname()[1])
    assert error_code(done) == ("port-in-use", 2)
    free = int(done.stderr.split("PORT=")[1].split()[0])
    with socket.socket() as now:
        now.bind(("127.0.0.1", free))


@pytest.mark.parametrize("verb", ["lab", "check"])
def test_on_an_amd_machine_no_cpu_torch_is_installed(untouched: Checkout, verb: str) -> None:
    done = untouched.make(verb, HOST_ROOT=MACHINES / "gfx942")
    assert error_code(done) == ("amd-gpu-needs-rocm", 3)
    assert "gfx942" in done.stderr
    assert f"make {verb} MODE=native BACKEND=hip" in done.stderr


@pytest.mark.parametrize("verb", ["lab", "check"])
def test_for_a_gpu_that_amd_has_no_wheels_for_none_are_fetched(untouched: Checkout, verb: str) -> None:
    done = untouched.make(verb, HOST_ROOT=MACHINES / "rx580-gfx803", BACKEND="hip")
    assert error_code(done) == ("gfx-no-wheels", 3)


@pytest.mark.parametrize("name", ["work", "runs"])
def test_a_folder_that_cannot_be_written(bare: Checkout, name: str) -> None:
    (bare.root / name).write_text("not a folder")
    assert error_code(bare.make("lab" if name == "work" else "check")) == ("not-writable", 4)
    assert (bare.root / name).read_text() == "not a folder"
    assert not (bare.root / ".venv").exists()


def test_no_network_on_a_set_up_which_an_environment_of_another_place_does_not_spare(bare: Checkout) -> None:
    """A virtual environment knows its own path: a stamp from another place counts for nothing."""
    (bare.root / ".venv").mkdir()
    (bare.root / ".venv/lab-made").touch()
    (bare.root / ".venv/lab-ready").write_text("of another place")
    closed = "http://127.0.0.1:9"  # nothing listens there
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), closed)
    pip = {
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_FIND_LINKS": "",
        "PIP_INDEX_URL": f"{closed}/simple",
        "PIP_RETRIES": "0",
    }
    done = bare.make("check", bare.environ(**proxies, **pip, PIP_NO_CACHE_DIR="1", no_proxy="", NO_PROXY=""))
    assert error_code(done) == ("no-network", 4)
    assert list((bare.root / "runs").iterdir()) == []
    assert not (bare.root / ".venv/lab-ready").exists()


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_python_too_old_is_told_so(lang: str) -> None:
    pretend = "import sys, runpy; sys.version_info = (3, 9, 2); sys.path.insert(0, 'scripts'); runpy.run_path('scripts/lab.py')"
    done = subprocess.run(
        [sys.executable, "-c", pretend], cwd=PROJECT, env={"LAB_LANG": lang, "PATH": ""}, capture_output=True, text=True
    )
    assert done.returncode == 4
    assert done.stderr.startswith("✗ python-too-old: ")
    assert len(done.stderr.splitlines()) == 2


def test_an_old_python_can_read_as_far_as_the_refusal() -> None:
    for file in (
        *PROJECT.glob("scripts/*.py"),
        PROJECT / "scripts/cli/__init__.py",
        PROJECT / "scripts/cli/interrupted.py",
        PROJECT / "scripts/cli/oldest_python.py",
    ):
        ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_a_learner_s_copies_are_never_overwritten_and_reset_keeps_them(bare: Checkout) -> None:
    (bare.root / "work").mkdir()
    mine = bare.root / "work/01_training_flow.en.ipynb"
    mine.write_text("mine")
    for _ in range(2):
        done = bare.make("reset", LAB="01")
        assert done.returncode == 0, done.stderr
    [kept] = (bare.root / "work").glob("01_training_flow.en.*.ipynb")  # the fresh copy, which nobody touched, is not
    assert kept.read_text() == "mine"
    assert json.loads(mine.read_text())["metadata"]["lab"]["name"] == "01_training_flow"


def test_a_listener_who_has_heard_enough_is_no_defect_of_the_lab(untouched: Checkout) -> None:
    heard = "{ sleep 0.5; make help; } | true"
    done = subprocess.run(
        ["sh", "-c", heard], cwd=untouched.root, env=untouched.environ(), capture_output=True, text=True
    )
    assert "internal" not in done.stderr
    assert "Error 141" in done.stderr


def test_messages_come_in_japanese(untouched: Checkout) -> None:
    done = untouched.make("stop", untouched.environ(LAB_LANG="ja"))
    assert error_code(done) == ("not-running", 2)
    assert "ラボは動いていません。" in done.stderr


def test_in_the_c_locale_japanese_does_not_break_anything(untouched: Checkout) -> None:
    done = untouched.make("stop", untouched.environ(LAB_LANG="ja", LC_ALL="C"))
    assert "not-running" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_environment_of_somebody_else_s_is_left_alone(bare: Checkout) -> None:
    (bare.root / ".venv").mkdir()
    (bare.root / ".venv/precious").write_text("mine")
    assert error_code(bare.make("check")) == ("venv-not-ours", 4)
    assert (bare.root / ".venv/precious").read_text() == "mine"
