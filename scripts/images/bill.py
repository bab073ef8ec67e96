"""What is in the image, as CycloneDX: the packages that its Python and its Debian know of."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from cli.process import docker, last_line
from cli.speech import LabError

# In the image's own Python, so that what the base brings is seen, too.
PYTHON = (
    "import importlib.metadata as m; print(*sorted({f'{d.name} {d.version}' for d in m.distributions()}), sep='\\n')"
)
# The bases of images that are published are Debian's.
DEBIAN = ("dpkg-query", "--show", "--showformat=${Package} ${Version}\\n")


def bill_of_materials(image: str, name: str, digest: str) -> dict[str, Any]:
    """The document of an image that has this name and digest in a registry. Raises LabError."""
    python = _ask(image, "python", "-c", PYTHON)
    debian = _ask(image, *DEBIAN)
    return document(name, digest, [*_components("pypi", python), *_components("deb/debian", debian)])


def document(name: str, digest: str, components: list[dict[str, str]]) -> dict[str, Any]:
    """CycloneDX 1.6. The same image has the same document, number included."""
    about = {"type": "container", "bom-ref": digest, "name": name, "version": digest}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid.uuid5(uuid.NAMESPACE_URL, f"oci://{name}@{digest}").urn,
        "version": 1,
        "metadata": {"component": about},
        "components": components,
    }


def _components(kind: str, lines: Iterable[str]) -> Iterator[dict[str, str]]:
    for line in lines:
        name, version = line.split(" ", 1)
        known = name.lower().replace("_", "-") if kind == "pypi" else name
        purl = f"pkg:{kind}/{quote(known, safe='')}@{quote(version, safe='')}"
        yield {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}


def _ask(image: str, *command: str) -> list[str]:
    done = docker("run", "--rm", "--network", "none", "--entrypoint", command[0], image, *command[1:])
    if done.returncode:
        raise LabError("image-unread", reason=last_line(done.stderr))
    return done.stdout.splitlines()
