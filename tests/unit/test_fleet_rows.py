"""From what was heard of a machine to its row: green only where all of it holds, and red says what to do."""

from __future__ import annotations

from typing import Any

import pytest
from fleet_rows import row

from host.language import Language
from host.messages import ERRORS
from host.messages.fleet_rows import RED
from unit.fleet_facts import CPU_IMAGE, IMAGE, OTHER, failed, machine, record, without_gpu
from unit.test_messages import fields

FOLDER = "/opt/rocm-lab"


def cause(found: dict[str, Any], kept: dict[str, Any] | None, image: dict[str, Any] = IMAGE) -> str:
    return " / ".join(line for line, _ in row(found, kept, image, FOLDER).lines["en"])


def test_a_machine_that_proved_hip_on_the_bundle_s_image_is_green_and_says_what_it_is() -> None:
    found = row(machine(), record(), IMAGE, FOLDER)
    assert found.good
    assert (found.gfx, found.driver, found.image) == ("gfx942", "6.12.12", IMAGE["id"])
    assert found.verdict == "PASS · HIP PROVED"
    assert found.report == "machines/web1/report.html"


def test_a_machine_without_a_gpu_is_green_with_a_bundle_for_the_cpu() -> None:
    assert row(without_gpu(), record(hip="NOT PROVED"), CPU_IMAGE, FOLDER).good


@pytest.mark.parametrize(
    ("found", "kept", "image", "says"),
    [
        (machine(), record(image=OTHER), IMAGE, "its image is sha256:bbbb"),
        (machine(), record(labs="FAIL"), IMAGE, "the labs FAIL"),
        (machine(), record(hip="NOT PROVED"), IMAGE, "2. device: no GPU"),
        (without_gpu(), record(hip="NOT PROVED"), IMAGE, "HIP is NOT PROVED"),
        (machine(), record(hip="NOT PROVED"), CPU_IMAGE, "has an AMD GPU (gfx942)"),
        (machine(), None, IMAGE, "left no record"),
        (machine(state="silent"), None, IMAGE, "before anything was heard"),
    ],
)
def test_anything_less_is_red(
    found: dict[str, Any], kept: dict[str, Any] | None, image: dict[str, Any], says: str
) -> None:
    assert not row(found, kept, image, FOLDER).good
    assert says in cause(found, kept, image)


def test_a_check_that_ended_badly_is_red_whatever_its_record_says() -> None:
    found = machine()
    found["lab"]["check"]["status"] = 3
    assert not row(found, record(), IMAGE, FOLDER).good
    assert "status 3 there, although its record looks good" in cause(found, record())


def test_image_ids_that_an_engine_names_by_the_manifest_are_the_bundle_s_too() -> None:
    assert row(machine(), record(image=OTHER), {**IMAGE, "ids": [IMAGE["id"], OTHER]}, FOLDER).good


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ({"event": "unreachable", "said": "Host key verification failed."}, "host key is not known"),
        ({"event": "unreachable", "said": "u@h: Permission denied (publickey)."}, "does not let this user in"),
        ({"event": "unreachable", "said": "connect to host h port 22: No route to host"}, "cannot be reached"),
        ({"said": "Missing sudo password"}, "may not become root"),
        ({"said": "apt-get install failed: E: held packages"}, "packages could not be installed"),
        ({"said": "boom", "task": "Write the service"}, "“Write the service” failed: boom"),
        ({"problem": {"code": "fleet-disk", "values": {"folder": "/v", "needed": "68", "free": "3"}}}, "68 GB"),
        ({"lab": {"errors": [{"code": "x", "cause": "it is bent.", "cure": "Fetch it."}]}}, "it is bent."),
    ],
)  # fmt: skip
def test_a_failure_is_told_by_its_own_words(event: dict[str, Any], says: str) -> None:
    assert says in cause(failed(**event), None)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("code", ERRORS)
def test_what_a_verb_said_in_one_language_is_told_in_both(code: str, language: Language) -> None:
    values = {name: f"Q{name.upper()}Q" for name in fields("".join((*ERRORS[code].en, *ERRORS[code].ja)))}
    wanted = {lang: [tuple(line.format(**values) for line in getattr(ERRORS[code], lang))] for lang in ("en", "ja")}
    [(cause, cure)] = wanted[language]
    found = row(failed(lab={"errors": [{"code": code, "cause": cause, "cure": cure}]}), None, IMAGE, FOLDER)
    assert found.lines == wanted


def test_a_check_without_a_record_says_why_in_both_languages() -> None:
    lines = {language: getattr(ERRORS["seats-busy"], language) for language in ("en", "ja")}
    error = {"code": "seats-busy", "cause": lines["ja"][0], "cure": lines["ja"][1]}
    found = machine()
    found["lab"]["check"] = {"status": 4, "errors": [error]}
    told = row(found, None, IMAGE, FOLDER).lines
    assert {language: told[language][0] for language in lines} == lines
    assert "left no record" in told["en"][1][0]


@pytest.mark.parametrize("code", ["no-such-code", "bundle-damaged"])
def test_what_no_message_reads_like_is_told_as_it_was_said(code: str) -> None:
    error = {"code": code, "cause": "it is bent.", "cure": "Fetch it."}
    found = row(failed(lab={"errors": [error]}), None, IMAGE, FOLDER)
    assert found.lines == {"en": [("it is bent.", "Fetch it.")], "ja": [("it is bent.", "Fetch it.")]}


def test_doctor_speaks_for_itself_in_both_languages() -> None:
    check = {
        "level": "stop",
        "en": ["no driver.", "Load it."],
        "ja": ["ドライバーがありません。", "読み込んでください。"],
    }
    found = row(failed(lab={"doctor": {"checks": [check, {"level": "good"}]}}), None, IMAGE, FOLDER)
    assert found.lines["en"] == [("no driver.", "Load it.")]
    assert found.lines["ja"] == [("ドライバーがありません。", "読み込んでください。")]


@pytest.mark.parametrize("problem", [{"code": "no-such"}, {"code": "fleet-disk", "values": {}}, "text", {"values": 3}])
def test_what_makes_no_sense_is_red_and_no_traceback(problem: Any) -> None:
    assert not row(failed(problem=problem), None, IMAGE, FOLDER).good


@pytest.mark.parametrize("code", RED)
def test_every_red_has_cause_and_cure_with_the_same_values_in_both_languages(code: str) -> None:
    red = RED[code]
    assert all("\n" not in line and line for line in (*red.en, *red.ja))
    assert fields("".join(red.en)) == fields("".join(red.ja))
