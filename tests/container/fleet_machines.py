"""Machines of a fleet: containers with systemd, ssh and an engine of their own, reached by real ssh on 127.0.0.1."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from container.engine import docker, run, wait_until
from native.checkout import PROJECT
from native.running import free_port

# Debian 13's systemd (257) does not start on the cgroup layout of an older host, version 1, until it is told twice.
# Debian 12's does not need to be told, and it does no harm there, nor on a host with version 2.
OLD_CGROUPS = "systemd.unified_cgroup_hierarchy=0 SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1"
USER = "teacher"
# What a run could change: packages, accounts, services, and every file where such things lie.
STATE = (
    "dpkg-query --show --showformat '${Package} ${db:Status-Abbrev}\n'; getent passwd group; "
    "find /etc /opt /usr/local /home /root /var/lib/rocm-lab -xdev "
    "'(' -type d -printf '%p %u %m\n' ')' -o -printf '%p %s %u %m\n' | sort; "
    "systemctl list-unit-files --no-legend --no-pager --type=service; systemctl is-active docker.service docker.socket"
)


@dataclass(frozen=True)
class Machine:
    """A machine by its container, and the port on 127.0.0.1 that leads to its ssh."""

    name: str
    container: str
    port: int

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A command there, as root."""
        return docker("exec", self.container, *command)

    def says(self, script: str) -> str:
        """What a shell script prints there."""
        done = self.run("sh", "-c", script)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def state(self) -> str:
        """All that a run could change there."""
        return self.run("sh", "-c", STATE).stdout

    def reboot(self) -> None:
        """Ends systemd and all it started, and starts it again on the same disk."""
        done = docker("restart", "--time", "60", self.container)
        assert done.returncode == 0, done.stderr
        self.wait()

    def wait(self) -> None:
        """Until systemd has started everything."""
        wait_until(self._up, 60, f"{self.name} is up")

    def _up(self) -> bool:
        return self.run("systemctl", "is-system-running").stdout.strip() in ("running", "degraded")


def machine_images() -> dict[str, str]:
    """The images that .ci/machines makes, made where they are not there: bare, ready, old."""
    done = run(str(PROJECT / ".ci/machines"), timeout=550)
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(line.split("=", 1) for line in done.stdout.splitlines())


@contextmanager
def machines(images: Mapping[str, str], folder: Path) -> Iterator[dict[str, Machine]]:
    """A machine for each name and image, up, with the key in `folder` let in; at the end nothing is left of them."""
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "key"))
    mark = f"fleet-test-{uuid4().hex[:8]}"
    made = {name: Machine(name, f"{mark}-{name}", free_port()) for name in images}
    try:
        for machine in made.values():
            _start(machine, images[machine.name])
        for machine in made.values():
            machine.wait()
            _let_in(machine, folder / "key.pub")
        yield made
    finally:
        for machine in made.values():
            docker("rm", "--force", "--volumes", machine.container)
            docker("volume", "rm", "--force", machine.container)


def _start(machine: Machine, image: str) -> None:
    done = docker(
        "run", "--detach", "--name", machine.container, "--hostname", machine.name,
        "--privileged", "--cgroupns=private",  # systemd and an engine are at home here; it is a machine, not the lab
        "--env", f"SYSTEMD_PROC_CMDLINE={OLD_CGROUPS}", "--tmpfs", "/run", "--tmpfs", "/run/lock",
        "--volume", f"{machine.container}:/var/lib/docker",  # an overlay on an overlay cannot be mounted
        "--publish", f"127.0.0.1:{machine.port}:22", image,
        "sh", "-c", "ssh-keygen -A && exec /lib/systemd/systemd",  # host keys of its own, as an installer makes them
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def _let_in(machine: Machine, key: Path) -> None:
    machine.says(f"install -d -o {USER} -g {USER} -m 700 /home/{USER}/.ssh")
    docker("cp", "--quiet", str(key), f"{machine.container}:/home/{USER}/.ssh/authorized_keys")
    machine.says(f"chown {USER}:{USER} /home/{USER}/.ssh/authorized_keys")


def write_inventory(file: Path, machines: Mapping[str, Machine], *more: str) -> Path:
    """An inventory in which every host key is known, but those of the lines in `more`."""
    folder = file.parent
    known = folder / f"{file.stem}.known_hosts"
    lines = []
    for machine in machines.values():
        wait_until(lambda m=machine: bool(_keys(m)), 30, f"ssh on {machine.name}")  # type: ignore[misc]
        lines += _keys(machine)
    known.write_text("\n".join(lines) + "\n")
    hosts = [f"{m.name} ansible_host=127.0.0.1 ansible_port={m.port}" for m in machines.values()]
    common = [
        f"ansible_user={USER}", f"ansible_ssh_private_key_file={folder / 'key'}",
        f"ansible_ssh_common_args=-o UserKnownHostsFile={known} -o GlobalKnownHostsFile=/dev/null",
    ]  # fmt: skip
    file.write_text("\n".join([*hosts, *more, "", "[all:vars]", *common, ""]))
    return file


def _keys(machine: Machine) -> list[str]:
    """What ssh-keyscan says: of a machine that these tests have just made, so nobody is asked to compare it."""
    said = run("ssh-keyscan", "-T", "5", "-p", str(machine.port), "127.0.0.1").stdout
    return [line for line in said.splitlines() if not line.startswith("#")]
