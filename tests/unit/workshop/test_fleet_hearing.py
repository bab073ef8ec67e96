"""What is heard of a fleet's machines while it runs: whatever one of them says, the others' words arrive."""

from __future__ import annotations

import json
from typing import Any

import pytest

from unit.workshop.fleet_facts import BUNDLE, machine
from workshop.fleet.page import print_left, print_plans
from workshop.fleet.progress import Progress

PATH = "/somewhere/playbook/tasks/look.yml:2"


def event(kind: str, second: int = 0, **told: Any) -> dict[str, Any]:
    """As ansible-runner has it."""
    told = {"host": "web1", "task": "Look", "task_path": PATH, **told}
    return {"event": f"runner_on_{kind}", "created": f"2026-11-28T10:00:{second:02}.5+00:00", "event_data": told}


def heard(*events: dict[str, Any]) -> dict[str, Any]:
    progress = Progress(["web1"], ["look"])
    for one in events:
        progress.hear(one)
    return progress.results()[0]


@pytest.mark.parametrize("facts", [[], "text", 3, None], ids=str)
def test_an_answer_of_a_strange_form_is_left_aside(facts: Any) -> None:
    found = {"found": {"gfx": ["gfx942"]}, "ansible_something": 1}
    said = [event("ok", res={"ansible_facts": of}) for of in (facts, found)]
    assert heard(*said)["lab"] == {"found": {"gfx": ["gfx942"]}}


def test_half_a_letter_can_be_written_down_and_a_whole_one_stays() -> None:
    found = heard(event("ok", res={"ansible_facts": {"found": "a\ud800b 😀 ü"}}))
    assert found["lab"]["found"] == "a?b 😀 ü"
    json.dumps(found, ensure_ascii=False).encode()


def test_a_machine_ends_at_a_task_that_fails_and_not_at_one_whose_failure_is_expected() -> None:
    started, expected = event("start"), event("failed", 3, res={"msg": "no"}, ignore_errors=True)
    assert heard(started, expected)["state"] == "silent"
    found = heard(started, expected, event("failed", 7, res={"msg": "full", "stderr": "boom"}, task="Copy"))
    assert (found["state"], found["seconds"], found["steps"]) == ("failed", 7.0, {"look": 0.0})
    assert found["failed"] == {"task": "Copy", "msg": "full", "stderr": "boom"}


def test_at_the_end_each_machine_that_was_not_stopped_has_its_number_of_changes() -> None:
    stats = {"event": "playbook_on_stats", "event_data": {"processed": {"web1": 1}, "changed": {"web1": 4}}}
    found = heard(event("start"), event("ok", 2, res={"changed": True}, task="Write the settings"), stats)
    assert (found["state"], found["changed"], found["would"]) == ("ended", 4, ["settings"])


@pytest.mark.parametrize("look", [{"plan": {"packages": 5}}, {"plan": 3}, {"user": 7, "plan": {}}], ids=str)
def test_a_strange_plan_is_red_and_the_next_machine_is_shown(
    capsys: pytest.CaptureFixture[str], look: dict[str, Any]
) -> None:
    machines = [machine("web1", lab={"found": look}), machine("web2", lab={})]
    facts = {"folder": "/opt/rocm-lab", "settings": {}, "bundle": BUNDLE, "machines": machines}
    assert not print_plans(facts)
    said = capsys.readouterr().out
    assert "✗ what it answered makes no sense." in said
    assert said.index("web1") < said.index("✗") < said.index("web2")


def test_a_line_is_shown_for_each_thing_that_would_be_done(capsys: pytest.CaptureFixture[str]) -> None:
    plan = {"packages": ["make", "docker.io"], "groups": ["docker"], "send": True, "load": True, "seats": 3}
    look = {"plan": plan, "fresh": True, "user": {"name": "teacher\x1b[31m"}}
    again = {"plan": {"packages": [], "groups": [], "send": False, "load": True, "seats": 0}, "fresh": False}
    machines = [machine("web1", lab={"found": look}), machine("web2", lab={"found": again}, would=["checkout"] * 2)]
    facts = {"folder": "/opt/rocm-lab", "settings": {"LAB_BACKEND": "hip"}, "bundle": BUNDLE, "machines": machines}
    assert print_plans(facts)
    said = capsys.readouterr().out
    assert [line[:4] for line in said.splitlines()] == ["", "web1", *["  + "] * 7, "", "web2", "  + ", "  + "]
    assert "install make docker.io" in said
    assert "open 3 seats by the service rocm-lab" in said
    assert "put teacher\ufffd[31m into docker" in said


def test_packages_that_stay_are_named_with_the_way_to_remove_them(capsys: pytest.CaptureFixture[str]) -> None:
    memory = {"packages": ["docker.io", "make"]}
    assert print_left({"machines": [machine("web1", lab={"memory": memory, "kept": "/home/t/rocm-lab-kept-1"})]})
    said = capsys.readouterr().out
    assert "web1  kept for the learner: /home/t/rocm-lab-kept-1" in said
    assert "sudo apt purge docker.io make" in said
