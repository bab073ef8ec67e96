"""What packing and loading the lab's image costs, with the levels of zstd side by side: used by bench.py.

Of the image that this machine's settings name (BASE_IMAGE …), so say which it was. Packing wants a clean commit: in a
copy of the checkout that is one. An image that the engine has already is verified, not loaded; what loading costs an
engine without it is measured once its name is gone, and layers that other images share are still there.
"""

import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from container.fleet_organizer import commit
from host import image
from host.mode import make_plan
from host.settings import read_settings
from native.checkout import make_checkout

ROUNDS = 2
LEVELS = (1, 3, 6)


def measure() -> dict[str, Any]:
    """Seconds and megabytes of make bundle and make load."""
    settings = read_settings()
    plan = make_plan(settings)
    base = plan.base_image(settings)
    name = image.reference(base, plan.rocm)
    with tempfile.TemporaryDirectory() as folder:
        root = make_checkout(Path(folder) / "checkout").root
        commit(root)
        packing = [_seconds(["make", "bundle", "MODE=container"], root) for _ in range(ROUNDS)]
        (bundle,) = root.glob("runs/*.bundle.tar")
        load = ["make", "load", f"BUNDLE={bundle}"]
        verifying = [_seconds(load, root) for _ in range(ROUNDS)]
        loading = []
        for _ in range(ROUNDS):
            subprocess.run(["docker", "image", "rm", name], check=True, capture_output=True)
            loading.append(_seconds(load, root))
        return {
            "base": base,
            "bundle, MB": round(bundle.stat().st_size / 1e6, 1),
            **{f"{verb}, s": _spread(times) for verb, times in _verbs(packing, verifying, loading)},
            "docker save to zstd, s and MB": {f"-{level}": _level(name, level) for level in LEVELS},
        }


def _verbs(*times: list[float]) -> list[tuple[str, list[float]]]:
    names = ("make bundle", "make load, image here already", "make load, image not here")
    return list(zip(names, times, strict=True))


def _seconds(command: list[str], folder: Path) -> float:
    started = time.monotonic()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def _spread(times: list[float]) -> list[float]:
    """Median, smallest, largest."""
    return [round(t, 1) for t in (statistics.median(times), min(times), max(times))]


def _level(name: str, level: int) -> list[float]:
    """Seconds and megabytes of the same pipe at this level."""
    started = time.monotonic()
    piped = f'docker save "$0" | zstd -q -T0 -{level} | wc -c'
    size = subprocess.run(["bash", "-euo", "pipefail", "-c", piped, name], capture_output=True, text=True, check=True)
    return [round(time.monotonic() - started, 1), round(int(size.stdout) / 1e6, 1)]
