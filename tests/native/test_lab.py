"""make lab: a real JupyterLab, reachable with the token and only with it, found again, stopped cleanly."""

from __future__ import annotations

import re
import stat
import subprocess

import psutil

from native.checkout import Checkout, error_code
from native.running import Up, status


def test_it_says_where_it_is_what_it_runs_on_and_what_is_next(up: Up) -> None:
    assert "runs on:  CPU: no AMD GPU found" in up.said
    assert "make check" in up.said
    assert "make stop" in up.said


def test_it_answers_with_the_token_and_only_with_it(up: Up) -> None:
    assert status(f"{up.base}/api/status", Authorization=f"token {up.token}") == 200
    assert status(f"{up.base}/api/status") == 403
    assert status(f"{up.base}/api/status", Authorization="token wrong") == 403
    assert status(f"{up.base}/api/contents") == 403
    assert status(f"{up.base}/api/kernels", "POST") == 403
    assert status(f"{up.base}/api/status", Authorization=f"token {up.token}", Host="evil.example") == 403


def test_it_listens_on_127_0_0_1_alone(ready: Checkout, up: Up) -> None:
    del up
    listening = {
        c.laddr.ip for p in ready.processes() for c in p.net_connections("inet") if c.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}


def test_the_token_is_in_a_file_of_mode_0600_and_in_no_argument_environment_or_log(ready: Checkout, up: Up) -> None:
    token = ready.root / ".lab/token"
    assert token.read_text() == up.token
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    status(f"{up.base}/lab?token={up.token}")
    assert len(ready.processes()) >= 1
    for process in ready.processes():
        assert up.token not in " ".join(process.cmdline())
        assert up.token not in " ".join(process.environ().values())
    assert up.token not in (ready.root / ".lab/jupyter.log").read_text()


def test_run_twice_it_says_that_it_is_up_and_changes_nothing(ready: Checkout, up: Up) -> None:
    before = [p.pid for p in ready.processes()]
    again = ready.make("lab", ready.environ(), PORT=up.base.rsplit(":", 1)[1])
    assert again.returncode == 0
    assert "already up" in again.stdout
    assert up.token in again.stdout
    assert [p.pid for p in ready.processes()] == before


def test_a_lab_that_is_up_on_the_cpu_does_not_meet_a_demand_for_hip(ready: Checkout, up: Up) -> None:
    assert error_code(ready.make("lab", BACKEND="hip")) == ("lab-on-other", 3)
    assert status(f"{up.base}/api/status", Authorization=f"token {up.token}") == 200


def test_make_url_prints_the_address(ready: Checkout, up: Up) -> None:
    assert ready.make("url").stdout.startswith(f"{up.base}/start/en?token={up.token}")


def test_the_learner_finds_every_notebook_and_the_checkout_stays_clean(ready: Checkout, up: Up) -> None:
    del up
    labs = {notebook.name for notebook in (ready.root / "labs").glob("*.ipynb")}
    assert labs <= {notebook.name for notebook in (ready.root / "work").glob("*.ipynb")}
    subprocess.run(["git", "init", "-q"], cwd=ready.root, check=True)
    shown = subprocess.run(
        ["git", "status", "--porcelain"], cwd=ready.root, capture_output=True, text=True, check=True
    ).stdout
    assert not re.search(r"\.lab/|\.venv/|work/|runs/", shown)
