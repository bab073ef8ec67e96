"""From what was heard of each machine to its row: red or green, and what to do. Pure; every text may be hostile."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from cli import speech
from cli.speech import Language
from workshop.fleet.words import RED

SHOWS = 500  # letters of what a machine said
MOST = 500  # letters of it that are compared with our own messages: that can take long
LANGUAGES: tuple[Language, Language] = ("en", "ja")
# What ssh and sudo say, in the order in which it is looked for.
SIGNS = (
    ("fleet-host-key", r"host key|REMOTE HOST IDENTIFICATION HAS CHANGED"),
    ("fleet-ssh-denied", r"permission denied \("),
    (
        "fleet-sudo",
        r"(missing|incorrect) sudo password|not in the sudoers|a password is required|become (success|password)",
    ),
    ("fleet-apt", r"apt-get|dpkg"),
)


@dataclass(frozen=True)
class Row:
    """One machine. `lines`: causes and cures by language, in pairs; none where it is green."""

    name: str
    gfx: str
    driver: str
    image: str
    verdict: str
    seconds: float
    changed: int
    report: str | None
    lines: Mapping[Language, Sequence[tuple[str, str]]] = field(default_factory=dict)
    notes: Sequence[str] = ()

    @property
    def good(self) -> bool:
        """Green."""
        return not any(self.lines.values())


def row(
    machine: Mapping[str, Any], record: Mapping[str, Any] | None, bundle: Mapping[str, Any] | None, folder: str
) -> Row:
    """The row of a machine whose record was fetched, or None; `bundle` is what it was to get."""
    heard = {name: machine[name] for name in ("name", "seconds", "changed")}
    report = f"machines/{machine['name']}/report.html" if record else None
    try:
        found = _problems(machine, record, bundle or {}, folder, report or "-")
        lines = {language: [_pair(code, values, language) for code, values in found] for language in LANGUAGES}
        return Row(**heard, **_shown(machine, record or {}), report=report, lines=lines)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError):  # what a machine says may have any form
        lines = {language: [_pair("fleet-strange", {}, language)] for language in LANGUAGES}
        return Row(**heard, gfx="–", driver="–", image="–", verdict="–", report=report, lines=lines)


def _shown(machine: Mapping[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
    """What it is."""
    look, verdict = machine["lab"].get("found", {}), record.get("verdict", {})
    torch, image = record.get("torch") or {}, record.get("image") or {}
    gfx = [card["arch"] for card in torch.get("devices", [])] or look.get("gfx", [])
    return {
        "gfx": ", ".join(dict.fromkeys(gfx)) or "–",
        "driver": str(record.get("host", {}).get("amdgpu") or look.get("driver") or "–"),
        "image": str(image.get("id") or "–"),
        "verdict": f"{verdict['labs']} · HIP {verdict['hip']}" if verdict else "–",
        "notes": tuple(map(str, look.get("plan", {}).get("nameless", ()))),
    }


def _pair(code: str, values: Mapping[str, Any], language: Language) -> tuple[str, str]:
    """Cause and cure in this language; the machine has said some itself."""
    if code == "said":
        cause, cure = values[language]
    else:
        cause, cure = (line.format(**values) for line in getattr(RED[code], language))
    return _short(cause), _short(cure)


def _problems(
    machine: Mapping[str, Any], record: Mapping[str, Any] | None, bundle: Mapping[str, Any], folder: str, report: str
) -> Sequence[tuple[str, Any]]:
    """Codes of RED with their values, in the order of their weight."""
    if machine["state"] == "silent":
        return [("fleet-silent", {})]
    if machine["failed"]:
        return _failed(machine["state"], machine["failed"])
    if record is None:
        checked = machine["lab"].get("checked", {})
        said = [("said", in_both(error)) for error in errors(checked.get("said", ""))]
        return [*said, ("fleet-no-record", {"said": f"status {checked.get('status')}", "folder": folder})]
    return _judged(machine, record, bundle, folder, report)


def _judged(
    machine: Mapping[str, Any], record: Mapping[str, Any], bundle: Mapping[str, Any], folder: str, report: str
) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    image, labs = bundle["image"], record["labs"]
    # A setting of a learner's can make `make check` judge one copy, or by an exercise: that is no check of the machine.
    if {lab["notebook"]: lab["sha256"] for lab in labs} != bundle["notebooks"] or any(lab["exercise"] for lab in labs):
        found.append(("fleet-other-notebooks", {"folder": folder}))
    verdict, gfx = record["verdict"], machine["lab"].get("found", {}).get("gfx", [])
    if verdict["labs"] != "PASS":
        found.append(("fleet-labs-fail", {"report": report}))
    if gfx and not image["rocm"]:
        found.append(("fleet-gpu-unused", {"gfx": ", ".join(gfx)}))
    elif image["rocm"] and verdict["hip"] != "PROVED":
        why = verdict.get("why") or {}
        said = f"{why.get('number')}. {why.get('name')}: {why.get('found')}" if why else "-"
        found.append(("fleet-hip-not-proved", {"why": said, "report": report}))
    has = (record.get("image") or {}).get("id") or "-"
    if has not in image["ids"]:
        found.append(("fleet-image-differs", {"found": has[:19], "wanted": image["id"][:19]}))
    status = machine["lab"].get("checked", {}).get("status")
    if not found and status != 0:
        found.append(("fleet-check-odd", {"status": status, "report": report}))
    return found


def _failed(state: str, failed: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """A task that failed: what our own tasks and verbs say of it, else what ssh, sudo or Ansible said."""
    message = str(failed.get("msg") or "")
    if message.startswith('{"code":'):
        problem = json.loads(message)
        return [(problem["code"], problem["values"])]
    if found := errors(str(failed.get("stderr") or "")):
        return [("said", in_both(error)) for error in found]
    if stops := _stops(str(failed.get("stdout") or "")):
        return [("said", _both(check)) for check in stops]
    parts = ("msg", "stderr", "module_stderr", "stdout")
    said = "\n".join(str(failed[part]) for part in parts if failed.get(part)) or "?"
    sign = next((code for code, pattern in SIGNS if re.search(pattern, said, re.IGNORECASE)), None)
    if state == "unreachable":
        return [(sign if sign in ("fleet-host-key", "fleet-ssh-denied") else "fleet-unreachable", {"said": said})]
    if sign in ("fleet-sudo", "fleet-apt"):
        return [(sign, {"said": said})]
    return [("fleet-task", {"task": failed["task"], "said": said})]


def _stops(said: str) -> list[Mapping[str, Any]]:
    """What doctor found that keeps the lab from running; nothing where this is not doctor's JSON."""
    try:
        return [check for check in json.loads(said)["checks"] if check["level"] == "stop"]
    except (ValueError, TypeError, KeyError):
        return []


def _both(check: Mapping[str, Any]) -> dict[Language, tuple[str, str]]:
    """Doctor's own lines, which it says in both languages."""
    return {lang: (str(check[lang][0]), " ".join(map(str, check[lang][1:]))) for lang in LANGUAGES}


def _short(said: str) -> str:
    one = " ".join(said.split())
    return one if len(one) <= SHOWS else one[: SHOWS - 1] + "…"


def errors(said: str) -> list[dict[str, str]]:
    """The lines of cause and cure in what a verb wrote to stderr."""
    found = re.findall(r"^✗ ([a-z0-9-]+): (.*)\n  → (.*)$", said, re.MULTILINE)
    return [{"code": code, "cause": cause, "cure": cure} for code, cause, cure in found]


def in_both(error: Mapping[str, str]) -> dict[Language, tuple[str, str]]:
    """Cause and cure by language; as they were said, where no message of this code reads so."""
    said = f"{error['cause']}\n{error['cure']}"
    message = speech.errors().get(error["code"])
    forms = {"en": "\n".join(message.en), "ja": "\n".join(message.ja)} if message else {}
    values = next((found for form in forms.values() if (found := _values(form, said)) is not None), None)
    told = {lang: said if values is None else _filled(forms[lang], values) for lang in ("en", "ja")}
    return {"en": _in_two(told["en"]), "ja": _in_two(told["ja"])}


def _values(form: str, said: str) -> dict[str, str] | None:
    """What a message was filled with; None where this is not how it reads."""
    pattern, seen = "", set()
    for literal, name, _, _ in Formatter().parse(form):
        pattern += re.escape(literal)
        if name:
            pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
            seen.add(name)
    found = re.fullmatch(pattern, said) if len(said) <= MOST else None
    return found.groupdict() if found else None


def _filled(form: str, values: Mapping[str, str]) -> str:
    return "".join(literal + (values[name] if name else "") for literal, name, _, _ in Formatter().parse(form))


def _in_two(lines: str) -> tuple[str, str]:
    cause, _, cure = lines.partition("\n")
    return cause, cure
