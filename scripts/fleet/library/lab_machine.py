#!/usr/bin/python
"""Ansible module: what there is on this machine, and what the lab still needs there. It changes nothing."""

from __future__ import annotations

import grp
import json
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

MEMORY = Path("/var/lib/rocm-lab/fleet.json")  # what the fleet changed here: the only things that it takes back
BUNDLE = MEMORY.with_name("incoming") / "SHA256SUMS"  # copied last
OLDEST_ENGINE, OLDEST_COMPOSE = (25,), (2, 24, 4)  # Compose refuses start_interval on an older engine; !reset
# docker-compose is Compose 1 on older releases: the version that is offered decides.
COMPOSE_PACKAGES = ("docker-compose-v2", "docker-compose", "docker-compose-plugin")
ENGINE_PACKAGES = ("docker.io", "docker-cli", "apparmor")
TOOLS = ("make",)
PACKAGES_BYTES = 450_000_000  # Debian 13's engine, Compose and what they need: 82 MB of archives, 336 MB unpacked
GFX = Path("/sys/class/kfd/kfd/topology/nodes")


class Problem(Exception):  # noqa: N818  as a person would call it
    """What keeps this machine from becoming green; `values` fill the lines of its code."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, {name: str(value) for name, value in values.items()}


def version(text: str) -> tuple[int, ...]:
    """The numbers that a version starts with, without an epoch: 1:2.26.1-4 is 2, 26, 1."""
    found = re.match(r"(?:\d+:)?v?(\d+)(?:\.(\d+))?(?:\.(\d+))?", text)
    return tuple(int(part) for part in found.groups() if part) if found else ()


def candidates(policy: str) -> dict[str, str]:
    """What `apt-cache policy` says could be installed."""
    found = re.findall(r"^(\S+):\n.*\n  Candidate: (?!\(none\))(\S+)", policy, re.MULTILINE)
    return dict(found)


def choose(engine: str, compose: str, tools: Iterable[str], offered: Mapping[str, str], os_id: str) -> list[str]:
    """The packages that are missing here. Raises Problem where the release has none that will do."""
    missing = [tool for tool in TOOLS if tool not in tools]
    if engine and version(engine) < OLDEST_ENGINE:
        raise Problem("fleet-engine-old", found=engine)
    if compose and version(compose) < OLDEST_COMPOSE:
        raise Problem("fleet-compose-old", found=compose)
    if engine and compose:
        return missing
    if not offered:  # no list of packages yet, or none that could be read: what the release is known to call them
        known = "docker-compose-v2" if os_id == "ubuntu" else "docker-compose"
        return [*missing, *([] if engine else ["docker.io"]), *([] if compose else [known])]
    if not compose:
        good = [p for p in COMPOSE_PACKAGES if version(offered.get(p, "")) >= OLDEST_COMPOSE]
        if not good:
            seen = ", ".join(f"{p} {offered[p]}" for p in (*COMPOSE_PACKAGES, "docker.io") if p in offered)
            raise Problem("fleet-no-compose", found=seen or "-")
        missing.append(good[0])
    if not engine:
        if version(offered.get("docker.io", "")) < OLDEST_ENGINE:
            raise Problem("fleet-engine-old", found=f"docker.io {offered.get('docker.io', '-')}")
        missing += [package for package in ENGINE_PACKAGES if package in offered]
    return missing


def absent(packages: Iterable[str], listed: str) -> list[str]:
    """Those that dpkg does not list as installed: what was there before is not the fleet's to take back."""
    there = set(re.findall(r"^(\S+) .i", listed, re.MULTILINE))
    return [package for package in packages if package not in there]


def require_room(needs: Iterable[tuple[str, int]]) -> None:
    """Raises Problem where what will lie on one file system does not fit there; `needs`: folder, bytes."""
    wanted: dict[int, list[Any]] = {}
    for folder, size in needs:
        there = next(path for path in (Path(folder), *Path(folder).parents) if path.exists())
        of_disk = wanted.setdefault(there.stat().st_dev, [folder, 0, shutil.disk_usage(there).free])
        of_disk[1] += size
    for folder, size, free in wanted.values():
        if size > free:
            raise Problem("fleet-disk", folder=folder, needed=f"{size / 1e9:.1f}", free=f"{free / 1e9:.1f}")


def ask(*command: str) -> str:
    """What a command prints; nothing where it fails or is not there."""
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=60, env={**os.environ, "LC_ALL": "C"})
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def read_memory() -> dict[str, Any]:
    """What the fleet changed here before."""
    return json.loads(MEMORY.read_text()) if MEMORY.is_file() else {}


def distribution() -> dict[str, str]:
    """Of /etc/os-release. Raises Problem where it is neither Debian nor Ubuntu."""
    pairs = (line.partition("=") for line in Path("/etc/os-release").read_text().splitlines())
    facts = {name: value.strip("\"'") for name, _, value in pairs}
    if facts.get("ID") not in ("debian", "ubuntu"):
        raise Problem("fleet-distribution", found=facts.get("PRETTY_NAME", "?"))
    return {"id": facts["ID"], "name": facts.get("PRETTY_NAME", facts["ID"])}


def gpu() -> dict[str, Any]:
    """The gfx targets that the kernel shows, and the driver's version."""
    text = "".join(file.read_text() for file in sorted(GFX.glob("*/properties")))
    numbers = [int(number) for number in re.findall(r"^gfx_target_version (\d+)", text, re.MULTILINE)]
    driver = Path("/sys/module/amdgpu/version")
    return {
        "kind": "look",
        "gfx": [f"gfx{n // 10000}{n // 100 % 100:x}{n % 100:x}" for n in numbers if n],
        "driver": driver.read_text().strip() if driver.is_file() else None,
    }


def account(name: str) -> pwd.struct_passwd:
    """The user's. Raises Problem where there is none of this name."""
    try:
        return pwd.getpwnam(name)
    except KeyError:
        raise Problem("fleet-no-user", user=name) from None


def groups_to_join(user: pwd.struct_passwd) -> tuple[list[str], list[str]]:
    """Names of groups that own the engine's socket and the GPU's nodes without this user; and nodes without a name."""
    wanted, nameless = [], []
    for node in (Path("/run/docker.sock"), Path("/dev/kfd"), *sorted(Path("/dev/dri").glob("renderD*"))):
        if not node.exists():
            continue
        gid = node.stat().st_gid
        try:
            wanted.append(grp.getgrgid(gid).gr_name)
        except KeyError:  # the container gets the number itself; only MODE=native would need the name
            nameless.append(f"{node}: {gid}")
    wanted += [] if Path("/run/docker.sock").exists() else ["docker"]
    member = {grp.getgrgid(gid).gr_name for gid in os.getgrouplist(user.pw_name, user.pw_gid) if _named(gid)}
    new = [name for name in dict.fromkeys(wanted) if name not in member]
    return ([] if user.pw_uid == 0 else new), nameless


def _named(gid: int) -> bool:
    return any(group.gr_gid == gid for group in grp.getgrall())


def newly_installed(packages: list[str]) -> list[str]:
    """All that apt would install for them and that is not there now, as it says itself."""
    said = ask("apt-get", "install", "--simulate", "--no-install-recommends", *packages) if packages else ""
    return sorted(set(re.findall(r"^Inst (\S+) \(", said, re.MULTILINE)) | set(packages))


def look(asked: dict[str, Any]) -> dict[str, Any]:
    """The facts and the plan. Raises Problem."""
    facts, old = {**gpu(), "os": distribution(), "login": os.environ.get("SUDO_USER", "root")}, read_memory()
    user = account(asked["user"] or os.environ.get("SUDO_USER") or "root")
    if Path(asked["folder"]).exists() and not old:
        raise Problem("fleet-folder-taken", folder=asked["folder"])
    engine = ask("dockerd", "--version").removeprefix("Docker version ")
    compose = ask("docker", "compose", "version", "--short")
    offered = candidates(ask("apt-cache", "policy", *ENGINE_PACKAGES, *COMPOSE_PACKAGES, *TOOLS))
    tools = [tool for tool in TOOLS if shutil.which(tool)]
    needed = choose(engine, compose, tools, offered if "docker.io" in offered else {}, facts["os"]["id"])
    packages = absent(needed, ask("dpkg-query", "--show", "--showformat=${Package} ${db:Status-Abbrev}\n"))
    if packages and asked["refreshed"] and not set(packages) <= set(offered):
        raise Problem("fleet-no-packages", packages=" ".join(packages))
    groups, nameless = groups_to_join(user)
    image = asked["image"]
    # Of an engine that rests, nothing is asked: that alone would wake it. What was loaded is then taken to be there.
    rests = "docker.service" in asked["resting"]
    engine_says = (lambda *_: "") if rests else ask
    has = engine_says("docker", "image", "inspect", "--format", "{{.Id}}", image["reference"])
    load = image["reference"] not in old.get("images", []) if rests else has not in image["ids"]
    send = load and asked["arrived"] != asked["sha256"]
    root = engine_says("docker", "info", "--format", "{{.DockerRootDir}}") or "/var/lib/docker"
    needs = [(str(BUNDLE), send * asked["bytes"]), (root, load * image["peak"])]
    require_room([*needs, ("/usr", bool(packages) * PACKAGES_BYTES)])
    joined = {**old.get("groups", {}), user.pw_name: sorted({*old.get("groups", {}).get(user.pw_name, []), *groups})}
    facts["plan"] = {"packages": packages, "groups": groups, "nameless": nameless, "load": load, "send": send}
    facts["fresh"] = not old
    facts["user"] = {"name": user.pw_name, "uid": user.pw_uid, "gid": user.pw_gid, "home": user.pw_dir}
    facts["remember"] = {
        "groups": {name: names for name, names in joined.items() if names},
        "packages": sorted({*old.get("packages", []), *newly_installed(packages)}),
        "images": sorted({*old.get("images", []), *([image["reference"]] if load else [])}),
        "user": user.pw_name,
        "folder": asked["folder"],
    }
    return facts


def main() -> None:
    """The module."""
    module = AnsibleModule(
        argument_spec={
            "user": {"type": "str", "default": ""},
            "folder": {"type": "str", "required": True},
            "image": {"type": "dict", "required": True},
            "sha256": {"type": "str", "required": True},
            "bytes": {"type": "int", "required": True},
            "refreshed": {"type": "bool", "default": False},
            "resting": {"type": "list", "elements": "str", "default": []},
        },
        supports_check_mode=True,
    )
    try:
        module.exit_json(changed=False, lab=look({**module.params, "arrived": module.sha256(str(BUNDLE))}))
    except Problem as problem:
        module.fail_json(msg=problem.code, problem={"code": problem.code, "values": problem.values}, lab=gpu())


if __name__ == "__main__":
    main()
