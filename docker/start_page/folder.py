"""The file browser's list: the labs in the reader's language, of the other language what somebody has worked in."""

from __future__ import annotations

import filecmp
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

LABS = Path(__file__).resolve().parents[2] / "labs"


class Work(AsyncLargeFileManager):  # type: ignore[misc]  # untyped
    """work/, without the copies in the other language that are still as they came.

    An address opens those all the same.
    """

    async def _dir_model(self, path: str, content: bool = True) -> dict[str, Any]:
        model: dict[str, Any] = await super()._dir_model(path, content=content)
        if content and not path.strip("/"):
            model["content"] = [entry for entry in model["content"] if not self._waits(entry["name"])]
        return model

    def _waits(self, name: str) -> bool:
        language = re.fullmatch(r"\d\d_\w+\.(ja|en)\.ipynb", name)
        if language is None or language[1] == (os.environ.get("LAB_LANG") or "en"):
            return False
        with suppress(OSError):
            return filecmp.cmp(LABS / name, Path(self.root_dir) / name, shallow=False)
        return False
