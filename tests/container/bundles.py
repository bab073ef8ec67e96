"""Bundles for tests: of an image that is as small as one can be, and of a base that nobody else uses."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from container.engine import Contained, docker, inspect, make_contained, run
from native.checkout import error_code
from workshop.bundle import IMAGE, README, read, write_sums

ASK = "import sys; from images.image import reference; print(reference(sys.argv[1], sys.argv[2] == 'True'))"


@dataclass(frozen=True)
class Packing:
    """A clone with one commit, the small image that goes by the name of its lab's, and the base it names."""

    checkout: Contained
    reference: str
    base: str
    commit: str

    @property
    def path(self) -> Path:
        """Where `make bundle` puts it."""
        return self.checkout.root / "runs" / self.reference.replace(":", "-")


def packing(root: Path, *, rocm: bool = False, platform: str = "") -> Packing:
    """A clone and its image; `remove_image` takes the image away."""
    base = f"localhost/nothing-{uuid4().hex}:1"
    checkout = make_contained(root, base, LAB_BACKEND="hip" if rocm else "cpu")
    commit = commit_all(checkout.root)
    reference = reference_of(root, base, rocm=rocm)
    small_image(reference, platform)
    return Packing(checkout, reference, base, commit)


def reference_of(root: Path, base: str, *, rocm: bool = False) -> str:
    """The name of the image that this checkout makes on this base."""
    asked = run(sys.executable, "-c", ASK, base, str(rocm), cwd=root, env={**os.environ, "PYTHONPATH": "scripts"})
    assert asked.returncode == 0, asked.stderr
    return asked.stdout.strip()


def small_image(reference: str, platform: str = "") -> str:
    """An image of one file that does not compress; its id."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        info = tarfile.TarInfo("random")
        info.size = 3_000_000
        tar.addfile(info, io.BytesIO(os.urandom(info.size)))
    of = ["--platform", platform] if platform else []
    done = subprocess.run(["docker", "import", *of, "-", reference], input=content.getvalue(), capture_output=True)
    assert done.returncode == 0, done.stderr
    return str(inspect(reference)["Id"])


def commit_all(root: Path) -> str:
    """Makes the folder a repository with one commit of all that is there; that commit."""
    git = ["git", "-c", "user.name=a test", "-c", "user.email=test@example.org"]
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "all"]):
        subprocess.run([*git, *command], cwd=root, check=True)
    return run("git", "rev-parse", "HEAD", cwd=root).stdout.strip()


def unpack(bundle: Path, root: Path, given: Mapping[str, str]) -> Contained:
    """The checkout in a bundle, on a machine that has none."""
    root.mkdir(parents=True)
    done = run("tar", "-xzf", str(bundle / "checkout.tar.gz"), "-C", str(root))
    assert done.returncode == 0, done.stderr
    return Contained(root, given=given)


def image_id(reference: str) -> str | None:
    """What the engine has by this name."""
    done = docker("image", "inspect", "--format", "{{.Id}}", reference)
    return done.stdout.strip() if done.returncode == 0 else None


def remove_image(reference: str) -> None:
    """The name, and the image if it has no other."""
    docker("image", "rm", reference)


def packed_id(bundle: Path) -> str:
    """The image's, as the bundle names it first."""
    return read(bundle).ids[0]


def altered(bundle: Path, copy: Path, *, image: str = "", readme: tuple[str, str] = ("", "")) -> Path:
    """A copy that holds another image or says something else, and whose sums are right."""
    shutil.copytree(bundle, copy)
    if image:
        save = f'docker save "{image}" | zstd -q -f -o "{copy / IMAGE}"'
        done = subprocess.run(["bash", "-o", "pipefail", "-c", save], capture_output=True)
        assert done.returncode == 0, done.stderr
    text = (copy / README).read_text(encoding="utf-8")
    assert readme[0] in text
    (copy / README).write_text(text.replace(*readme), encoding="utf-8")
    write_sums(copy)
    return copy


def few_programs(folder: Path, *more: str) -> str:
    """A PATH with what the verbs need, and no git and no zstd unless they are named."""
    (folder / "python3").symlink_to(Path(sys.executable).resolve())
    for name in ("make", "sh", "docker", *more):
        (folder / name).symlink_to(shutil.which(name) or name)
    return str(folder)


def docker_first(checkout: Contained, folder: Path, script: str) -> Contained:
    """The checkout with a `docker` before the real one, which the shell script calls as "$real"."""
    folder.mkdir(exist_ok=True)
    wrapper = folder / "docker"
    wrapper.write_text(f'#!/bin/bash\nset -o pipefail\nreal={shutil.which("docker")}\n{script}\nexec "$real" "$@"\n')
    wrapper.chmod(0o755)
    return Contained(
        checkout.root, given={**checkout.given, "PATH": f"{folder}:{os.environ['PATH']}"}, mark=checkout.mark
    )


def refused(checkout: Contained, bundle: Path, packed: Packing) -> str:
    """The code with which `make load` refuses it; nothing was loaded."""
    done = checkout.make("load", BUNDLE=bundle)
    assert image_id(packed.reference) is None
    return error_code(done)[0]
