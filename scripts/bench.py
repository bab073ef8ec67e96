"""make bench: what the project claims, measured with its peers beside it."""

import host.oldest_python  # noqa: F401  first: an old Python stops here
from host.contributor import run_tools
from host.errors import run_verb


def main() -> int:
    """The verb."""
    return run_tools(["scripts/project/bench.py"])


if __name__ == "__main__":
    run_verb(main)
