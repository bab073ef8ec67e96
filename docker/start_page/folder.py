"""The file browser's list: the labs in the reader's language, of the other language what somebody has worked in."""

from __future__ import annotations

import filecmp
import os
import re
from contextlib import suppress
from pathlib import Path

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

LABS = Path(__file__).resolve().parents[2] / "labs"


class Work(AsyncLargeFileManager):  # type: ignore[misc]  # untyped
    """work/, without the copies in the other language that are still as they came.

    An address opens those all the same.
    """

    def should_list(self, name: str) -> bool:
        """Whether the list shows it."""
        return bool(super().should_list(name)) and not self._waits(name)

    def _waits(self, name: str) -> bool:
        language = re.fullmatch(r"\d\d_\w+\.(ja|en)\.ipynb", name)
        if language is None or language[1] == (os.environ.get("LAB_LANG") or "en"):
            return False
        with suppress(OSError):
            return filecmp.cmp(LABS / name, Path(self.root_dir) / name, shallow=False)
        return False
