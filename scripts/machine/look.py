"""Looks at this machine for doctor: all of its reading, and nothing is written."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path

from cli.files import container_user
from cli.places import CHECKOUT, LAB_STATE, VENV
from cli.settings import Settings
from images.bases import ROCM, pinned
from images.image import reference
from images.wheels import fetched, missing_libraries, wheels_for
from machine.cdi import offered
from machine.checks.variables import OVERRIDE, VISIBILITY
from machine.devices import read_node
from machine.engine import Engine, ask
from machine.facts import Certificate, Interpreter, Machine, Port, Proxy, User
from machine.gpus import Card, topology
from machine.mode import asks_native, chosen_base
from machine.ports import free_port, refusal
from machine.proxy import find_proxy
from machine.sysfs import disk_at, driver, mapped, memory, system

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
CA_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT", "NODE_EXTRA_CA_CERTS")
ENGINE_SECONDS = 0.4  # it has just answered, so this does too; doctor has 2 s in all
USUAL_DATA_ROOT = Path("/var/lib/docker")

ASK_PYTHON = """
import sys
from importlib.util import find_spec
lacks = [] if find_spec("venv") else ["venv"]
if not (find_spec("ensurepip") or find_spec("pip")):
    lacks += ["ensurepip", "pip"]
print(sys.version_info[0], sys.version_info[1], *lacks)
"""


def look(
    settings: Settings, engine: Engine | None, *, our_port: int | None = None, environ: Mapping[str, str] = os.environ
) -> Machine:
    """The facts. `engine` as it answered (None: not asked); `our_port`: where the lab of this checkout is up."""
    root = settings.host_root
    shown = topology(root)
    works = engine is not None and engine.problem is None and not asks_native(settings)
    proxies = tuple(name for name in PROXIES if environ.get(name))
    return Machine(
        asked=settings,
        system=system(root),
        driver=driver(root),
        topology=shown,
        kfd=read_node(root, "/dev/kfd"),
        render=tuple(read_node(root, card.render_node) for card in shown.cards),
        cdi=offered(root),
        user=_user(root),
        variables={name: value for name, value in environ.items() if _matters(name)},
        engine=engine,
        image_here=_image_here(settings, shown.cards) if works else None,
        environment_here=_environment_here(settings, shown.cards),
        fetched=fetched(VENV),
        libraries=missing_libraries(),
        engine_disk=disk_at((engine and engine.data_root) or USUAL_DATA_ROOT),
        checkout_disk=disk_at(CHECKOUT),
        memory=memory(root),
        port=_port(settings.port, our_port),
        proxy=Proxy(proxies, _engine_proxy() if works and proxies else None),
        certificates=_certificates(settings, environ),
        python=_python(settings.python),
        hub_proxy=find_proxy(ask=settings.seats is not None),
    )


def _user(root: Path) -> User:
    uid, gid = container_user(CHECKOUT)
    return User(os.getuid(), uid, gid, owns=CHECKOUT.stat().st_uid == uid, mapped=mapped(root))


def _matters(name: str) -> bool:
    """A variable that a GPU can be lost by, or a misspelt one; no name of ROCm's own is that close."""
    known = "HSA_OVERRIDE_GFX_VERSION"
    return name in VISIBILITY or bool(OVERRIDE.fullmatch(name) or get_close_matches(name.upper(), [known], 1, 0.75))


def _image_here(settings: Settings, cards: tuple[Card, ...]) -> bool | None:
    """The base, or the lab's own image: an engine that built it need not know the base by name."""
    base = chosen_base(settings, cards)
    name = base.reference if base else settings.base_image or ""
    gfx = base.gfx if base and settings.wheels else ()
    ours = reference(name, pinned(settings.backend, cards=bool(cards)) is ROCM, gfx)
    # A bare Python is the least of what goes into an image with AMD's wheels.
    names = [ours] if gfx else [name, ours]
    _, said = ask(ENGINE_SECONDS, "image", "inspect", "--format", "{{.Id}}", *names)
    if any(line.startswith("sha256:") for line in said.splitlines()):  # an error names the pin's digest as well
        return True
    return False if "no such image" in said.lower() else None


def _engine_proxy() -> bool | None:
    status, said = ask(ENGINE_SECONDS, "info", "--format", "{{.HTTPProxy}}{{.HTTPSProxy}}")
    return None if status else bool(said.strip())


def _environment_here(settings: Settings, cards: tuple[Card, ...]) -> bool:
    if settings.python is None:
        wanted = wheels_for(settings.gfx, [card.gfx for card in cards]) if settings.backend == "hip" else ()
        return (VENV / "lab-ready").is_file() and set(wanted) <= set(fetched(VENV))
    return any(LAB_STATE.glob("python-*/lab-ready"))


def _port(number: int, our_port: int | None) -> Port:
    if number == our_port:
        return Port(taken=True, ours=True)
    error = refusal("127.0.0.1", number)
    if error is None:
        return Port(taken=False)
    if error.errno == errno.EADDRINUSE:
        return Port(taken=True, free=free_port())
    return Port(taken=None, reason=error.strerror or type(error).__name__)


def _certificates(settings: Settings, environ: Mapping[str, str]) -> tuple[Certificate, ...]:
    named = {name: environ[name] for name in CA_VARIABLES if environ.get(name)}
    if settings.ca_file:
        named = {"LAB_CA_FILE": str(settings.ca_file), **named}
    return tuple(_certificate(name, path) for name, path in named.items())


def _certificate(name: str, path: str) -> Certificate:
    try:
        # A folder of certificates is as good where a variable takes one.
        holds = Path(path).is_dir() or b"-----BEGIN " in Path(path).read_bytes()
    except FileNotFoundError:
        return Certificate(name, path, "missing")
    except (OSError, ValueError) as error:
        return Certificate(name, path, "unreadable", getattr(error, "strerror", None) or str(error))
    return Certificate(name, path, "good" if holds else "empty")


def _python(named: Path | None) -> Interpreter:
    """The one that runs this, or PYTHON, which is asked; session.environment will need venv of it, and a pip."""
    if named is None:
        lacks = [] if find_spec("venv") else ["venv"]
        lacks += [] if find_spec("ensurepip") or find_spec("pip") else ["ensurepip", "pip"]
        return Interpreter(sys.executable, (sys.version_info[0], sys.version_info[1]), ", ".join(lacks))
    path = str(named)
    try:
        answer = subprocess.run(
            [path, "-c", ASK_PYTHON], capture_output=True, text=True, timeout=ENGINE_SECONDS, stdin=subprocess.DEVNULL
        )
        major, minor, *lacks = answer.stdout.split()
        return Interpreter(path, (int(major), int(minor)), ", ".join(lacks))
    except (FileNotFoundError, PermissionError) as error:
        return Interpreter(path, None, there=False, reason=error.strerror or type(error).__name__)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return Interpreter(path, None, reason=type(error).__name__)
