"""Pages that another machine, or a learner's notebook, left for us: when opened, they may show and do nothing."""

from __future__ import annotations

from pathlib import Path

# As report.html has it by itself; here it cannot be left out, because it stands before the page's first byte.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
SEAL = f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'.encode()


def sealed(page: bytes) -> bytes:
    """The page, in which no script runs and which fetches nothing, whatever it says of itself."""
    return SEAL + page


def seal(reports: Path) -> None:
    """Seals the report of every folder in `reports`."""
    for file in reports.glob("*/report.html"):
        file.write_bytes(sealed(file.read_bytes()))
