"""What packing and loading the lab's image costs: used by bench.py.

Of the image that this machine's settings name (BASE_IMAGE …), so say which it was. Packing wants a clean commit: in a
copy of the checkout that is one. An image that the engine has already is verified, not loaded; what loading costs an
engine without it is measured once its name is gone, and layers that other images share are still there.
"""

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


def measure() -> dict[str, Any]:
    """Seconds and megabytes of make bundle and make load."""
    settings = read_settings()
    plan = make_plan(settings)
    base = plan.base_image(settings)
    with tempfile.TemporaryDirectory() as folder:
        root = make_checkout(Path(folder) / "checkout").root
        commit(root)
        packing = _seconds(["make", "bundle", "MODE=container"], root)
        (bundle,) = root.glob("runs/rocm-lab-*")
        load = ["make", "load", f"BUNDLE={bundle}"]
        verifying = _seconds(load, root)
        subprocess.run(["docker", "image", "rm", image.reference(base, plan.rocm)], check=True, capture_output=True)
        loading = _seconds(load, root)
        return {
            "base": base,
            "bundle, MB": round(sum(file.stat().st_size for file in bundle.iterdir()) / 1e6, 1),
            "make bundle, s": packing,
            "make load, image here already, s": verifying,
            "make load, image not here, s": loading,
        }


def _seconds(command: list[str], folder: Path) -> float:
    started = time.monotonic()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return round(time.monotonic() - started, 1)
