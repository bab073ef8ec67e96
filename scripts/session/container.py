"""The container's JupyterLab: started, found again, asked what it runs on, and stopped."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cli.files import give, put
from cli.interrupted import too_late
from cli.places import LAB_STATE
from cli.process import comes_true, docker, last_line, undisturbed
from cli.process import running as running_process
from cli.settings import Settings
from cli.speech import LabError, say
from images import build, image, registry
from images.bases import CPU, ROCM
from images.wheels import tell_wheels
from machine.engine import ask_engine
from machine.mode import Plan
from machine.ports import free_port
from session import server
from session.compose import PROJECT, compose, environ, without_compose
from session.folders import HOME, hand_over, prepare
from session.torch_facts import ASK_TORCH, TorchFacts, offers, parse

NAME = f"{PROJECT}-lab-1"
LOG = LAB_STATE / "container.log"  # what it said, where it did not start
STATE = LAB_STATE / "container.json"  # what a running container was found to run on
PROVENANCE = HOME / "provenance.json"  # for flowlab.check, which sees neither git nor an engine
START_SECONDS = 60
INSPECT_SECONDS = 5  # a healthy engine takes 0.1 s; one that hangs must not hold the verb
PYTHON = "/opt/lab/bin/python"


@dataclass(frozen=True)
class Lab:
    """A container of this checkout that is up, and the port on 127.0.0.1 that leads to it."""

    id: str
    port: int
    health: str


def running() -> Lab | None:
    """The lab's container, if it is up; None as well where no engine answers."""
    with suppress(OSError, ValueError, KeyError, IndexError, TypeError, subprocess.TimeoutExpired):
        answer = subprocess.run(["docker", "inspect", NAME], capture_output=True, text=True, timeout=INSPECT_SECONDS)
        facts = json.loads(answer.stdout)[0]
        port = facts["HostConfig"]["PortBindings"]["8888/tcp"][0]["HostPort"]
        if facts["State"]["Running"]:
            return Lab(facts["Id"], int(port), facts["State"].get("Health", {}).get("Status", ""))
    return None


def ready_image(settings: Settings, plan: Plan, *, again: bool = False) -> image.Image:
    """The image for this plan; where it is not there, or `again`, it is taken from a registry or built.

    Raises LabError.
    """
    build.require_inputs(settings)
    name = image.reference(plan.base_image(settings), plan.rocm, plan.gfx)
    found = None if again else image.find(name)
    if found is None:
        # Who says "again" wants it built, unless a registry is named.
        where = settings.image_registry or ("" if again else registry.published())
        if not (where and registry.take(where, name, plan.gfx)):
            _build(settings, plan)
        found = image.find(name)
    if found and plan.gfx and not found.wheels:  # built just now, or by docker compose build
        build.label_wheels(name)
        found = image.find(name)
    if found is None:
        raise LabError("build-failed", reason=name, log=build.LOG)
    return found


def _build(settings: Settings, plan: Plan) -> None:
    base = plan.base_image(settings)
    say("image-building", base=base.partition("@")[0])
    if plan.gfx:
        tell_wheels(plan.gfx)
    # One card at most: a build gets none, and for several together CDI may have no name.
    build.build(environ(settings, replace(plan, cards=plan.cards[:1])), base)


def or_natively(settings: Settings, plan: Plan) -> image.Image | None:
    """The image for this plan; None for a native one, and where MODE=auto cannot get it and no card is lost by that.

    Raises LabError.
    """
    if not plan.container:
        return None
    try:
        return ready_image(settings, plan)
    except LabError as error:
        if settings.mode != "auto" or plan.rocm or plan.cards or error.code not in build.FAR_AWAY:
            raise
        say("native-because", cause=error.cause())
        return None


def make_ready(settings: Settings) -> None:
    """What the container finds in the checkout: folders, notebooks, a fresh token, its user's all. Raises LabError."""
    prepare()
    server.write_token()
    server.speak(HOME, ".jupyter", settings.language, "/")
    hand_over()


def start(settings: Settings, plan: Plan, found: image.Image) -> tuple[Lab, TorchFacts]:
    """Starts the container and waits until it answers; also what its PyTorch says of itself. Raises LabError."""
    make_ready(settings)
    _keep(PROVENANCE, json.dumps(provenance(settings, plan, found)))
    say("starting")
    try:
        done = compose(settings, plan, "up", "--detach", "--no-build", "lab")
        if done.returncode:
            raise explain(settings, done.stderr)
        lab = running()
        if lab is None:
            raise _undone(done.stderr)
        torch = _prove(plan, lab)
        _wait(lambda: now.health == "healthy" if (now := running()) else None)
        _keep(STATE, json.dumps({"id": lab.id, "torch": torch, "asked": plan.backend}))
        too_late()
    except BaseException:
        with undisturbed():
            logs = docker("logs", NAME)  # they go with it
            stop()
            _keep(LOG, logs.stdout + logs.stderr)
        raise
    return lab, torch


def _keep(file: Path, content: str) -> None:
    give(put(file.parent, file.name, content.encode()))


def _prove(plan: Plan, lab: Lab) -> TorchFacts:
    """Waits until JupyterLab answers, and asks PyTorch meanwhile. Raises LabError where a card is not seen."""
    # nice: importing torch is not to slow down the server that somebody waits for
    ask = ["docker", "exec", lab.id, "nice", PYTHON, "-c", ASK_TORCH]
    with running_process(ask, out=subprocess.PIPE, error=subprocess.PIPE) as proof:
        _wait(lambda: server.answers(lab.port))
        try:
            answer = proof.communicate(timeout=START_SECONDS)
        except subprocess.TimeoutExpired as error:  # a driver that hangs
            raise LabError("container-torch", reason=f"{START_SECONDS} s") from error
    torch = _parsed(*answer)
    if plan.backend == "hip" and offers(torch) != "hip":
        raise LabError("gpu-not-seen", cards=", ".join(card.gfx for card in plan.cards), layer=torch["layer"])
    return torch


def torch_of(lab: Lab) -> tuple[TorchFacts, str]:
    """What the PyTorch of a lab that is up said of itself, and the backend that was asked for."""
    with suppress(OSError, ValueError, KeyError):
        kept = json.loads(STATE.read_text())
        if kept["id"] == lab.id:
            return kept["torch"], kept["asked"]
    # Nobody has asked yet, as after `docker compose up` by hand.
    asked = docker("exec", lab.id, PYTHON, "-c", ASK_TORCH)
    return _parsed(asked.stdout, asked.stderr), "auto"


def provenance(settings: Settings, plan: Plan, found: image.Image) -> dict[str, Any]:
    """What the judge cannot see from inside: the commit, and which image it is in."""
    base = plan.base_image(settings)
    known = image.revision()
    return {
        "commit": known.removesuffix("-dirty") or image.archived() or None,
        "dirty": known.endswith("-dirty") if known else None,
        "image": {
            "reference": found.reference,
            "digest": found.digest,
            "id": found.id,
            "base": base.partition("@")[0],
            "base_digest": image.base_digest(base) or None,
            "pinned": base in (ROCM.reference, CPU.reference),
        },
    }


def not_running() -> LabError:
    """Why there is no lab: it may be up on an engine that does not answer, or not to this user."""
    problem = ask_engine() if STATE.exists() else None
    return LabError(problem.problem, reason=problem.reason) if problem and problem.problem else LabError("not-running")


def stop(*, everything: bool = False) -> None:
    """Takes the lab's container away, or `everything`, a check too; what is saved is in work/ and .lab/home."""
    # From "/": without a Compose file in sight the project's name alone says what to take away.
    command = ["docker", "compose", "--project-name", PROJECT, "down", "--remove-orphans" if everything else "lab"]
    done = subprocess.run(
        command,
        cwd="/",
        env=without_compose(),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # a second Ctrl-C at the terminal does not reach it
    )
    if done.returncode:
        raise _undone(done.stderr)
    STATE.unlink(missing_ok=True)


def explain(settings: Settings, said: str) -> LabError:
    """Why Compose could not run a container, in two lines."""
    if "port is already allocated" in said or "address already in use" in said:
        return LabError("port-in-use", port=settings.port, free=free_port())
    if "gathering device information" in said:
        return LabError("device-missing", reason=last_line(said))
    return _undone(said)


def _undone(said: str) -> LabError:
    """Of what Docker did not do: the engine may be gone."""
    code = "engine-down" if any(sign in said for sign in build.GONE) else "container-failed"
    return LabError(code, reason=last_line(said))


def _wait(what: Callable[[], bool | None]) -> None:
    if not comes_true(what, START_SECONDS):
        raise LabError("lab-did-not-start", seconds=START_SECONDS, log=LOG)


def _parsed(out: str, error: str) -> TorchFacts:
    facts = parse(out)
    if facts is None:
        raise LabError("container-torch", reason=last_line(error))
    return facts
