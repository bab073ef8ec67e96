"""In which language a lab speaks: its code is the same in both notebooks, so it has to find out."""

import os
import re
import sys
from pathlib import Path
from typing import Literal

Language = Literal["ja", "en"]


def lab_language() -> Language:
    """The language of the open notebook, else of LAB_LANG, else of the locale; English if none says."""
    path = notebook_path()
    for name in (path.name if path else "", os.environ.get("LAB_LANG", "")):
        if match := re.search(r"(?:^|\.)(ja|en)(?:\.|$)", name):
            return "ja" if match[1] == "ja" else "en"
    locale = next((v for n in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(n))), "")
    return "ja" if locale.startswith("ja") else "en"


def notebook_path() -> Path | None:
    """The open notebook; None where this is none."""
    # Jupyter tells a kernel its notebook's path in the environment, VS Code in the notebook's own names.
    main = sys.modules["__main__"]
    path = os.environ.get("JPY_SESSION_NAME") or getattr(main, "__vsc_ipynb_file__", "")
    return Path(str(path)) if path else None
