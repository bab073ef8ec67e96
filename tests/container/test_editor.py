"""The dev containers, opened as VS Code and Codespaces open them: by the dev container CLI, on the real engine."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from container.engine import Bases, Contained, docker, inspect, run
from container.test_container_devices import LOOK, nodes
from container.this_machine import FIRST, KFD, Machine
from native.checkout import PROJECT

CLI = PROJECT / "tests/container/editor/node_modules/.bin/devcontainer"
LEARNER = 1000
# What it would else ask the web for: features that are not allowed. None are used.
MANIFEST: dict[str, list[str]] = {"disallowedFeatures": [], "featureAdvisories": []}


@dataclass(frozen=True)
class Editor:
    """A dev container that is open."""

    checkout: Contained
    config: Path
    container: str
    folder: str

    def run(self, *command: str) -> str:
        """What a command says in the editor's terminal."""
        done = docker("exec", "--workdir", self.folder, self.container, *command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def give_learner(checkout: Contained) -> None:
    """As the checkout of a person who is not root; the CLI itself gives the user the id of who calls it."""
    if os.getuid() == 0:
        for path in (checkout.root, *checkout.root.rglob("*")):
            os.chown(path, LEARNER, LEARNER, follow_symlinks=False)


def opened(checkout: Contained, config: Path) -> Editor:
    cache = checkout.root.parent / f"devcontainercli-{os.environ.get('USER') or 'root'}/control-manifest.json"
    cache.parent.mkdir()
    cache.write_text(json.dumps(MANIFEST), encoding="utf-8")
    give_learner(checkout)
    command = [str(CLI), "up", "--workspace-folder", str(checkout.root), "--config", str(config)]
    environ = {**checkout.environ(), "TMPDIR": str(checkout.root.parent)}
    done = run(*command, "--skip-non-blocking-commands", env=environ, timeout=500)
    assert done.returncode == 0, done.stderr[-3000:]
    up = json.loads(done.stdout.splitlines()[-1])
    return Editor(checkout, config, up["containerId"], up["remoteWorkspaceFolder"])


def closed(editor: Editor) -> None:
    image = inspect(editor.container)["Image"]
    docker("rm", "--force", "--volumes", editor.container)
    docker("image", "rm", "--force", image)


@pytest.fixture(scope="module", autouse=True)
def _cli() -> None:
    if not CLI.is_file():
        said = "no dev container CLI here (npm ci --prefix tests/container/editor)"
        pytest.fail(said) if os.environ.get("REQUIRE_ALL") else pytest.skip(said)


@pytest.fixture(scope="module")
def on_cpu(new_checkout: Callable[..., Contained], bases: Bases) -> Iterator[Editor]:
    """On the stand-in base; this machine's wheels and certificate, as `make image` gives them."""
    checkout = new_checkout("lab editor")
    config = checkout.root / ".devcontainer/devcontainer.json"
    text = re.sub(r'"python:[^"]+"', json.dumps(bases.cpu), config.read_text(encoding="utf-8"))
    given = {"LAB_WHEELHOUSE": "--build-context=wheelhouse={}", "LAB_CA_FILE": "--secret=id=ca,src={}"}
    options = [option.format(checkout.given[name]) for name, option in given.items() if name in checkout.given]
    config.write_text(text.replace('"build": {', f'"build": {{ "options": {json.dumps(options)},'), encoding="utf-8")
    editor = opened(checkout, config)
    yield editor
    closed(editor)


@pytest.fixture(scope="module")
def on_gpu(new_checkout: Callable[..., Contained], bases: Bases, one_card: Machine) -> Iterator[Editor]:
    checkout = new_checkout("lab editor rocm", LAB_BASE_IMAGE=bases.rocm, LAB_HOST_ROOT=str(one_card.root))
    editor = opened(checkout, checkout.root / ".devcontainer/rocm/devcontainer.json")
    yield editor
    closed(editor)


def test_the_labs_lie_there_and_the_check_is_ready(on_cpu: Editor) -> None:
    labs = {notebook.name for notebook in (PROJECT / "labs").glob("*.ipynb")}
    assert set(on_cpu.run("ls", "work").split()) == labs
    said = on_cpu.run("make", "check", "NOTEBOOK=work/01_training_flow.en.ipynb")
    assert "labs PASS · HIP NOT PROVED: this ran on the CPU" in said
    assert "Setting up" not in said


def test_the_kernel_has_torch_and_the_checkout_s_own_flowlab(on_cpu: Editor) -> None:
    config = re.sub(r"^\s*//.*", "", on_cpu.config.read_text(encoding="utf-8"), flags=re.MULTILINE)
    kernel = json.loads(config)["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    code = "import ipykernel, flowlab, torch; print(flowlab.__file__, torch.__version__, sep=chr(10))"
    assert on_cpu.run(kernel, "-c", code).splitlines() == [f"{on_cpu.folder}/labs/flowlab/__init__.py", "2.13.0+cpu"]


def test_nothing_more_is_allowed_than_in_the_lab(on_cpu: Editor) -> None:
    host = inspect(on_cpu.container)["HostConfig"]
    assert host["CapDrop"] == ["ALL"]
    assert host["SecurityOpt"] == ["no-new-privileges:true"]
    assert not host["Privileged"]
    assert on_cpu.run("id", "-u").strip() != "0"


def test_on_an_amd_gpu_it_has_the_card_and_its_groups_and_torch_for_rocm(on_gpu: Editor, one_card: Machine) -> None:
    assert json.loads(on_gpu.run("python", "-c", LOOK)) == nodes(KFD, FIRST)
    host = inspect(on_gpu.container)["HostConfig"]
    assert host["GroupAdd"] == [str(one_card.kfd), str(one_card.render)]
    assert host["CapDrop"] == ["ALL"]
    assert on_gpu.run("python", "-c", "import torch; print(torch.version.hip)").startswith("7.15")
    assert (on_gpu.checkout.root / "work/01_training_flow.ja.ipynb").is_file()
