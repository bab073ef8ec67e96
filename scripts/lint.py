"""make lint: ruff, mypy, notebooks equal to their source."""

import host.oldest_python  # noqa: F401  first: an old Python stops here
from host.contributor import run_tools
from host.errors import run_verb


def main() -> int:
    """The verb."""
    return run_tools(
        ["-m", "ruff", "check", "."],
        ["-m", "ruff", "format", "--check", "."],
        ["-m", "mypy", "scripts", "tests/judge", "labs/flowlab"],
        # The verbs run on the Python that a machine has: 3.10 will do for them.
        ["-m", "mypy", "--python-version", "3.10", "--exclude", "scripts/(inside|fleet|hub)", "scripts"],
        ["scripts/inside/render_notebooks.py", "--check"],
    )


if __name__ == "__main__":
    run_verb(main)
