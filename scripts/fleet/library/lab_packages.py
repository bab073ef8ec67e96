#!/usr/bin/python
"""Ansible module: the distribution's packages: asked for, installed, and removed unless others need them by now.

Ansible's own apt module installs python3-apt and what that needs, and nobody would take it back.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence

from ansible.module_utils.basic import AnsibleModule

PATIENCE_SECONDS = 60.0
ENVIRON = {**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}


def said(*command: str, patience: float | None = None) -> str:
    """What a command prints; nothing where it is not there, and a question mark where it does not answer."""
    try:
        return subprocess.run(command, capture_output=True, text=True, env=ENVIRON, timeout=patience).stdout
    except OSError:
        return ""
    except subprocess.TimeoutExpired:
        return "?"


def installed(names: Sequence[str]) -> list[str]:
    """Those that are."""
    listed = said("dpkg-query", "--show", "--showformat=${Package} ${db:Status-Abbrev}\n")
    there = set(re.findall(r"^(\S+) .i", listed, re.MULTILINE))
    return [name for name in names if name in there]


def in_use(names: Sequence[str]) -> str:
    """What would be lost with them that is not the fleet's; nothing where they can go."""
    if "docker.io" in names:
        for what in (("container", "ls", "--all"), ("image", "ls"), ("volume", "ls")):
            # An engine that hangs may hold anything.
            if said("docker", *what, "--quiet", patience=PATIENCE_SECONDS).strip():
                return f"docker {what[0]} ls"
    removed = set(re.findall(r"^Remv (\S+)", said("apt-get", "remove", "--simulate", *names), re.MULTILINE))
    return " ".join(sorted(removed - set(names)))


def apt_get(module: AnsibleModule, *arguments: str) -> None:
    """Runs it to its end; a fresh machine may be updating itself."""
    command = ["apt-get", "--quiet", "--yes", "-o", "DPkg::Lock::Timeout=300", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRON)
    if done.returncode:
        module.fail_json(msg=f"apt-get {arguments[0]}: {done.stderr[-500:]}")


def remove(module: AnsibleModule, names: Sequence[str]) -> None:
    """Removes those that are there, all or none."""
    names = installed(names)
    reason = in_use(names) if names else ""
    if names and not reason and not module.check_mode:
        apt_get(module, "remove", *names)
    left = f"{' '.join(names)} ({reason})" if reason else ""
    module.exit_json(changed=bool(names and not reason), lab={"kind": "packages", "left": left})


def main() -> None:
    """The module."""
    module = AnsibleModule(
        argument_spec={
            "names": {"type": "list", "elements": "str", "default": []},
            "state": {"type": "str", "choices": ["listed", "present", "absent"], "required": True},
        },
        supports_check_mode=True,
    )
    names, state = module.params["names"], module.params["state"]
    if state == "absent":
        remove(module, names)
    if state == "listed":
        apt_get(module, "update")
    elif not module.check_mode:
        apt_get(module, "install", "--no-install-recommends", *names)
    module.exit_json(changed=state == "present")


if __name__ == "__main__":
    main()
