"""Puts PyTorch for ROCm, as AMD's wheels for some GPUs, into a Python's environment; writes down what came.

`rocm_wheels.py TABLE GFX[,GFX…] PYTHON`, with docker/torch-rocm.txt for the table. In an image's build and natively
alike; standard library only.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

# pip's own settings are left out, so that no other index has a say; these have to be given to it then.
CERTIFICATES = ("PIP_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
WHERE = "import json, sys, sysconfig; print(json.dumps([sys.prefix, sysconfig.get_path('platlib')]))"


def main(table: Path, gfx: list[str], python: str) -> None:
    """Installs, looks whether device code for each GPU came along, and leaves wheels.json in the environment."""
    index, torch = (_named(table, name) for name in ("index", "torch"))
    prefix, site = json.loads(subprocess.check_output([python, "-c", WHERE]))
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        _install(python, index, f"torch[{','.join(f'device-{name}' for name in gfx)}]=={torch}", report)
        came = [_wheel(item) for item in json.loads(report.read_text(encoding="utf-8"))["install"]]
    for name in gfx:
        if not _has_code(Path(site), name):
            sys.exit(f"The torch that came has no device code for {name}")
    about = {"index": index, "gfx": gfx, "wheels": sorted(came, key=lambda wheel: wheel["name"])}
    (Path(prefix) / "wheels.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def _named(table: Path, name: str) -> str:
    found = re.search(rf"^{name} (\S+)$", table.read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return found[1]


def _install(python: str, index: str, requirement: str, report: Path) -> None:
    """By the index alone: the same names elsewhere are placeholders and strangers."""
    pip = [sys.executable, "-m", "pip", "--python", python, "--isolated", "--disable-pip-version-check"]
    certificate = next((os.environ[name] for name in CERTIFICATES if os.environ.get(name)), None)
    options = ["--root-user-action", "ignore", "--progress-bar", "off", "--index-url", index, "--report", str(report)]
    options += ["--cert", certificate] if certificate else []
    # A machine's pip.conf is read even so, unless this names none.
    environ = {**os.environ, "PIP_CONFIG_FILE": os.devnull}
    status = subprocess.run([*pip, "install", *options, requirement], env=environ, check=False).returncode
    if status:
        sys.exit(status)


def _wheel(item: dict) -> dict:
    came, metadata = item["download_info"], item["metadata"]
    archive = came["archive_info"]
    hashes = archive.get("hashes") or dict([archive["hash"].split("=")])  # the second form: pip before 23.1
    return {
        "name": metadata["name"].lower(),
        "version": metadata["version"],
        "file": unquote(came["url"].rpartition("/")[2]),
        "sha256": hashes["sha256"],
    }


def _has_code(site: Path, gfx: str) -> bool:
    """Whether there is an archive of kernels for it, as AMD's wheels bring them; some are for one XNACK mode alone."""
    kinds = re.compile(rf"torch_{gfx}(:xnack[+-])?\.kpack")
    with suppress(OSError):
        return any(kinds.fullmatch(file.name) and file.stat().st_size for file in (site / "torch/.kpack").iterdir())
    return False


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2].split(","), sys.argv[3])
