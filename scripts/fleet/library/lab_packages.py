#!/usr/bin/python
"""Ansible module: removes packages that the fleet installed, unless something of others needs them by now."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence

from ansible.module_utils.basic import AnsibleModule

ENVIRON = {**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}


def said(*command: str) -> str:
    """What a command prints; nothing where it is not there."""
    try:
        return subprocess.run(command, capture_output=True, text=True, env=ENVIRON).stdout
    except OSError:
        return ""


def installed(names: Sequence[str]) -> list[str]:
    """Those that are."""
    listed = said("dpkg-query", "--show", "--showformat=${Package} ${db:Status-Abbrev}\n")
    there = set(re.findall(r"^(\S+) .i", listed, re.MULTILINE))
    return [name for name in names if name in there]


def in_use(names: Sequence[str]) -> str:
    """What would be lost with them that is not the fleet's; nothing where they can go."""
    if "docker.io" in names:
        for what in (("container", "ls", "--all"), ("image", "ls"), ("volume", "ls")):
            if said("docker", *what, "--quiet").strip():
                return f"docker {what[0]} ls"
    removed = set(re.findall(r"^Remv (\S+)", said("apt-get", "remove", "--simulate", *names), re.MULTILINE))
    return " ".join(sorted(removed - set(names)))


def main() -> None:
    """The module."""
    module = AnsibleModule(
        argument_spec={"names": {"type": "list", "elements": "str", "required": True}}, supports_check_mode=True
    )
    names = installed(module.params["names"])
    reason = in_use(names) if names else ""
    left = f"{' '.join(names)} ({reason})" if reason else ""
    if names and not reason and not module.check_mode:
        command = ["apt-get", "remove", "--yes", "--quiet", *names]
        done = subprocess.run(command, capture_output=True, text=True, env=ENVIRON)
        if done.returncode:
            module.fail_json(msg=f"apt-get remove: {done.stderr[-500:]}")
    module.exit_json(changed=bool(names and not reason), lab={"kind": "packages", "left": left})


if __name__ == "__main__":
    main()
