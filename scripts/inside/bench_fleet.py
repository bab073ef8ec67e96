"""What a fleet costs each machine, in seconds by step and in megabytes received: used by bench.py.

On the CPU. The machines are the tests' own: containers with systemd and real ssh, one without an engine and one with,
both at once on this machine's cores. All labs are judged, in both languages.
"""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from container.engine import Contained
from container.fleet_machines import Machine, machine_images, machines, write_inventory
from container.fleet_organizer import Fleet, commit
from native.checkout import make_checkout

NAMES = {"bare": "without an engine", "ready": "with an engine"}


def available() -> bool:
    """Whether the machines can be made here."""
    return shutil.which("mmdebstrap") is not None


def measure(given: dict[str, str]) -> dict[str, Any]:
    """Every figure; `given` are the settings that name the image."""
    images = {name: image for name, image in machine_images().items() if name in NAMES}
    with tempfile.TemporaryDirectory() as folder:
        checkout = Contained(make_checkout(Path(folder) / "checkout").root, given=given)
        commit(checkout.root)
        _make(checkout, "bundle", BACKEND="cpu")
        found = _runs(checkout, images, Path(folder))
    return {f"{said}, s": {step: round(s, 1) for step, s in found[name].items()} for name, said in NAMES.items()}


def _runs(checkout: Contained, images: dict[str, str], folder: Path) -> dict[str, dict[str, float]]:
    """Figures by machine: of the run that sets it up, and of a second run, which changes nothing."""
    with machines(images, folder) as made:
        fleet = Fleet(checkout, made, write_inventory(folder / "inventory.ini", made))
        before = {name: _received(machine) for name, machine in made.items()}
        _make(checkout, "fleet", HOSTS=fleet.inventory)
        first = fleet.facts()["by_name"]
        megabytes = {name: (_received(machine) - before[name]) / 1e6 for name, machine in made.items()}
        _make(checkout, "fleet", HOSTS=fleet.inventory)
        second = fleet.facts()["by_name"]
    return {
        name: {**steps(first[name]), "all": first[name]["seconds"], "again": second[name]["seconds"]}
        | {"again, but its check": second[name]["steps"]["check"], "MB received": megabytes[name]}
        for name in NAMES
    }


def steps(machine: dict[str, Any]) -> dict[str, float]:
    """Seconds of each step: from its beginning to that of the next, or to the end."""
    begins = [*machine["steps"].values(), machine["seconds"]]
    return {name: end - begin for name, begin, end in zip(machine["steps"], begins, begins[1:], strict=False)}


def _received(machine: Machine) -> int:
    """Bytes that came to it over the network since it was started."""
    return int(machine.says("cat /sys/class/net/eth0/statistics/rx_bytes"))


def _make(checkout: Contained, verb: str, **settings: Any) -> None:
    done = checkout.make(verb, **settings)
    if done.returncode:
        raise RuntimeError(f"make {verb}: {done.stdout}{done.stderr}")
