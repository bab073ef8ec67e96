"""make lint: ruff, mypy, notebooks equal to their source, playbooks, workflows."""

import cli.oldest_python  # noqa: F401  first: an old Python stops here

from cli.settings import read_settings
from cli.verb import run_verb
from project.tools import run_tools

ANSIBLE_LINT = ("-m", "ansiblelint", "--offline", "--strict", "--profile", "production", "-q")

TAKES: tuple[str, ...] = ()


def main() -> int:
    """The verb."""
    read_settings(TAKES)
    return run_tools(
        ["-m", "ruff", "check", "."],
        ["-m", "ruff", "format", "--check", "."],
        ["-m", "mypy", "scripts", "tests/judge", "labs/flowlab"],
        # The verbs run on the Python that a machine has: 3.10 will do for them, and for the modules of a fleet.
        [
            "-m",
            "mypy",
            "--python-version",
            "3.10",
            "--exclude",
            "scripts/(project|workshop/seats/hub|workshop/fleet/(play|run|page))",
            "scripts",
        ],
        [*ANSIBLE_LINT, "scripts/workshop/fleet/playbook/up.yml", "scripts/workshop/fleet/playbook/down.yml"],
        ["scripts/project/render_notebooks.py", "--check"],
        ["scripts/project/lint_workflows.py"],
    )


if __name__ == "__main__":
    run_verb(main)
