"""make fleet-down: takes back what make fleet did on every machine of a list; the learners' work stays."""

import host.oldest_python  # noqa: F401  first: an old Python stops here
from host.errors import run_verb
from host.fleet.down import down
from host.settings import read_settings


def main() -> int:
    """The verb."""
    return down(read_settings())


if __name__ == "__main__":
    run_verb(main)
