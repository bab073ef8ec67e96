"""What goes wrong with an engine and a container: it is gone in the middle, it is full, there is not memory enough."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import pytest

from container.bundles import Packing, docker_first
from container.engine import Contained, docker, wait_until
from container.interrupting import begin, nothing_runs
from container.second_engine import engine_on_a_disk
from native.checking import copy_of
from native.checkout import error_code
from native.running import free_port

ENGINE = "/var/run/docker.sock"
GREED = "kept = [bytes(range(256)) * 4096 for _ in range(1024)]\\n"
LITTLE = "700m"  # of memory: enough for the judge and a kernel, and for no list of a gigabyte


@contextmanager
def line_to_the_engine() -> Iterator[tuple[str, Callable[[], None]]]:
    """An address of this engine, and what cuts it off: as for who asks, the engine is gone."""
    with tempfile.TemporaryDirectory(prefix="line-") as folder:
        path, open_ones = f"{folder}/s", list[socket.socket]()
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(path)
        listening.listen()

        def cut() -> None:
            Path(path).unlink(missing_ok=True)
            for one in (listening, *open_ones):
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()

        def carry(source: socket.socket, sink: socket.socket) -> None:
            with suppress(OSError):
                while said := source.recv(65536):
                    sink.sendall(said)
                sink.shutdown(socket.SHUT_WR)

        def serve() -> None:
            with suppress(OSError):
                while True:
                    caller, engine = listening.accept()[0], socket.socket(socket.AF_UNIX)
                    engine.connect(ENGINE)
                    open_ones.extend((caller, engine))
                    for ends in ((caller, engine), (engine, caller)):
                        threading.Thread(target=carry, args=ends, daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield f"unix://{path}", cut
        finally:
            cut()


def test_an_engine_that_stops_in_the_middle_is_named_and_the_next_start_works(
    new_checkout: Callable[..., Contained],
) -> None:
    checkout = new_checkout("Lab ü engine gone")
    checkout.image()
    with line_to_the_engine() as (address, cut):
        through = Contained(checkout.root, given={**checkout.given, "DOCKER_HOST": address}, mark=checkout.mark)
        starting = begin(through, "lab")
        starting.wait_for("Starting JupyterLab")
        wait_until(lambda: bool(checkout.containers()), 20, "a container")
        cut()
        assert starting.wait(30) != 0
    said = "".join(starting.said)
    assert re.search(r"^✗ engine-down: ", said, re.MULTILINE)
    assert "Error 4" in said
    assert "Traceback" not in said
    copies = {file.name: file.read_bytes() for file in (checkout.root / "labs").glob("*.ipynb")}
    assert {file.name: file.read_bytes() for file in (checkout.root / "work").glob("*.ipynb")} == copies
    again = checkout.make("lab")  # whatever the engine was left with
    assert again.returncode == 0, again.stderr
    assert checkout.make("stop").returncode == 0
    assert nothing_runs(checkout)()


def base_that_waits(folder: Path, engine: str, name: str, never: str) -> None:
    """One whose Python waits for something to come to this file: all that it has beside is a shell."""
    root = folder / "base"
    shell = subprocess.run(["ldd", "/bin/dash"], capture_output=True, text=True, check=True).stdout
    for file in (Path("/bin/dash"), *map(Path, re.findall(r"/\S+", shell))):
        (root / file.parent.relative_to("/")).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, root / file.relative_to("/"))
        (root / file.relative_to("/")).chmod(0o755)
    (root / "bin/sh").symlink_to("dash")
    os.mkfifo(root / never)
    (root / "bin/python3").write_text(f"#!/bin/sh\nread it </{never}\n")
    (root / "bin/python3").chmod(0o755)
    with tarfile.open(folder / "base.tar", "w") as tar:
        tar.add(root, ".")
    done = docker("--host", engine, "import", "--change", "ENV PATH=/bin", str(folder / "base.tar"), name)
    assert done.returncode == 0, done.stderr


def steps(never: str) -> list[int]:
    """The processes of a build on this base."""
    return [int(found.parts[2]) for found in Path("/proc").glob(f"[0-9]*/root/{never}")]


def test_an_engine_that_is_stopped_while_it_builds_is_called_down_and_harms_nothing(
    packed: Packing, there: Contained, tmp_path: Path
) -> None:
    with engine_on_a_disk() as (address, _):
        base_that_waits(tmp_path, address, packed.base, never := uuid4().hex)
        given = {"DOCKER_HOST": address, "LAB_BASE_IMAGE": packed.base, "LAB_PORT": str(free_port())}
        checkout = Contained(there.root, given=given, mark=there.mark)
        before = sorted(there.root.rglob("*.ipynb"))
        lab = begin(checkout, "lab", BACKEND="cpu")
        wait_until(lambda: steps(never) != [], 30, "the first step")
        os.kill(int(Path(address.removeprefix("unix://")).with_name("pid").read_text()), signal.SIGTERM)
        assert lab.wait(20) != 0
        for step in steps(never):  # an engine that ends leaves them, and its own disk with them
            with suppress(ProcessLookupError):  # the first of a container takes the others with it
                os.kill(step, signal.SIGKILL)
        wait_until(lambda: steps(never) == [], 20, "the end of the step")
    said = "".join(lab.said)
    assert re.search(r"^✗ engine-down: ", said, re.MULTILINE), said
    assert "Error 4" in said
    assert "Traceback" not in said
    assert sorted(there.root.rglob("*.ipynb")) == before
    assert checkout.processes() == []


def test_a_container_out_of_memory_says_memory_and_the_limit(new_checkout: Callable[..., Contained]) -> None:
    checkout = new_checkout("Lab ü memory")
    compose = checkout.root / "compose.yaml"
    compose.write_text(compose.read_text().replace("mem_limit: 16g", f"mem_limit: {LITTLE}"))
    greedy = copy_of(checkout, "greedy.ipynb", "model.train()\\n", GREED)
    done = checkout.make("check", NOTEBOOK=greedy)
    assert "Error 1" in done.stderr, done.stdout + done.stderr
    assert "the kernel died" in done.stdout
    assert "SIGKILL out of memory: 0.684 GiB" in done.stdout
    assert "It needed more memory than there is for it here (0.684 GiB)" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert nothing_runs(checkout)()


# Somebody else fills the disk, just as the engine is given something to keep.
FILLED = """
case "$*" in *load*|*build*)
    used=$(df --output=used -B1 {disk} | tail -n 1)
    mount -o remount,size=$((used + {free})) {disk} ;;
esac
"""


@contextmanager
def filled_at_work(checkout: Contained, folder: Path, free: int) -> Iterator[Contained]:
    """The checkout with an engine of its own, on whose disk so many bytes are left when it loads or builds."""
    with engine_on_a_disk() as (address, disk):
        given = {**checkout.given, "DOCKER_HOST": address}
        yield docker_first(
            Contained(checkout.root, given=given, mark=checkout.mark), folder, FILLED.format(disk=disk, free=free)
        )
        assert checkout.processes() == []


@pytest.mark.parametrize("free", [100_000, 2_500_000])
def test_a_disk_that_gets_full_while_it_loads_is_named_and_the_engine_has_no_half_of_an_image(
    packed: Packing, there: Contained, tmp_path: Path, free: int
) -> None:
    """Also where the engine breaks the line before it has said why."""
    with filled_at_work(there, tmp_path, free) as checkout:
        done = checkout.make("load", BUNDLE=packed.path)
        assert error_code(done) == ("engine-disk-full", 4)
        assert docker("--host", checkout.given["DOCKER_HOST"], "images", "--quiet").stdout == ""


def test_a_disk_that_gets_full_while_it_builds_is_named_and_the_engine_has_no_half_of_an_image(
    packed: Packing, there: Contained, tmp_path: Path
) -> None:
    with filled_at_work(there, tmp_path, 100_000) as checkout:
        engine = ("--host", checkout.given["DOCKER_HOST"])
        (tmp_path / "base.tar").write_bytes(bytes(10240))  # one of no file
        base = docker(*engine, "import", str(tmp_path / "base.tar"), packed.base)
        assert base.returncode == 0, base.stderr
        assert error_code(checkout.make("image")) == ("engine-disk-full", 4)
        assert docker(*engine, "images", "--quiet").stdout.split() == [base.stdout[7:19]]
