"""No floating tag: what comes from a registry is named by its digest, and each pin is the same everywhere."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from images.bases import CPU, ROCM, ROCM_SMALLER, Base

PROJECT = Path(__file__).resolve().parents[3]
PINS = {base.reference for base in (ROCM, ROCM_SMALLER, CPU)}
NAMES = {pin.partition("@")[0] for pin in PINS}
DOCKERFILES = ["docker/Dockerfile", ".ci/bases.Dockerfile"]

IMAGES = "rocm/[a-z-]+|python|debian|ubuntu|alpine|fedora|busybox|node|nginx|registry|docker/[a-z-]+|[a-z-]+/hadolint"
REFERENCE = re.compile(rf"(?<![\w/.])(?<!\w-)((?:{IMAGES}):[A-Za-z0-9_][\w.-]*)(@sha256:[0-9a-f]{{64}}\b)?")
# Behind these a name is used, and not just spoken of.
USED = re.compile(r"(FROM\s+|image:\s*|=|:-|run\s+|pull\s+|--from=)\"?$")


def tracked() -> list[Path]:
    """Every file that can bring an image: all but the tests, which speak of wrong ones."""
    command = ["git", "-C", str(PROJECT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\0")
    files = [PROJECT / name for name in listed if name and not name.startswith("tests/")]
    return [file for file in files if file.is_file() and file.suffix not in (".ipynb", ".lock")]


def floating(text: str) -> list[str]:
    """The references without a digest; a pin's own name may stand in a sentence."""
    found = REFERENCE.finditer(text)
    return [m[1] for m in found if not m[2] and (m[1] not in NAMES or USED.search(text[: m.start()]))]


@pytest.mark.parametrize("file", tracked(), ids=lambda file: str(file.relative_to(PROJECT)))
def test_no_file_names_an_image_without_its_digest(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    # A literal in two lines of Python is one.
    assert floating(re.sub(r'"\n\s*"', "", text)) == []
    assert not re.search(r":latest\b", text)


@pytest.mark.parametrize(
    "text",
    [
        "FROM python:3.12-slim",
        "BASE_IMAGE=python:3.12-slim",
        "image: debian:12",
        "as rocm/pytorch:latest has",
        "node:22",
    ],
)
def test_the_rule_finds_a_floating_tag(text: str) -> None:
    assert floating(text)


@pytest.mark.parametrize(
    "text", ["built on `python:3.12-slim` with", f"FROM {CPU.reference}", "python: an interpreter"]
)
def test_the_rule_lets_a_pin_and_a_sentence_be(text: str) -> None:
    assert not floating(text)


@pytest.mark.parametrize("file", DOCKERFILES)
def test_a_dockerfile_starts_from_an_argument_without_a_default(file: str) -> None:
    text = (PROJECT / file).read_text(encoding="utf-8")
    arguments = re.findall(r"^ARG (.+)$", text.partition("FROM")[0], re.MULTILINE)
    stages = {"scratch", *re.findall(r"^FROM \S+ AS (\S+)$", text, re.MULTILINE)}
    started = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    assert started
    assert [base for base in started if base not in stages and base not in {f"${{{name}}}" for name in arguments}] == []
    assert "syntax=" not in text.partition("FROM")[0]


@pytest.mark.parametrize(
    ("file", "pin"), [("compose.yaml", ROCM), ("docker/compose.cpu.yaml", CPU), ("docker/compose.wheels.yaml", CPU)]
)
def test_a_compose_file_has_the_pin_of_its_kind(file: str, pin: Base) -> None:
    text = (PROJECT / file).read_text(encoding="utf-8")
    assert re.findall(r"LAB_BASE_IMAGE:-([^}]+)}", text) == [pin.reference]


def test_the_dev_container_has_the_cpu_s_pin() -> None:
    text = (PROJECT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8")
    assert re.findall(r'"BASE_IMAGE": "([^"]+)"', text) == [CPU.reference]


@pytest.mark.parametrize("pin", sorted(PINS))
def test_a_pin_has_a_tag_and_a_digest(pin: str) -> None:
    assert re.fullmatch(r"[a-z/]+:[\w.-]+@sha256:[0-9a-f]{64}", pin)
