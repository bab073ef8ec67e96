"""From what was heard of a machine to its row: green only where all of it holds, and red says what to do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cli.speech import Language, errors
from unit.cli.test_messages import fields
from unit.workshop.fleet_facts import (
    BUNDLE,
    CPU_BUNDLE,
    IMAGE,
    OTHER,
    error,
    failed,
    machine,
    problem,
    record,
    without_gpu,
)
from workshop.fleet.rows import row
from workshop.fleet.words import RED

FOLDER = "/opt/rocm-lab"


def cause(found: dict[str, Any], kept: dict[str, Any] | None, bundle: dict[str, Any] = BUNDLE) -> str:
    return " / ".join(line for line, _ in row(found, kept, bundle, FOLDER).lines["en"])


def test_a_machine_that_proved_hip_on_the_bundle_s_image_is_green_and_says_what_it_is() -> None:
    found = row(machine(), record(), BUNDLE, FOLDER)
    assert found.good
    assert (found.gfx, found.driver, found.image) == ("gfx942", "6.12.12", IMAGE["id"])
    assert found.verdict == "PASS · HIP PROVED"
    assert found.report == "machines/web1/report.html"


def test_a_machine_without_a_gpu_is_green_with_a_bundle_for_the_cpu() -> None:
    assert row(without_gpu(), record(hip="NOT PROVED"), CPU_BUNDLE, FOLDER).good


@pytest.mark.parametrize(
    ("found", "kept", "bundle", "says"),
    [
        (machine(), record(image=OTHER), BUNDLE, "its image is sha256:bbbb"),
        (machine(), record(labs="FAIL"), BUNDLE, "the labs FAIL"),
        (machine(), record(hip="NOT PROVED"), BUNDLE, "2. device: no GPU"),
        (without_gpu(), record(hip="NOT PROVED"), BUNDLE, "HIP is NOT PROVED"),
        (machine(), record(hip="NOT PROVED"), CPU_BUNDLE, "has an AMD GPU (gfx942)"),
        (machine(), None, BUNDLE, "left no record"),
        (machine(state="silent"), None, BUNDLE, "before anything was heard"),
    ],
)
def test_anything_less_is_red(
    found: dict[str, Any], kept: dict[str, Any] | None, bundle: dict[str, Any], says: str
) -> None:
    assert not row(found, kept, bundle, FOLDER).good
    assert says in cause(found, kept, bundle)


def test_a_check_that_ended_badly_is_red_whatever_its_record_says() -> None:
    found = machine()
    found["lab"]["checked"]["status"] = 3
    assert not row(found, record(), BUNDLE, FOLDER).good
    assert "status 3 there, although its record looks good" in cause(found, record())


def judged(notebook: str = "01_training_flow.ja.ipynb", sha256: str = 64 * "j", exercise: str | None = None) -> Any:
    """A record whose second notebook is this one."""
    found = record()
    found["labs"][1] = {"notebook": notebook, "sha256": sha256, "exercise": exercise}
    return found


def test_the_bundle_s_own_notebooks_are_what_is_to_be_judged() -> None:
    assert row(machine(), judged(), BUNDLE, FOLDER).good


@pytest.mark.parametrize(
    "found",
    [
        {**record(), "labs": record()["labs"][:1]},  # LAB_NOTEBOOK=labs/01_training_flow.en.ipynb in a learner's .env
        judged(notebook="mine.ipynb"),
        judged(sha256=64 * "0"),
        judged(exercise="1.2"),
    ],
)
def test_a_check_of_other_notebooks_is_no_check_of_the_machine(found: dict[str, Any]) -> None:
    assert not row(machine(), found, BUNDLE, FOLDER).good
    assert "other notebooks" in cause(machine(), found)


def test_image_ids_that_an_engine_names_by_the_manifest_are_the_bundle_s_too() -> None:
    assert row(machine(), record(image=OTHER), {**BUNDLE, "image": {**IMAGE, "ids": [IMAGE["id"], OTHER]}}, FOLDER).good


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (failed("unreachable", msg="Host key verification failed."), "host key is not known"),
        (failed("unreachable", msg="u@h: Permission denied (publickey)."), "does not let this user in"),
        (failed("unreachable", msg="connect to host h port 22: No route to host"), "cannot be reached"),
        (failed(msg="Missing sudo password"), "may not become root"),
        (failed(msg="'/usr/bin/apt-get install' failed: E: held packages"), "packages could not be installed"),
        (failed(msg="non-zero return code", stderr="boom", task="Write the service"), "“Write the service” failed:"),
        (problem("fleet-disk", folder="/v", needed="68", free="3"), "68 GB"),
        (failed(msg="non-zero return code", stderr=error("x", "it is bent.", "Fetch it.")), "it is bent."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_failure_is_told_by_its_own_words(found: dict[str, Any], says: str) -> None:
    assert says in cause(found, None)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("code", errors())
def test_what_a_verb_said_in_one_language_is_told_in_both(code: str, language: Language) -> None:
    values = {name: f"Q{name.upper()}Q" for name in fields("".join((*errors()[code].en, *errors()[code].ja)))}
    wanted = {lang: [tuple(line.format(**values) for line in getattr(errors()[code], lang))] for lang in ("en", "ja")}
    [(cause, cure)] = wanted[language]
    found = row(failed(stderr=error(code, cause, cure)), None, BUNDLE, FOLDER)
    assert found.lines == wanted


def test_a_check_without_a_record_says_why_in_both_languages() -> None:
    lines = {language: getattr(errors()["seats-busy"], language) for language in ("en", "ja")}
    found = machine()
    found["lab"]["checked"] = {"status": 4, "said": error("seats-busy", *lines["ja"])}
    told = row(found, None, BUNDLE, FOLDER).lines
    assert {language: told[language][0] for language in lines} == lines
    assert "left no record" in told["en"][1][0]


@pytest.mark.parametrize("code", ["no-such-code", "bundle-damaged"])
def test_what_no_message_reads_like_is_told_as_it_was_said(code: str) -> None:
    found = row(failed(stderr=error(code, "it is bent.", "Fetch it.")), None, BUNDLE, FOLDER)
    assert found.lines == {"en": [("it is bent.", "Fetch it.")], "ja": [("it is bent.", "Fetch it.")]}


def test_doctor_speaks_for_itself_in_both_languages() -> None:
    check = {
        "level": "stop",
        "en": ["no driver.", "Load it."],
        "ja": ["ドライバーがありません。", "読み込んでください。"],
    }
    found = row(failed(stdout=json.dumps({"checks": [check, {"level": "good"}]})), None, BUNDLE, FOLDER)
    assert found.lines["en"] == [("no driver.", "Load it.")]
    assert found.lines["ja"] == [("ドライバーがありません。", "読み込んでください。")]


@pytest.mark.parametrize(
    "msg", ['{"code": "no-such"}', '{"code": "fleet-disk", "values": {}}', '{"code": "fleet-disk", "values": 3}', 3]
)
def test_what_makes_no_sense_is_red_and_no_traceback(msg: object) -> None:
    assert not row(failed(msg=msg), None, BUNDLE, FOLDER).good


@pytest.mark.parametrize(
    "look",
    [{"gfx": 5}, {"gfx": [1]}, {"gfx": [[]]}, {"plan": []}, {"plan": {"nameless": 3}}, {"driver": ["x"]}],
    ids=str,
)
def test_whatever_form_an_answer_has_there_is_a_row(look: dict[str, Any]) -> None:
    found = machine(lab={"found": {"gfx": [], "driver": None, "plan": {}, **look}, "checked": {}})
    for kept in (None, record()):
        told = row(found, kept, BUNDLE, FOLDER)
        assert not told.good
        assert all(isinstance(part, str) for part in (told.gfx, told.driver, told.image, told.verdict, *told.notes))


@pytest.mark.parametrize("code", RED)
def test_every_red_has_cause_and_cure_with_the_same_values_in_both_languages(code: str) -> None:
    red = RED[code]
    assert all("\n" not in line and line for line in (*red.en, *red.ja))
    assert fields("".join(red.en)) == fields("".join(red.ja))
