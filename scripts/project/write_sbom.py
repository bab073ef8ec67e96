"""Writes runs/sbom/: a CycloneDX file for each image of the lab, and one for the organizer's tools.

Runs inside the environment. cyclonedx-py reads the locks; what no lock has is added here: the base, and torch.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from cli.files import give, make_folder, put
from cli.places import CHECKOUT, RUNS
from cli.speech import say
from cli.verb import run_verb
from images.bases import CPU, ROCM, ROCM_SMALLER, Base
from images.image import NAME, revision
from images.wheels import wheels
from session.environment import LOCK, ORGANIZER_LOCK, TORCH

SBOM = RUNS / "sbom"
READ = ["-m", "cyclonedx_py", "requirements", "--no-validate", "--output-reproducible"]  # a test validates
Part = dict[str, Any]


def packages(lock: Path) -> Part:
    """The lock as cyclonedx-py sees it: a component for each package, with its hashes."""
    done = subprocess.run([sys.executable, *READ, str(lock)], capture_output=True, text=True, check=True)
    read: Part = json.loads(done.stdout)
    for part in read["components"]:  # the line in the lock, with its condition and without its hashes once more
        part["description"] = part["description"].partition(" --hash=")[0].strip()
    return read


def base(pinned: Base) -> Part:
    """The image that the lab is built on."""
    name, _, digest = pinned.reference.partition("@")
    name, _, tag = name.partition(":")
    purl = f"pkg:docker/{name if '/' in name else f'library/{name}'}@{digest}?tag={tag}"
    return {"type": "container", "bom-ref": "base", "name": name, "version": digest, "purl": purl}


def torch(version: str, index: str, hashes: list[str]) -> Part:
    """A build of torch that an index of its own has; hashes where they are pinned."""
    where: Part = {"type": "distribution", "url": index}
    if hashes:
        where["hashes"] = [{"alg": "SHA-256", "content": one} for one in hashes]
    purl = f"pkg:pypi/torch@{version.replace('+', '%2B')}?repository_url={index.removeprefix('https://')}"
    part = {"type": "library", "bom-ref": "torch", "name": "torch", "version": version, "purl": purl}
    return {**part, "externalReferences": [where]}


def bill(name: str, kind: str, read: Part, *added: Part) -> Part:
    """All of it, as one file; it calls itself incomplete, in CycloneDX's own word, where it is."""
    said = {"type": kind, "bom-ref": name, "name": name, "version": revision() or "unknown"}
    refs = [part["bom-ref"] for part in added]
    parts = [*added, *read["components"]]
    needs = [{"ref": name, "dependsOn": [part["bom-ref"] for part in parts]}, *({"ref": ref} for ref in refs)]
    return {
        **read,
        "metadata": {**read["metadata"], "component": said},
        "components": parts,
        "dependencies": [*needs, *read["dependencies"]],
        "compositions": [{"aggregate": "incomplete", "assemblies": [name, *refs]}],
    }


def bills() -> dict[str, Part]:
    """Every file's content by its name."""
    lab, pinned = packages(LOCK), TORCH.read_text(encoding="utf-8")
    cpu = re.search(r"^--index-url (\S+)\ntorch==(\S+)", pinned, re.MULTILINE)
    assert cpu
    built = {
        "rocm": (base(ROCM),),
        "rocm-smaller": (base(ROCM_SMALLER),),
        "wheels": (base(CPU), torch(wheels().torch, wheels().index, [])),
        "cpu": (base(CPU), torch(cpu[2], cpu[1], re.findall("sha256:([0-9a-f]{64})", pinned))),
    }
    images = {name: bill(f"{NAME}-{name}", "container", lab, *added) for name, added in built.items()}
    return {**images, "organizer": bill(f"{NAME}-organizer", "application", packages(ORGANIZER_LOCK))}


def main() -> int:
    """Writes them all."""
    written = bills()
    make_folder(RUNS)
    for name, content in written.items():
        put(RUNS, f"{SBOM.name}/{name}.cdx.json", json.dumps(content, indent=1).encode())
    give(RUNS, SBOM, *SBOM.iterdir())
    say("sbom-written", folder=SBOM.relative_to(CHECKOUT), names=", ".join(written))
    say("sbom-without")
    return 0


if __name__ == "__main__":
    run_verb(main)
