"""Other engines beside the machine's: one that remaps user ids, a newer one that reads CDI names, and podman."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from container.debian import unpack
from container.engine import run, wait_until

# In namespaces of its own: /etc stays as it is, and so does docker0, which an engine without a bridge takes away.
START = """
folder=$1; shift
echo '{}' >"$folder/daemon.json"
exec "$@" --config-file="$folder/daemon.json" --host="unix://$folder/socket" --pidfile="$folder/pid" \
  --data-root="$folder/data" --exec-root="$folder/exec" --iptables=false --ip6tables=false
"""
REMAP = """
for ids in subuid subgid; do echo nobody:100000:65536 >"$1/$ids"; mount --bind "$1/$ids" "/etc/$ids"; done
"""
NO_BRIDGE = "--bridge=none"  # for whose containers have no network
NEWER = ("docker.io", "docker-cli", "docker-compose")  # of Debian 14, whose programs run on Debian 12's libc, too


@contextmanager
def remapped_engine() -> Iterator[str]:
    """Its DOCKER_HOST."""
    daemon = _daemon()
    with _engine(
        REMAP + START, daemon.exe(), NO_BRIDGE, "--userns-remap=nobody:nogroup", environ=daemon.environ()
    ) as address:
        yield address


@contextmanager
def engine_on_a_disk() -> Iterator[tuple[str, str]]:
    """The DOCKER_HOST of one that has a disk of its own, and where that is: mounted again, it is of another size."""
    daemon = _daemon()
    with tempfile.TemporaryDirectory(prefix="disk-") as disk:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64g", "tmpfs", disk], check=True)
        try:
            with _engine(f'ln -s {disk} "$1/data"\n{START}', daemon.exe(), environ=daemon.environ()) as address:
                yield address, disk
        finally:
            subprocess.run(["umount", "--lazy", disk], check=True)


@contextmanager
def cdi_engine(specifications: Path) -> Iterator[dict[str, str]]:
    """What `docker` needs to know to use it, and a Compose of its age."""
    daemon = _daemon()
    with tempfile.TemporaryDirectory(prefix="newer-") as folder:
        tree = Path(folder, "tree")
        unpack("forky", NEWER, tree)
        Path(folder, "config.json").write_text(
            json.dumps({"cliPluginsExtraDirs": [str(tree / "usr/libexec/docker/cli-plugins")]})
        )
        # Last on the path: of runc, the one that is made for this libc.
        environ = daemon.environ()
        environ["PATH"] = os.pathsep.join((environ["PATH"], str(tree / "usr/bin"), str(tree / "usr/sbin")))
        program = (str(tree / "usr/sbin/dockerd"), NO_BRIDGE, f"--cdi-spec-dir={specifications}")
        with _engine(START, *program, environ=environ) as address:
            yield {"DOCKER_HOST": address, "DOCKER_CONFIG": folder}


@contextmanager
def podman_as_docker(command: Path) -> Iterator[None]:
    """Makes `command` what Debian's podman-docker has under docker's name."""
    with tempfile.TemporaryDirectory(prefix="podman-") as folder:  # short: podman takes no runroot of over 50 letters
        unpack("bookworm", ("podman",), Path(folder, "tree"))
        usr = f"{folder}/tree/usr"
        environ = f"PATH=$PATH:{usr}/bin HOME={folder} LD_LIBRARY_PATH={usr}/lib/x86_64-linux-gnu"
        own = f"--root {folder}/root --runroot {folder}/run --conmon {usr}/bin/conmon"
        command.write_text(f'#!/bin/sh\n{environ} exec {usr}/bin/podman {own} "$@"\n')
        command.chmod(0o755)
        yield


def _daemon() -> psutil.Process:
    # Asked through process_iter itself, which passes over what ends meanwhile.
    daemon = next((p for p in psutil.process_iter(["name"]) if p.info["name"] == "dockerd"), None)
    if os.getuid() != 0 or daemon is None:
        pytest.skip("needs root, and the engine's own program in sight")
    return daemon


@contextmanager
def _engine(script: str, *program: str, environ: Mapping[str, str]) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="engine-"))  # short: a socket's path has 107 letters
    folder.chmod(0o755)  # a remapped root has to come in
    spaces = ("unshare", "--mount", "--net", "--propagation", "private")
    with (folder / "log").open("w") as log:
        command = [*spaces, "sh", "-euc", script, "sh", str(folder), *program]
        started = subprocess.Popen(command, env=dict(environ), stdout=log, stderr=log)
    address = f"unix://{folder}/socket"
    try:
        wait_until(
            lambda: run("docker", "--host", address, "info").returncode == 0, 20, f"an engine on {folder}/socket"
        )
        yield address
    finally:
        started.terminate()
        started.wait(timeout=20)
        shutil.rmtree(folder)
