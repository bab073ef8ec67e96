"""The settings of the verbs: read from the environment and .env, checked, and never guessed."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, NoReturn

from cli.places import CHECKOUT
from cli.speech import LabError, Language, reader_language

BACKENDS = ("auto", "hip", "cpu", "cuda")
MODES = ("auto", "container", "native")
DEVICES = ("nodes", "cdi")
MOST_SEATS = 99  # seat-01 to seat-99: more people than one machine teaches
OVERFLOWS = ("refuse", "cpu")
GFX = re.compile(r"gfx[0-9a-f]{3,4}")
# Of a host, its port and the name there; no tag, which is the checkout's to say. Registries know no capitals.
REGISTRY = re.compile(r"[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+")

# Every setting, as it is written behind `make`; the environment and .env have it with LAB_ in front.
NAMES = (
    "BACKEND", "MODE", "GPU", "DEVICES", "PYTHON", "PORT", "LAB_LANG", "NOTEBOOK", "EXERCISE", "DETAILS", "REPORT",
    "LAB", "BASE", "GFX", "BASE_IMAGE", "IMAGE_REGISTRY", "WHEELHOUSE", "CA_FILE", "HOST_ROOT", "RECORD", "BUNDLE",
    "HOSTS", "CHECK", "N", "BIND", "CERT", "KEY", "OVERFLOW", "IDLE", "LONGEST", "SEAT", "T", "ALL", "VERB",
)  # fmt: skip
# On what the lab runs, and with what its image is built: what most verbs take.
RUN = (
    "BACKEND", "MODE", "GPU", "DEVICES", "PYTHON", "BASE", "GFX", "BASE_IMAGE", "IMAGE_REGISTRY", "WHEELHOUSE",
    "CA_FILE", "HOST_ROOT",
)  # fmt: skip
EVERY_VERB = ("LAB_LANG",)


@dataclass(frozen=True)
class Settings:
    """What the user asked for; None where nothing was said."""

    backend: str
    mode: str
    gpu: int | Literal["all"] | None  # None: the one that fits best
    devices: str | None  # how a container gets the cards: "nodes" or "cdi"; None: nodes
    python: Path | None
    port: int
    language: Language
    notebook: Path | None
    exercise: str | None
    details: bool
    report: bool  # a file to attach to a bug report
    lab: str | None
    wheels: bool  # BASE=wheels: AMD's wheels by GPU in place of the pinned image
    gfx: tuple[str, ...]  # for which GPUs; none: those of this machine
    base_image: str | None
    image_registry: str | None  # where an image is looked for before it is built: a host and a path
    wheelhouse: Path | None
    ca_file: Path | None
    host_root: Path
    record: Path | None
    bundle: Path | None
    hosts: Path | None
    check: bool
    seats: int | None
    bind: str | None
    cert: Path | None
    key: Path | None
    tests: str | None  # paths or words for pytest
    all: bool  # tests that need an engine or a browser, too
    verb: str | None  # whose settings `make help` lists
    overflow: str | None  # what becomes of a seat beyond the last card; None: refused
    idle: float | None  # minutes after which a seat ends that nobody uses
    longest: float | None  # minutes after which it ends in any case
    seat: str | None  # the one to end


def read_settings(takes: Collection[str] = NAMES) -> Settings:
    """The settings of this call. Raises LabError for an unknown name or an impossible value.

    `takes`: the settings of this verb; another one that was typed behind `make` is refused. The environment and .env
    are for all verbs.
    """
    values = {**_dotenv(CHECKOUT / ".env"), **{k: v for k, v in os.environ.items() if v}}
    os.environ.setdefault("LAB_LANG", reader_language(values))  # errors from here on speak it, too
    settings = parse(values)
    verb = Path(sys.argv[0]).stem.replace("_", "-")
    require_taken(os.environ.get("MAKE_TYPED", "").split(), takes, verb, wheels=settings.wheels)
    os.environ["LAB_LANG"] = settings.language
    return settings


def require_taken(typed: Collection[str], takes: Collection[str], verb: str, *, wheels: bool = False) -> None:
    """Raises LabError for a setting that was typed behind `make` and that this verb does not take, or not so."""
    taken = (*EVERY_VERB, *takes)
    for name in typed:
        if name not in taken:
            raise LabError("setting-not-taken", verb=verb, name=name, taken=", ".join(taken))
    if "GFX" in typed and not wheels:
        raise LabError("setting-needs", name="GFX", other="BASE=wheels")


def parse(values: Mapping[str, str]) -> Settings:
    """Settings from `values`, whose names have LAB_ in front. Raises LabError as read_settings does."""
    known = {_environment_name(n): n for n in NAMES}
    for name in values:
        if name.startswith("LAB_") and name not in known:
            _refuse_name(name, known)
    backend, gfx = _one_of(values, "BACKEND", BACKENDS, "auto"), _gfx(values)
    # On the CPU, on CUDA, or with somebody's own Python, AMD's wheels have no part; else they ask for HIP.
    own = backend in ("cpu", "cuda") or values.get("LAB_PYTHON")
    wheels = _one_of(values, "BASE", ("wheels",), "") == "wheels" and not own
    return Settings(
        backend="hip" if wheels else backend,
        mode=_one_of(values, "MODE", MODES, "auto"),
        gpu=_gpu(values),
        devices=_one_of(values, "DEVICES", DEVICES, "") or None,
        python=_path(values, "PYTHON"),
        port=_port(values),
        language="ja" if _one_of(values, "LAB_LANG", ("ja", "en"), reader_language(values)) == "ja" else "en",
        notebook=_path(values, "NOTEBOOK"),
        exercise=values.get("LAB_EXERCISE") or None,
        details=_one_of(values, "DETAILS", ("0", "1"), "0") == "1",
        report=_one_of(values, "REPORT", ("0", "1"), "0") == "1",
        lab=values.get("LAB_LAB") or None,
        wheels=wheels,
        gfx=gfx if wheels else (),
        base_image=values.get("LAB_BASE_IMAGE") or None,
        image_registry=_registry(values),
        wheelhouse=_path(values, "WHEELHOUSE"),
        ca_file=_path(values, "CA_FILE"),
        host_root=_path(values, "HOST_ROOT") or Path("/"),
        record=_path(values, "RECORD"),
        bundle=_path(values, "BUNDLE"),
        hosts=_path(values, "HOSTS"),
        check=_one_of(values, "CHECK", ("0", "1"), "0") == "1",
        seats=_seats(values),
        bind=values.get("LAB_BIND") or None,
        cert=_path(values, "CERT"),
        key=_path(values, "KEY"),
        tests=values.get("LAB_T") or None,
        all=_one_of(values, "ALL", ("0", "1"), "0") == "1",
        verb=values.get("LAB_VERB") or None,
        overflow=_one_of(values, "OVERFLOW", OVERFLOWS, "") or None,
        idle=_minutes(values, "IDLE"),
        longest=_minutes(values, "LONGEST"),
        seat=values.get("LAB_SEAT") or None,
    )


def _environment_name(name: str) -> str:
    return name if name.startswith("LAB_") else f"LAB_{name}"


def _refuse_name(name: str, known: Mapping[str, str]) -> NoReturn:
    typed = name.removeprefix("LAB_")  # as it stands behind `make`
    right = {known_name.removeprefix("LAB_"): known_name for known_name in known.values()}
    if close := get_close_matches(typed, right, n=1, cutoff=0.6):
        raise LabError("setting-misspelt", name=typed, right=right[close[0]])
    raise LabError("setting-unknown", name=typed, known=", ".join(NAMES))


def _one_of(values: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = values.get(_environment_name(name)) or default
    if value not in (*allowed, default):
        raise LabError("setting-value", name=name, value=value, allowed=", ".join(allowed))
    return value


def _gfx(values: Mapping[str, str]) -> tuple[str, ...]:
    names = [name.strip() for name in (values.get("LAB_GFX") or "").split(",") if name.strip()]
    for name in names:
        if not GFX.fullmatch(name):
            raise LabError("setting-value", name="GFX", value=name, allowed="gfx942, gfx1201 …")
    return tuple(sorted(set(names)))


def _registry(values: Mapping[str, str]) -> str | None:
    value = (values.get("LAB_IMAGE_REGISTRY") or "").lower()
    if value and not REGISTRY.fullmatch(value):
        raise LabError("setting-value", name="IMAGE_REGISTRY", value=value, allowed="ghcr.io/owner/name …")
    return value or None


def _port(values: Mapping[str, str]) -> int:
    value = values.get("LAB_PORT") or "8888"
    if not (value.isascii() and value.isdigit() and 1024 <= int(value) <= 65535):
        raise LabError("setting-value", name="PORT", value=value, allowed="1024–65535")
    return int(value)


def _gpu(values: Mapping[str, str]) -> int | Literal["all"] | None:
    value = values.get("LAB_GPU")
    if value is None or value in ("", "all"):
        return "all" if value else None
    if not (value.isascii() and value.isdigit()):
        raise LabError("setting-value", name="GPU", value=value, allowed="all, 0, 1, 2 …")
    return int(value)


def _seats(values: Mapping[str, str]) -> int | None:
    value = values.get("LAB_N")
    if value and not (value.isascii() and value.isdigit() and 1 <= int(value) <= MOST_SEATS):
        raise LabError("setting-value", name="N", value=value, allowed=f"1–{MOST_SEATS}")
    return int(value) if value else None


def _minutes(values: Mapping[str, str], name: str) -> float | None:
    value = values.get(_environment_name(name))
    if value and not (re.fullmatch(r"[0-9]{1,4}(\.[0-9]+)?", value) and float(value) > 0):
        raise LabError("setting-value", name=name, value=value, allowed="60, 480, 0.5 …")
    return float(value) if value else None


def _path(values: Mapping[str, str], name: str) -> Path | None:
    value = values.get(_environment_name(name))
    return Path(value).expanduser() if value else None


def _dotenv(file: Path) -> dict[str, str]:
    return settings_in(file.read_text(encoding="utf-8", errors="replace")) if file.is_file() else {}


def settings_in(dotenv: str) -> dict[str, str]:
    """The LAB_ lines of a .env file's text; what belongs to others (Compose reads it, too) is passed over."""
    pairs = (line.strip().removeprefix("export ").partition("=") for line in dotenv.splitlines())
    values = {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}
    return {name: value for name, value in values.items() if name.startswith("LAB_") and value}
