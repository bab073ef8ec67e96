"""make lock: the newest versions of docker/*.in, each with its hashes."""

import host.oldest_python  # noqa: F401  first: an old Python stops here
from host.contributor import run_tools
from host.errors import run_verb


def main() -> int:
    """The verb."""
    # --universal: one lock for every Python from 3.11 on. The dev lock is held to the versions of the first.
    compile_ = ["-m", "uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"]
    compile_ += ["--upgrade", "--quiet", "--custom-compile-command", "make lock"]
    # Left out: it builds a parser at every import of jsonschema, more than half of JupyterLab's start, to check
    # strings of a format (IRI) that no schema of Jupyter's has. jsonschema does without it.
    compile_ += ["--no-emit-package", "rfc3987-syntax", "--no-emit-package", "lark"]
    # In this order: each is held to the versions of those before it.
    names = ("requirements", "requirements-organizer", "requirements-seat", "requirements-dev")
    locks = [[*compile_, f"docker/{name}.in", "-o", f"docker/{name}.lock"] for name in names]
    return run_tools(*locks, ["scripts/inside/write_pins.py"])


if __name__ == "__main__":
    run_verb(main)
