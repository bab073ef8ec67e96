"""Doctor's checks on composed machines: every one good, not good, and not to be told; then everything else it finds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli.speech import errors
from machine.checks.words import GOOD, PROBLEMS, TITLES
from machine.doctor import CHECKS, exit_status, findings, verdict
from machine.engine import Engine
from machine.finding import Level
from unit.machine.doctor import cases_cards, cases_container, cases_system, cases_variables
from unit.machine.doctor.cases_cards import specification
from unit.machine.doctor.edits import Case
from unit.machine.doctor.hosts import Host

CASES = [case for file in (cases_cards, cases_container, cases_system, cases_variables) for case in file.CASES]
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.check}-{case.code or 'good'}")
def test_doctor_says_what_is_so(case: Case, host: Host) -> None:
    case.edit(host)
    finding = host.findings()[case.check]
    assert (finding.level, finding.code) == (case.level, case.code)
    for language in ("en", "ja"):
        lines = finding.lines(language)  # fills every value in
        assert len(lines) == (1 if case.level is Level.GOOD else 2)
        assert all(lines)


def test_every_check_is_shown_all_three_states() -> None:
    kinds = {Level.GOOD: "good", Level.UNKNOWN: "cannot tell", Level.WARNING: "not good", Level.STOP: "not good"}
    shown = {(case.check, kinds[case.level]) for case in CASES}
    assert shown == {(check.__name__, kind) for check in CHECKS for kind in kinds.values()}


def test_every_code_is_shown_on_some_machine() -> None:
    shown = {case.code for case in CASES}
    nodes = {
        f"{node}-{kind}" for node in ("kfd", "render") for kind in ("missing", "closed", "denied", "broken", "unknown")
    }
    assert set(PROBLEMS) - nodes - shown == set()  # the nodes' are the same words, shown for the one or the other
    assert {code for code in shown if code} <= set(PROBLEMS) | set(errors())


def test_what_is_good_about_cdi_is_told_apart(host: Host) -> None:
    assert "not used" in host.findings()["cdi"].lines("en")[0]
    host.write("etc/cdi/amd.json", specification(("0", "/dev/dri/renderD129")))
    assert "does not read it" in host.findings()["cdi"].lines("en")[0]
    host.engine = Engine("28.5.2", "2.40.3", Path("/"), cdi=True)
    assert "amd.com/gpu=0 is there: make lab DEVICES=cdi" in host.findings()["cdi"].lines("en")[0]
    host.asked["DEVICES"] = "cdi"
    assert "the container gets amd.com/gpu=0" in host.findings()["cdi"].lines("en")[0]


def test_a_machine_in_order_has_nothing_but_good(host: Host) -> None:
    assert {check: f.code for check, f in host.findings().items() if f.level is not Level.GOOD} == {}


def test_the_cure_for_an_integrated_first_card_names_the_discrete_one(host: Host) -> None:
    next(case for case in CASES if case.code == "integrated-first").edit(host)
    assert host.findings()["order"].lines("en")[1] == "make lab GPU=1"


def test_cards_are_listed_with_gfx_memory_and_render_node(host: Host) -> None:
    host.write("sys/class/kfd/kfd/topology/nodes/1/mem_banks/0/properties", "heap_type 1\nsize_in_bytes 25753026560\n")
    for number in range(2, 6):
        host.card(number, 90402, 128 + number)
    assert host.findings()["cards"].lines("ja") == (
        "0: gfx1100, 24 GiB, renderD129; 1–4: gfx942, renderD130 … renderD133",
    )


def test_proxies_with_passwords_are_not_shown(host: Host) -> None:
    host.environ["https_proxy"] = "http://ada:secret@proxy.example:3128"
    assert "secret" not in str(host.findings()["proxy"])


@pytest.mark.parametrize(
    ("settings", "card", "status", "ends"),
    [
        ({}, True, 0, "in a container on gfx1100."),
        ({}, False, 0, "in a container, on the CPU."),
        ({"BACKEND": "cpu"}, True, 0, "in a container, on the CPU."),
        ({"MODE": "native"}, False, 0, "natively, on the CPU."),
        ({"MODE": "native"}, True, 4, "put right what is marked ✗ (1)."),
        ({"BACKEND": "hip"}, True, 0, "in a container on gfx1100."),
        ({"BACKEND": "hip"}, False, 3, "put right what is marked ✗ (2)."),
        (
            {"PYTHON": "/opt/venv/bin/python"},
            True,
            0,
            "natively on gfx1100, if the PyTorch of /opt/venv/bin/python can.",
        ),
        ({"BACKEND": "cuda", "PYTHON": "/p"}, False, 0, "natively, if the PyTorch of /p finds an NVIDIA GPU."),
    ],
)
def test_the_last_line_says_what_make_lab_will_do(
    settings: dict[str, str], card: bool, status: int, ends: str, host: Host
) -> None:
    host.asked.update(settings)
    host.node("dev/kfd", mode=0o666)
    host.node("dev/dri/renderD129", mode=0o666)
    if not card:
        host.no_card()
    machine = host.machine()
    found = findings(machine)
    assert exit_status(machine, found) == status
    assert verdict(machine, found, "en")[0].endswith(ends)
    assert JAPANESE.search(verdict(machine, found, "ja")[0])


def test_without_a_card_and_an_engine_the_lab_runs_natively(host: Host) -> None:
    next(case for case in CASES if (case.level, case.code) == (Level.WARNING, "docker-missing")).edit(host)
    machine = host.machine()
    assert not machine.in_container
    assert verdict(machine, findings(machine), "en")[0].endswith("natively, on the CPU.")


@pytest.mark.parametrize("words", [*TITLES.items(), *GOOD.items()], ids=lambda pair: pair[0])
def test_both_languages_have_the_same_values(words: tuple[str, tuple[str, str]]) -> None:
    english, japanese = words[1]
    assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", japanese))


@pytest.mark.parametrize("code", PROBLEMS)
def test_a_problem_has_one_line_of_cause_and_of_cure_in_both_languages(code: str) -> None:
    problem = PROBLEMS[code]
    assert all("\n" not in line and line for line in (*problem.en, *problem.ja))
    assert {*re.findall(r"{\w+}", " ".join(problem.en))} == {*re.findall(r"{\w+}", " ".join(problem.ja))}
    assert JAPANESE.search(problem.ja[0])
