"""An index on this machine that behaves like AMD's: 403 for what it lacks, extras by GPU, device packages, no hashes.

Its torch is this environment's own CPU build under the ROCm build's name. What differs by GPU:
gfx942, gfx1201: whole; gfx1100: torch has the extra, and the index no package for it; gfx1101: the package has no
kernels; gfx1102: torch has no such extra.
"""

from __future__ import annotations

import re
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import distribution
from pathlib import Path

from packaging.utils import canonicalize_name

from native.checkout import PROJECT
from native.wheels import make_wheel

TORCH, ROCM = "2.13.0+rocm10.0.0", "10.0.0"
ROOT = "/rocm/whl-next/"
DEVICES = ("gfx942", "gfx1201", "gfx1100", "gfx1101")
# What torch's own metadata asks for, at the least version that it takes: the lock brings newer ones.
PURE = {
    "filelock": "3.0", "typing_extensions": "4.10.0", "setuptools": "77.0.3", "sympy": "1.13.3", "networkx": "2.5.1",
    "jinja2": "3.0", "fsspec": "0.8.5",
}  # fmt: skip


class Index:
    """The index that listens, what it was asked for, and which files break off halfway."""

    def __init__(self, wheels: Path) -> None:
        self.wheels, self.asked, self.broken = wheels, list[str](), set[str]()
        self.url = ""

    def page(self, name: str) -> str | None:
        """The links for a package, as its normal name; None where there is none."""
        files = [f.name for f in self.wheels.iterdir() if canonicalize_name(f.name.split("-")[0]) == name]
        links = "".join(f'<a href="/files/{file.replace("+", "%2B")}">{file}</a><br>' for file in files)
        return f"<!DOCTYPE html><html><body>{links}</body></html>" if files else None


@contextmanager
def listening(wheels: Path) -> Iterator[Index]:
    """Serves the wheels in this folder on 127.0.0.1."""
    index = Index(wheels)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            index.asked.append(self.path)
            page = index.page(self.path.removeprefix(ROOT).strip("/")) if self.path.startswith(ROOT) else None
            file = wheels / Path(self.path).name.replace("%2B", "+")
            if page:
                self._send(page.encode(), "text/html", whole=True)
            elif self.path.startswith("/files/") and file.is_file():
                name = canonicalize_name(file.name.split("-")[0])
                self._send(file.read_bytes(), "application/octet-stream", whole=name not in index.broken)
            else:
                self.send_error(403)

        def _send(self, content: bytes, kind: str, *, whole: bool) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content if whole else content[: len(content) // 2])

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        index.url = f"http://127.0.0.1:{server.server_port}{ROOT}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield index
        server.shutdown()
        thread.join()


def table(folder: Path, url: str) -> Path:
    """docker/torch-rocm.txt with another index."""
    made = folder / "torch-rocm.txt"
    lines = (PROJECT / "docker/torch-rocm.txt").read_text(encoding="utf-8").splitlines()
    made.write_text("\n".join(f"index {url}" if line.startswith("index ") else line for line in lines) + "\n")
    return made


def make_wheels(folder: Path, *, hollow: bool = False) -> Path:
    """All that the index has. `hollow`: its torch is a few lines, for what ends before torch is imported."""
    folder.mkdir(parents=True)
    for name, version in PURE.items():
        make_wheel(folder, name, version)
    for name in ("rocm_sdk_core", "rocm_sdk_libraries", "rocm_bootstrap"):
        make_wheel(folder, name, ROCM)
    make_wheel(folder, "rocm", ROCM, requires=[f"rocm-sdk-core=={ROCM}", f"rocm-sdk-libraries=={ROCM}"])
    make_wheel(folder, "triton", "3.8.0+git4cff872c.rocm10.0.0", {"not_triton.py": ""})  # torch imports a real one
    for gfx in DEVICES:
        if gfx != "gfx1100":
            kernels = {"torch/.kpack/torch_gfx.kpack".replace("gfx", gfx): "kernels\n"} if gfx != "gfx1101" else None
            make_wheel(folder, f"amd_torch_device_{gfx}", TORCH, kernels, [f"torch=={TORCH}"])
    _make_torch(folder, hollow=hollow)
    return folder


def _make_torch(folder: Path, *, hollow: bool) -> None:
    """The torch of this environment with the ROCm build's version, HIP string, needs and extras; not compressed."""
    cpu = distribution("torch")
    info, old = f"torch-{TORCH}.dist-info", f"torch-{cpu.version}.dist-info"
    tag = re.findall(r"^Tag: (\S+)", cpu.read_text("WHEEL") or "", re.MULTILINE)[0]
    extras = "".join(
        f"Provides-Extra: device-{gfx}\nRequires-Dist: amd-torch-device-{gfx}=={TORCH}; extra == 'device-{gfx}'\n"
        for gfx in DEVICES
    )
    needs = [*PURE, f"rocm=={ROCM}", f"rocm-bootstrap=={ROCM}", "triton==3.8.0+git4cff872c.rocm10.0.0"]
    metadata = f"Metadata-Version: 2.1\nName: torch\nVersion: {TORCH}\n{extras}"
    changed = {
        "torch/version.py": _version(cpu.locate_file("torch/version.py")),
        f"{info}/METADATA": metadata + "".join(f"Requires-Dist: {need}\n" for need in needs),
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: a test\nRoot-Is-Purelib: false\nTag: {tag}\n",
    }
    if hollow:
        changed["torch/__init__.py"] = "from . import version\n"
    files = [] if hollow else [file for file in cpu.files or () if "__pycache__" not in file.parts]
    kept = [str(file) for file in files if not str(file).startswith((old, ".."))]
    with zipfile.ZipFile(folder / f"torch-{TORCH}-{tag}.whl", "w") as wheel:
        for name in kept:
            if name not in changed:
                wheel.write(str(cpu.locate_file(name)), name)
        names = [*kept, *(name for name in changed if name not in kept), f"{info}/RECORD"]
        for name, text in {**changed, f"{info}/RECORD": "".join(f"{name},,\n" for name in names)}.items():
            wheel.writestr(name, text)


def _version(file: object) -> str:
    text = Path(str(file)).read_text(encoding="utf-8")
    text = re.sub(r"'[^']*\+cpu'", f"'{TORCH}'", text)
    return re.sub(r"^(hip\b[^=]*=).*", r"\1 '7.15.26333'", text, flags=re.MULTILINE)
