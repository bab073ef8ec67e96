"""Writes .github/pins/requirements.txt, in which Dependabot reads what docker/*.lock hold: it knows no such files.

Runs inside the environment, at the end of `make lock`.
"""

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PINS = PROJECT / ".github/pins/requirements.txt"
HEAD = (
    "# What docker/*.in ask for, at the versions of docker/*.lock. For Dependabot alone; make lock writes it. A test\n"
    "# holds the two together: what Dependabot changes here stays red until make lock has brought the locks along.\n"
)


def pins() -> str:
    """The file's text: every package that one of docker/*.in names, at its locked version."""
    found = set[str]()
    locks = "".join(lock.read_text(encoding="utf-8") for lock in (PROJECT / "docker").glob("*.lock"))
    locked = dict(re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", locks, re.MULTILINE))
    for source in sorted((PROJECT / "docker").glob("*.in")):
        names = re.findall(r"^([A-Za-z0-9._-]+)", source.read_text(encoding="utf-8"), re.MULTILINE)
        found |= {f"{name.lower()}=={locked[name.lower()]}" for name in names if not name.startswith("-")}
    return HEAD + "\n".join(sorted(found)) + "\n"


if __name__ == "__main__":
    PINS.write_text(pins(), encoding="utf-8")
