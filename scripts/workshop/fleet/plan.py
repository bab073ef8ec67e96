"""From what look.sh printed on a machine to what the lab still needs there. Pure; Ansible does what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from machine.engine import OLDEST_COMPOSE, OLDEST_ENGINE
from machine.gpus import gfx_name

# docker-compose is Compose 1 on older releases: the version that is offered decides.
COMPOSE_PACKAGES = ("docker-compose-v2", "docker-compose", "docker-compose-plugin")
ENGINE_PACKAGES = ("docker.io", "docker-cli", "apparmor")
# The hub is Python's, its proxy Node's; the seats' image is built there. Each but the first: where this is missing.
SEATS_PACKAGES = {"python3-venv": "", "nodejs": "npm", "npm": "npm", "docker-buildx": "buildx"}
# Debian 13's engine, Compose and what they need: 82 MB of archives, 336 MB unpacked; what seats need is as much again.
PACKAGES_BYTES = 450_000_000
INCOMING, DOCKER_ROOT, PROGRAMS = range(3)  # the lines of df

Parts = Mapping[str, str]
Packages = Mapping[str, tuple[str, str]]  # installed and offered version of each, "(none)" among them


class Problem(Exception):  # noqa: N818  as a person would call it
    """What keeps this machine from becoming green; `values` fill the lines of its code."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, {name: str(value) for name, value in values.items()}


def make_plan(said: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Facts, plan, and what fleet-down will have to know; or the facts with the problem that makes it impossible.

    asked: folder, image (reference, ids, peak: bytes), bundle (sha256, bytes), refreshed, seats (0: a lab).
    """
    told = re.findall(r"^@(\w+)\n(.*?)(?=^@|\Z)", said, re.MULTILINE | re.DOTALL)
    parts = {name: text.strip() for name, text in told}
    facts = {"gfx": _targets(parts["gfx"]), "driver": parts["driver"] or None, "problem": None}
    try:
        return {**facts, **_plan(parts, asked)}
    except Problem as problem:
        return {**facts, "problem": {"code": problem.code, "values": problem.values}}


def _plan(parts: Parts, asked: Mapping[str, Any]) -> dict[str, Any]:
    distribution = _distribution(parts["os"])
    old = json.loads(parts["memory"] or "{}")
    if not parts["account"]:
        raise Problem("fleet-no-user", user=parts["user"])
    if parts["folder"] and not old:
        raise Problem("fleet-folder-taken", folder=asked["folder"])
    uid, gid = map(int, parts["account"].split(":")[2:4])
    more = seats_packages(parts) if int(asked["seats"]) else []
    packages = needed(parts, distribution, more, refreshed=asked["refreshed"])
    groups, nameless = groups_to_join(parts["nodes"], parts["groups"].split())
    groups = groups if uid else []
    rests, image = resting(parts["units"]), asked["image"]
    # What was loaded into an engine that rests is taken to be there still.
    asleep = "image" not in parts
    load = image["reference"] not in old.get("images", []) if asleep else parts["image"] not in image["ids"]
    send = load and asked["bundle"]["sha256"] not in parts["arrived"]
    needs = {INCOMING: send * asked["bundle"]["bytes"], DOCKER_ROOT: load * image["peak"]}
    require_room(parts["room"], {**needs, PROGRAMS: bool(packages) * PACKAGES_BYTES * (2 if more else 1)})
    user = parts["user"]
    joined = {**old.get("groups", {}), user: sorted({*old.get("groups", {}).get(user, []), *groups})}
    return {
        "plan": {
            "packages": packages,
            "groups": groups,
            "nameless": nameless,
            "load": load,
            "send": send,
            "seats": int(asked["seats"]),
        },
        "fresh": not old,
        "unfinished": bool(parts["unfinished"]),
        "login": parts["login"],
        "user": {"name": user, "uid": uid, "gid": gid, "home": parts["account"].split(":")[5]},
        "remember": {
            "engine": old.get("engine") or rests,
            "groups": {name: names for name, names in joined.items() if names},
            "packages": sorted({*old.get("packages", []), *packages}),
            "images": sorted({*old.get("images", []), *([image["reference"]] if load else [])}),
            "user": user,
            "home": parts["account"].split(":")[5],
            "folder": asked["folder"],
        },
    }


def seats_packages(parts: Parts) -> list[str]:
    """What seats need on top; a Node or a buildx from elsewhere is used as it is."""
    return [name for name, there in SEATS_PACKAGES.items() if not parts.get(there)]


def needed(parts: Parts, distribution: str, more: Sequence[str], *, refreshed: bool) -> list[str]:
    """The packages that are missing. Raises Problem where the release has none that will do."""
    known = _packages(parts["packages"])
    engine = parts["engine"].removeprefix("Docker version ")
    wanted = [*choose(engine, parts["compose"], known, distribution), *more]
    missing = [name for name in wanted if known.get(name, ("(none)", ""))[0] == "(none)"]
    if missing and known.get("python3-apt", ("(none)", ""))[0] == "(none)":
        missing.append("python3-apt")  # what Ansible's apt works with
    if refreshed and not set(missing) <= set(_offered(known)):
        raise Problem("fleet-no-packages", packages=" ".join(missing))
    return missing


def choose(engine: str, compose: str, known: Packages, distribution: str) -> list[str]:
    """What has to be there beside this engine and this Compose, of which each may be "". Raises Problem."""
    offered = _offered(known)
    if engine and version(engine) < (OLDEST_ENGINE,):
        raise Problem("fleet-engine-old", found=engine)
    if compose and version(compose) < OLDEST_COMPOSE:
        raise Problem("fleet-compose-old", found=compose)
    if "docker.io" not in offered:  # no list of packages yet: what the release is known to call them
        compose_package = "docker-compose-v2" if distribution == "ubuntu" else "docker-compose"
        return ["make", *([] if engine else ["docker.io"]), *([] if compose else [compose_package])]
    good = [name for name in COMPOSE_PACKAGES if version(offered.get(name, "")) >= OLDEST_COMPOSE]
    if not compose and not good:
        seen = [f"{name} {offered[name]}" for name in (*COMPOSE_PACKAGES, "docker.io") if name in offered]
        raise Problem("fleet-no-compose", found=", ".join(seen))
    if not engine and version(offered["docker.io"]) < (OLDEST_ENGINE,):
        raise Problem("fleet-engine-old", found=f"docker.io {offered['docker.io']}")
    engine_packages = [name for name in ENGINE_PACKAGES if name in offered]
    return ["make", *([] if compose else good[:1]), *([] if engine else engine_packages)]


def version(text: str) -> tuple[int, ...]:
    """The numbers that a version starts with, without an epoch: 1:2.26.1-4 is 2, 26, 1."""
    found = re.match(r"(?:\d+:)?v?(\d+)(?:\.(\d+))?(?:\.(\d+))?", text)
    return tuple(int(part) for part in found.groups() if part) if found else ()


def groups_to_join(nodes: str, member: Iterable[str]) -> tuple[list[str], list[str]]:
    """Groups that own the engine's socket and the GPU's nodes without this user; and nodes without a group's name."""
    owned = [line.rsplit(" ", 2) for line in nodes.splitlines()]
    wanted = [] if any(node == "/run/docker.sock" for node, _, _ in owned) else ["docker"]
    wanted = [*(group for _, group, _ in owned if group != "UNKNOWN"), *wanted]
    # The container gets the number itself; only MODE=native would need the name.
    nameless = [f"{node}: {gid}" for node, group, gid in owned if group == "UNKNOWN"]
    return [group for group in dict.fromkeys(wanted) if group not in set(member)], nameless


def resting(units: str) -> dict[str, list[str]]:
    """What `systemctl show` says is there, and is stopped or disabled."""
    found = [dict(line.split("=", 1) for line in unit.splitlines()) for unit in units.split("\n\n") if unit]
    there = [unit for unit in found if unit["LoadState"] == "loaded"]
    disabled = [unit["Id"] for unit in there if unit["UnitFileState"] == "disabled"]
    return {
        "stopped": [unit["Id"] for unit in there if unit["ActiveState"] in ("inactive", "failed")],
        "disabled": [name for name in disabled if name == "docker.service"],
    }


def require_room(df: str, needs: Mapping[int, int]) -> None:
    """Raises Problem where what will lie on one file system does not fit; needs: bytes by line of df."""
    rows = [line.rsplit(None, 1) for line in df.splitlines()[1:]]
    for folder, free in dict.fromkeys(map(tuple, rows)):
        size = sum(needs[number] for number, row in enumerate(rows) if row[0] == folder)
        if size > int(free):
            raise Problem("fleet-disk", folder=folder, needed=f"{size / 1e9:.1f}", free=f"{int(free) / 1e9:.1f}")


def _distribution(release: str) -> str:
    pairs = (line.partition("=") for line in release.splitlines())
    facts = {name: value.strip("\"'") for name, _, value in pairs}
    if facts.get("ID") not in ("debian", "ubuntu"):
        raise Problem("fleet-distribution", found=facts.get("PRETTY_NAME", "?"))
    return facts["ID"]


def _targets(lines: str) -> list[str]:
    numbers = [int(line.split()[1]) for line in lines.splitlines()]
    return [gfx_name(number) for number in numbers if number]


def _packages(policy: str) -> dict[str, tuple[str, str]]:
    found = re.findall(r"^(\S+):\n  Installed: (\S+)\n  Candidate: (\S+)", policy, re.MULTILINE)
    return {name: (installed, candidate) for name, installed, candidate in found}


def _offered(known: Packages) -> dict[str, str]:
    return {name: candidate for name, (_, candidate) in known.items() if candidate != "(none)"}
