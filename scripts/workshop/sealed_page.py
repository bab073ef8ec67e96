"""Pages that another machine, or a learner's notebook, left for us: when opened, they may show and do nothing."""

from __future__ import annotations

import re
from pathlib import Path

# As report.html has it by itself; here it cannot be left out, because it stands before the page's first byte.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
SEAL = f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'.encode()
# A policy does not keep a page from leading elsewhere by itself (http-equiv="refresh"); it needs none of its own now.
ORDERS = re.compile(rb"http-equiv", re.IGNORECASE)


def sealed(page: bytes) -> bytes:
    """The page, in which no script runs, and which fetches nothing and leads nowhere but by a click."""
    return SEAL + ORDERS.sub(b"data-was", page)


def seal(reports: Path) -> None:
    """Seals the report of every folder in `reports`."""
    for file in reports.glob("*/report.html"):
        file.write_bytes(sealed(file.read_bytes()))
