"""The settings of the verbs: read from the environment and .env, checked, and never guessed."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn, get_type_hints

from cli.places import CHECKOUT
from cli.speech import LabError, Language, reader_language

BACKENDS = ("auto", "hip", "cpu", "cuda")
MOST_SEATS = 99  # seat-01 to seat-99: more people than one machine teaches
GFX = re.compile(r"gfx[0-9a-f]{3,4}")
# Of a host, its port and the name there; no tag, which is the checkout's to say. Registries know no capitals.
REGISTRY = re.compile(r"[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+")

# On what the lab runs, and with what its image is built: what most verbs take.
RUN = (
    "BACKEND", "MODE", "GPU", "DEVICES", "PYTHON", "BASE", "GFX", "BASE_IMAGE", "IMAGE_REGISTRY", "WHEELHOUSE",
    "CA_FILE", "HOST_ROOT",
)  # fmt: skip
EVERY_VERB = ("LAB_LANG",)


Reader = Callable[[str, str], Any]  # of a setting's name and what was said; raises LabError where that cannot be


def _one_of(*allowed: str) -> Reader:
    def read(name: str, value: str) -> str:
        if value not in allowed:
            raise LabError("setting-value", name=name, value=value, allowed=", ".join(allowed))
        return value

    return read


def _switch(*allowed: str) -> Reader:
    """Whether the last of them was said."""
    return lambda name, value: _one_of(*allowed)(name, value) == allowed[-1]


def _between(least: int, most: int) -> Reader:
    def read(name: str, value: str) -> int:
        if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
            raise LabError("setting-value", name=name, value=value, allowed=f"{least}–{most}")
        return int(value)

    return read


def _text(_name: str, value: str) -> str:
    return value


def _path(_name: str, value: str) -> Path:
    return Path(value).expanduser()


def _gpu(name: str, value: str) -> int | Literal["all"]:
    if value == "all":
        return "all"
    if not (value.isascii() and value.isdigit()):
        raise LabError("setting-value", name=name, value=value, allowed="all, 0, 1, 2 …")
    return int(value)


def _gfx(name: str, value: str) -> tuple[str, ...]:
    targets = [target.strip() for target in value.split(",") if target.strip()]
    for target in targets:
        if not GFX.fullmatch(target):
            raise LabError("setting-value", name=name, value=target, allowed="gfx942, gfx1201 …")
    return tuple(sorted(set(targets)))


def _registry(name: str, value: str) -> str:
    if not REGISTRY.fullmatch(value.lower()):
        raise LabError("setting-value", name=name, value=value.lower(), allowed="ghcr.io/owner/name …")
    return value.lower()


def _minutes(name: str, value: str) -> float:
    if not (re.fullmatch(r"[0-9]{1,4}(\.[0-9]+)?", value) and float(value) > 0):
        raise LabError("setting-value", name=name, value=value, allowed="60, 480, 0.5 …")
    return float(value)


Said = Annotated[str | None, _text]
File = Annotated[Path | None, _path]
Switch = Annotated[bool, _switch("0", "1")]
Minutes = Annotated[float | None, _minutes]


@dataclass(frozen=True)
class Settings:
    """What the user asked for, or what holds where nothing was said.

    Beside its type each has its reader, and its name where that is another than the field's.
    """

    backend: Annotated[str, _one_of(*BACKENDS)] = "auto"
    mode: Annotated[str, _one_of("auto", "container", "native")] = "auto"
    gpu: Annotated[int | Literal["all"] | None, _gpu] = None  # None: the one that fits best
    devices: Annotated[str | None, _one_of("nodes", "cdi")] = None  # how a container gets the cards; None: nodes
    python: File = None
    port: Annotated[int, _between(1024, 65535)] = 8888
    language: Annotated[Language, _one_of("ja", "en"), "LAB_LANG"] = "en"
    notebook: File = None
    exercise: Said = None
    details: Switch = False
    report: Switch = False  # a file to attach to a bug report
    lab: Said = None
    wheels: Annotated[bool, _switch("wheels"), "BASE"] = False  # AMD's wheels by GPU in place of the pinned image
    gfx: Annotated[tuple[str, ...], _gfx] = ()  # for which GPUs; none: those of this machine
    base_image: Said = None
    image_registry: Annotated[str | None, _registry] = None  # where an image is looked for before it is built
    wheelhouse: File = None
    ca_file: File = None
    host_root: Annotated[Path, _path] = Path("/")
    record: File = None
    bundle: File = None
    hosts: File = None
    check: Switch = False
    seats: Annotated[int | None, _between(1, MOST_SEATS), "N"] = None
    bind: Said = None
    cert: File = None
    key: File = None
    overflow: Annotated[str | None, _one_of("refuse", "cpu")] = None  # of a seat beyond the last card; None: refused
    idle: Minutes = None  # after which a seat ends that nobody uses
    longest: Minutes = None  # after which it ends in any case
    seat: Said = None  # the one to end
    tests: Annotated[Said, "T"] = None  # paths or words for pytest
    all: Switch = False  # tests that need an engine or a browser, too
    verb: Said = None  # whose settings `make help` lists


# By the name that is written behind `make`; the environment and .env have it with LAB_ in front.
READERS: dict[str, tuple[str, Reader]] = {
    (name or [field.upper()])[0]: (field, read)
    for field, hint in get_type_hints(Settings, include_extras=True).items()
    for read, *name in [hint.__metadata__]
}
NAMES = tuple(READERS)


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
    said = {name: value for name in NAMES if (value := values.get(_environment_name(name)))}
    found = Settings(**{field: read(name, said[name]) for name, (field, read) in READERS.items() if name in said})
    # On the CPU, on CUDA, or with somebody's own Python, AMD's wheels have no part; else they ask for HIP.
    wheels = found.wheels and found.backend not in ("cpu", "cuda") and found.python is None
    return replace(
        found,
        backend="hip" if wheels else found.backend,
        wheels=wheels,
        gfx=found.gfx if wheels else (),
        language=reader_language(values),
    )


def _environment_name(name: str) -> str:
    return name if name.startswith("LAB_") else f"LAB_{name}"


def _refuse_name(name: str, known: Mapping[str, str]) -> NoReturn:
    typed = name.removeprefix("LAB_")  # as it stands behind `make`
    right = {known_name.removeprefix("LAB_"): known_name for known_name in known.values()}
    if close := get_close_matches(typed, right, n=1, cutoff=0.6):
        raise LabError("setting-misspelt", name=typed, right=right[close[0]])
    raise LabError("setting-unknown", name=typed, known=", ".join(NAMES))


def _dotenv(file: Path) -> dict[str, str]:
    return settings_in(file.read_text(encoding="utf-8", errors="replace")) if file.is_file() else {}


def settings_in(dotenv: str) -> dict[str, str]:
    """The LAB_ lines of a .env file's text; what belongs to others (Compose reads it, too) is passed over."""
    pairs = (line.strip().removeprefix("export ").partition("=") for line in dotenv.splitlines())
    values = {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}
    return {name: value for name, value in values.items() if name.startswith("LAB_") and value}
