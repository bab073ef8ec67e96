"""IMAGE_REGISTRY: an image of this checkout is taken by its digest, another's is refused, without one it is built."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from container.bundles import commit_all, image_id, reference_of, remove_image, small_image
from container.engine import Bases, Contained, docker, inspect, make_contained
from container.registries import Registry, a_registry, layers, push, small_lab
from native.checkout import error_code
from native.workflow import Runner, job, runner_environ


@dataclass(frozen=True)
class Place:
    """A checkout whose base nobody has, the name of its image, and where a registry may have that."""

    checkout: Contained
    name: str
    registry: Registry

    @property
    def repository(self) -> str:
        return f"{self.registry.address}/owner/lab"

    @property
    def remote(self) -> str:
        return f"{self.repository}:{self.tag}"

    @property
    def tag(self) -> str:
        return self.name.partition(":")[2]


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    with a_registry(tmp_path_factory.mktemp("registry")) as one:
        yield one


@pytest.fixture
def place(registry: Registry, tmp_path: Path) -> Iterator[Place]:
    base = f"127.0.0.1:1/nothing-{uuid4().hex}:none"
    checkout = make_contained(tmp_path / "Lab ü registry", base, LAB_BACKEND="cpu")
    place = Place(checkout, reference_of(checkout.root, base), registry)
    yield place
    for name in (place.name, place.remote):
        remove_image(name)


@pytest.mark.parametrize("verb", ["image", "lab"])
def test_an_image_of_this_checkout_is_taken_and_nothing_is_built(place: Place, verb: str) -> None:
    small_lab(place.checkout, place.name, place.tag)
    digest = push(place.name, place.remote)
    done = place.checkout.make(verb, IMAGE_REGISTRY=place.repository)
    assert f"{place.repository}@{digest}" in done.stdout, done.stdout + done.stderr
    assert "Building" not in done.stdout
    assert f"{place.repository}@{digest}" in inspect(place.name)["RepoDigests"]
    if verb == "image":
        assert done.returncode == 0, done.stderr
    else:  # what is there is not asked for again; and these files alone are no lab that starts
        again = place.checkout.make("lab", IMAGE_REGISTRY="127.0.0.1:1/nothing/there")
        assert error_code(again)[0] == "container-failed"
        assert "Asking" not in again.stdout


def changed(place: Place) -> None:
    file = place.checkout.root / "tests/judge/oracle.py"
    mine = file.read_bytes()
    file.write_bytes(mine + b"\n")
    small_lab(place.checkout, place.name, place.tag)  # as after `docker compose build` by hand, with an older .env
    file.write_bytes(mine)


def one_more(place: Place) -> None:
    more = place.checkout.root / "tests/judge/more.py"
    more.write_text("pass\n")
    small_lab(place.checkout, place.name, place.tag)
    more.unlink()


def one_less(place: Place) -> None:
    missing, aside = place.checkout.root / "labs/README.md", place.checkout.root / "aside"
    missing.rename(aside)
    small_lab(place.checkout, place.name, place.tag)
    aside.rename(missing)


OTHERS: dict[str, tuple[Callable[[Place], object], str]] = {
    "another's": (
        lambda p: small_lab(p.checkout, p.name, "0123456789ab"),
        "org.opencontainers.image.version says 0123",
    ),
    "without a label": (lambda p: small_image(p.name), "org.opencontainers.image.version says -"),
    "with another judge": (changed, "tests/judge/oracle.py"),
    "with a file more": (one_more, "tests/judge/more.py"),
    "with a file less": (one_less, "labs/README.md"),
}


@pytest.mark.parametrize("what", OTHERS)
def test_an_image_under_this_tag_is_refused(place: Place, what: str) -> None:
    make, said = OTHERS[what]
    make(place)
    push(place.name, place.remote)
    done = place.checkout.make("image", IMAGE_REGISTRY=place.repository)
    assert error_code(done) == ("image-other", 4)
    assert said in done.stderr
    assert [image_id(name) for name in (place.name, place.remote)] == [None, None]


def test_a_layer_with_other_bytes_is_refused(place: Place) -> None:
    small_image(place.name)  # of bytes that this engine has nowhere else
    digest = push(place.name, place.remote)
    layer = layers(place.registry, digest)[-1]
    layer.write_bytes(bytes(layer.stat().st_size))
    done = place.checkout.make("image", IMAGE_REGISTRY=place.repository)
    assert error_code(done) == ("image-broken", 4)
    assert [image_id(name) for name in (place.name, place.remote)] == [None, None]


def other_machine(place: Place) -> str:
    small_image(place.name, "linux/arm64")
    push(place.name, place.remote)
    return place.repository


ABSENT: dict[str, tuple[Callable[[Place], str], str]] = {
    "has none": (lambda p: p.repository, "manifest unknown"),
    "does not answer": (lambda _: "127.0.0.1:1/owner/lab", "connection refused"),
    "has one for other machines": (other_machine, "linux/arm64"),
}


@pytest.mark.parametrize("what", ABSENT)
def test_it_is_built_and_said_why_where_the_registry(place: Place, what: str) -> None:
    where, said = ABSENT[what]
    done = place.checkout.make("image", IMAGE_REGISTRY=where(place))
    reason, building = done.stdout.splitlines()[-2:]
    assert "so it is built here" in reason
    assert said in reason
    assert building.startswith("Building")
    assert error_code(done) == ("base-refused", 4)  # a base that nobody has
    assert image_id(place.remote) is None


def with_packages(place: Place, bases: Bases) -> None:
    """The lab's files on a Debian with Python, without what makes it large."""
    files = f"localhost/files-{uuid4().hex}"
    small_lab(place.checkout, files, place.tag)
    large = "/usr/share /usr/sbin /usr/bin/[!d]* /usr/local/bin/python3* /usr/lib/python3 /var/lib/apt"
    dockerfile = place.checkout.root.parent / "Dockerfile"
    dockerfile.write_text(f"FROM {bases.cpu} AS base\nRUN rm -rf {large}\nFROM {files}\nCOPY --from=base / /\n")
    built = docker("build", "--quiet", "--tag", place.name, "--file", str(dockerfile), str(dockerfile.parent))
    assert built.returncode == 0, built.stderr
    remove_image(files)


def test_the_workflow_pushes_what_a_checkout_takes_and_bundles_that(place: Place, bases: Bases, tmp_path: Path) -> None:
    commit_all(place.checkout.root)
    with_packages(place, bases)
    gh = tmp_path / "bin/gh"  # the one program that no test can run: it asks GitHub
    gh.parent.mkdir()
    gh.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/gh\n[ "$2" != view ]\n')
    gh.chmod(0o755)
    environ = {**runner_environ(), **place.checkout.given, "GITHUB_ACTOR": "me", "GITHUB_REF_NAME": "v1"}
    environ |= {"DOCKER_CONFIG": str(tmp_path / "docker"), "PATH": f"{gh.parent}:{environ['PATH']}"}
    context = {"github.repository": "Owner/Lab", "github.token": "secret", "matrix.backend": "cpu"}
    runner = Runner(place.checkout.root, tmp_path / "temp", environ, context)

    done = {one.name: one for one in runner.run(*here("image", place, without="Image"))}
    assert {one.status for one in done.values()} == {0}, [one.said for one in done.values()]
    digest = done["Attest how it was made"].given["subject-digest"]
    assert done["Attest how it was made"].given["subject-name"] == place.repository
    bill = json.loads(Path(done["Attest what is in it"].given["sbom-path"]).read_text())
    assert {"pip", "libc6", "dpkg"} <= {component["name"] for component in bill["components"]}
    assert bill["metadata"]["component"]["version"] == digest

    docker("image", "rm", place.name, place.remote)
    done = {one.name: one for one in runner.run(*here("bundle", place))}
    assert {one.status for one in done.values()} == {0}, [one.said for one in done.values()]
    assert f"{place.repository}@{digest}" in done["Bundle of the image that was pushed"].said
    asked = [line.split() for line in (tmp_path / "gh").read_text().splitlines()]
    folder = f"runs/{place.name.replace(':', '-')}"
    files = ["README.txt", "SHA256SUMS", "checkout.tar.gz", "image.tar.zst"]
    assert asked[1] == [
        "release",
        "create",
        "v1",
        "--verify-tag",
        "--generate-notes",
        *(f"{folder}/{f}" for f in files),
    ]
    shutil.rmtree(place.checkout.root / "runs")


def here(name: str, place: Place, without: str = "") -> tuple[list[dict[str, object]], dict[str, str]]:
    """A job's steps and environment, with the registry of the test for GitHub's."""
    steps, environ = json.loads(json.dumps(job("images.yml", name)).replace("ghcr.io", place.registry.address))
    return [step for step in steps if step["name"] != without], environ
