"""What is heard of a fleet's machines while it runs: whatever one of them says, the others' words arrive."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fleet_report import show

from host.fleet.play import heard_in
from host.fleet.progress import Progress
from unit.fleet_facts import BUNDLE, machine


def event(lab: Any) -> dict[str, Any]:
    return {"event": "ok", "host": "web1", "at": 1.0, "step": "look", "task": "Look", "changed": False, "lab": lab}


@pytest.mark.parametrize("lab", [{"kind": []}, {"kind": {"a": 1}}, {"kind": None}, [], "text", 3, None], ids=str)
def test_an_answer_of_a_strange_form_is_left_aside(lab: Any) -> None:
    progress = Progress(["web1"], ["look"])
    progress.hear(event(lab))
    progress.hear(event({"kind": "look", "gfx": ["gfx942"]}))
    assert progress.results()[0]["lab"] == {"look": {"kind": "look", "gfx": ["gfx942"]}}


def test_half_a_letter_can_be_written_down_and_a_whole_one_stays() -> None:
    found = heard_in('{"said": "a\\ud800b", "whole": "\\ud83d\\ude00 ü"}')
    assert found == {"said": "a?b", "whole": "😀 ü"}
    json.dumps(found, ensure_ascii=False).encode()


@pytest.mark.parametrize("look", [{"plan": {"packages": 5}}, {"plan": 3}, {"user": 7, "plan": {}}], ids=str)
def test_a_strange_plan_is_red_and_the_next_machine_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], look: dict[str, Any]
) -> None:
    machines = [machine("web1", lab={"look": look}), machine("web2", lab={})]
    facts = {"folder": "/opt/rocm-lab", "settings": {}, "bundle": BUNDLE, "machines": machines}
    (tmp_path / "fleet.json").write_text(json.dumps(facts))
    assert show(tmp_path) == 1
    said = capsys.readouterr().out
    assert "✗ what it answered makes no sense." in said
    assert said.index("web1") < said.index("✗") < said.index("web2")


def test_a_line_is_shown_for_each_thing_that_would_be_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = {"packages": ["make", "zstd"], "groups": ["docker"], "send": True, "load": True}
    look = {"plan": plan, "fresh": True, "user": {"name": "teacher\x1b[31m"}}
    again = {"plan": {"packages": [], "groups": []}, "fresh": False}
    machines = [machine("web1", lab={"look": look}), machine("web2", lab={"look": again}, would=["checkout"] * 2)]
    facts = {"folder": "/opt/rocm-lab", "settings": {"LAB_BACKEND": "hip"}, "bundle": BUNDLE, "machines": machines}
    (tmp_path / "fleet.json").write_text(json.dumps(facts))
    assert show(tmp_path) == 0
    said = capsys.readouterr().out
    assert [line[:4] for line in said.splitlines()] == ["", "web1", *["  + "] * 7, "", "web2", "  + "]
    assert "install make zstd" in said
    assert "put teacher\ufffd[31m into docker" in said
