"""A real registry on this machine: Debian's, run out of its package; installed, it would listen on every address."""

from __future__ import annotations

import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from container.debian import unpack
from container.engine import Contained, docker, inspect, run, wait_until
from native.running import free_port

CONFIG = """
version: 0.1
log: {{level: error, accesslog: {{disabled: true}}}}
storage: {{filesystem: {{rootdirectory: {data}}}}}
http: {{addr: "{address}"}}
"""
VERSION = "org.opencontainers.image.version"


@dataclass(frozen=True)
class Registry:
    """Its address, and the folder in which it keeps what was pushed."""

    address: str
    data: Path

    def blob(self, digest: str) -> Path:
        kind, _, number = digest.partition(":")
        return self.data / "docker/registry/v2/blobs" / kind / number[:2] / number / "data"


@contextmanager
def a_registry(folder: Path) -> Iterator[Registry]:
    unpack("bookworm", ["docker-registry"], folder / "tree")
    registry = Registry(f"127.0.0.1:{free_port()}", folder / "data")
    config = folder / "config.yml"
    config.write_text(CONFIG.format(data=registry.data, address=registry.address))
    with (folder / "log").open("w") as log:
        program = subprocess.Popen([folder / "tree/usr/bin/docker-registry", "serve", config], stdout=log, stderr=log)
    try:
        wait_until(lambda: answers(registry), 10, f"a registry at {registry.address}")
        yield registry
    finally:
        program.terminate()
        program.wait(timeout=10)


def answers(registry: Registry) -> bool:
    try:
        return bool(urllib.request.urlopen(f"http://{registry.address}/v2/", timeout=2).status == 200)
    except (OSError, urllib.error.URLError):
        return False


def small_lab(checkout: Contained, name: str, version: str) -> None:
    """The Dockerfile's own layer with the lab's files, and nothing below it; it says that it is `version`."""
    label = ("--label", f"{VERSION}={version}", "--build-arg", "BASE_IMAGE=scratch")
    build = (
        "docker",
        "build",
        "--quiet",
        "--target",
        "files",
        "--file",
        "docker/Dockerfile",
        *label,
        "--tag",
        name,
        ".",
    )
    done = run(*build, cwd=checkout.root, env=checkout.environ())
    assert done.returncode == 0, done.stderr


def push(name: str, remote: str) -> str:
    """By hand, as the page says it; its digest there. Of both names nothing stays here."""
    assert docker("tag", name, remote).returncode == 0
    pushed = docker("push", "--quiet", remote)
    assert pushed.returncode == 0, pushed.stderr
    (digest,) = (one.partition("@")[2] for one in inspect(remote)["RepoDigests"] if remote.rpartition(":")[0] in one)
    docker("image", "rm", remote, name)
    return digest


def layers(registry: Registry, digest: str) -> list[Path]:
    """The files in which a registry keeps an image's layers."""
    manifest = json.loads(registry.blob(digest).read_text())
    return [registry.blob(layer["digest"]) for layer in manifest["layers"]]
