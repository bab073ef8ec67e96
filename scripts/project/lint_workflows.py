"""Lints .github with actionlint (forms and expressions) and zizmor (what an attacker could use).

Runs inside the environment. Both ask nothing of the network.
"""

import os
import subprocess
import sys
from pathlib import Path

from cli.speech import say

TOOLS = Path(sys.executable).parent
COMMANDS = (
    ["actionlint", "-color", "-config-file", ".github/actionlint.yaml"],
    ["zizmor", "--offline", "--persona", "pedantic", "--quiet", ".github"],
)


def main() -> int:
    """0 if both found nothing. A platform without one of them is told so; REQUIRE_ACTIONLINT=1 makes that an error."""
    missing = [command[0] for command in COMMANDS if not (TOOLS / command[0]).exists()]
    if missing:
        say("not-linted", missing=", ".join(missing))
    found = [command for command in COMMANDS if command[0] not in missing]
    failed = [command[0] for command in found if subprocess.run([TOOLS / command[0], *command[1:]]).returncode]
    return 1 if failed or (missing and os.environ.get("REQUIRE_ACTIONLINT") == "1") else 0


if __name__ == "__main__":
    sys.exit(main())
