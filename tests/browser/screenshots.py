"""Screenshots: always kept with the test run; in this folder, where the README shows them, only when asked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

SHOWN = Path(__file__).resolve().parent / "screenshots"
LARGEST = 200_000  # bytes: a README opens on a phone, too
Keep = Callable[[Page, str], None]


def keeper(folder: Path) -> Keep:
    """Takes what is on the screen. UPDATE_SCREENSHOTS=1 puts it in the README's folder as well."""

    def keep(page: Page, name: str) -> None:
        taken = folder / f"{name}.png"
        page.screenshot(path=taken, animations="disabled", caret="hide")
        assert taken.stat().st_size < LARGEST
        if os.environ.get("UPDATE_SCREENSHOTS") == "1":
            SHOWN.mkdir(exist_ok=True)
            shutil.copyfile(taken, SHOWN / taken.name)

    return keep
